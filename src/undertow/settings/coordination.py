"""Settings of the tests of pairs, sets and accounts."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from undertow.settings.section import Section

Layer = Literal[
    "reply_target",
    "text",
    "near_duplicate_text",
    "media_text",
    "template",
    "claim",
    "repost",
    "url",
    "hashtag",
    "media",
]
WindowS = Annotated[int, Field(ge=1, le=7 * 86400)]

_WINDOWS_S: dict[Layer, tuple[WindowS, ...]] = {
    "reply_target": (60, 600, 3600, 86400),
    "text": (60, 600, 3600, 86400),
    "near_duplicate_text": (60, 600, 3600, 86400),
    "media_text": (60, 600, 3600, 86400),
    "template": (60, 600, 3600, 86400),
    "claim": (600, 3600, 86400),
    "repost": (60, 600, 3600),
    "url": (60, 600, 3600, 86400),
    "hashtag": (60, 600, 3600),
    "media": (60, 600, 3600, 86400),
}
_LAYER_WEIGHTS: dict[Layer, float] = {
    "reply_target": 1.0,
    "text": 1.0,
    "near_duplicate_text": 0.5,
    "media_text": 0.5,
    "template": 0.5,
    "claim": 0.25,
    "repost": 0.5,
    "url": 1.0,
    "hashtag": 0.25,
    "media": 0.75,
}


class CoordinationSettings(Section):
    """Pair test, account test and communities."""

    windows_s: dict[Layer, tuple[WindowS, ...]] = Field(
        default=_WINDOWS_S,
        description="Windows of each layer, in seconds; a window below a post's precision is not "
        "used for that post. Layers not named keep their defaults; an empty list turns one off.",
    )
    q: float = Field(0.05, gt=0, lt=1, description="False discovery rate of edges.")
    calibration_copies: int = Field(
        3,
        ge=0,
        description="Permuted copies of each kind (week, popularity, both) that the pair test must "
        "find next to nothing in before the pairs of a layer are called validated; 0: none, and "
        "the results say that they are not calibrated. More by `undertow calibrate`.",
    )
    account_q: float = Field(0.01, gt=0, lt=1, description="False discovery rate of account tests.")
    layer_weights: dict[Layer, Annotated[float, Field(ge=0)]] = Field(
        default=_LAYER_WEIGHTS,
        description="Weight of an edge of each layer in the community graph. Layers not named keep "
        "their defaults.",
    )
    resolution: float = Field(
        1.0, gt=0, description="Resolution of the communities that campaigns are made of."
    )
    resolutions: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        (0.5, 1.0, 2.0),
        description="Further resolutions in `community_levels`; higher gives smaller cells.",
    )
    min_community: int = Field(3, ge=2, description="Smallest community that is kept, accounts.")
    n_resamples: int = Field(
        20,
        ge=0,
        description="Resampled runs behind the stability; fewer "
        "for components of more than 250,000 pairs, at least five.",
    )

    @field_validator("windows_s", "layer_weights", mode="before")
    @classmethod
    def _keep_other_layers(cls, value: Any, info: ValidationInfo) -> Any:
        """Put the layers that are named over the defaults of all."""
        defaults: dict[Any, Any] = (
            dict(_WINDOWS_S) if info.field_name == "windows_s" else dict(_LAYER_WEIGHTS)
        )
        return defaults | value if isinstance(value, dict) else value


class GroupSettings(Section):
    """Group test: sets of accounts that are odd as sets."""

    q: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="False discovery rate of sets, and of the members that carry them by copying.",
    )
    min_accounts: int = Field(
        5, ge=3, description="Fewest accounts of a set that is tested by its attributes."
    )
    min_control: int = Field(
        20,
        ge=1,
        description="Fewest others in a thread on a day for its answers to be compared with one "
        "another; else with all of the platform on that day.",
    )
    batch_hours: int = Field(
        24, ge=1, description="Width of the window in which a batch of accounts is created."
    )
    dormant_days: int = Field(
        90, ge=1, description="Silence after which an act ends a dormancy, in days."
    )
    most_false: float = Field(
        0.05,
        gt=0,
        lt=1,
        description="Most of the members that carry a set by an attribute may show it by chance, "
        "as a share.",
    )
    held_out_q: float = Field(
        0.01,
        gt=0,
        lt=1,
        description="Accounts that the account test found at this false discovery rate are held "
        "out of what is ordinary.",
    )


class ReferenceSettings(Section):
    """The case whose ordinary accounts the account test compares with."""

    case: str = Field(
        "",
        description="Folder of an analysed case of ordinary traffic, relative to this case's "
        "folder; its rates of copying are used in place of those of this case. Empty: this case.",
    )
