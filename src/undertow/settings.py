"""Every setting, with its default, its unit and its reason.

Settings live in ``case.toml`` under ``[settings.<stage>]``; what is not there has the default
below. A stage reads only its own section, so changing one setting re-runs only what depends on it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from undertow.errors import SettingsError

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


class Section(BaseModel):
    """Base of a settings section: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON form."""
        return _sha256(self.model_dump(mode="json"))

    def within(self, memory_bytes: int) -> Self:
        """Return the section as a stage gets it that may use this much memory.

        Only what changes no result may differ: the provenance names the section as it is set.
        """
        return self


class NoSettings(Section):
    """Section of a stage that has nothing to set."""


class TextSettings(Section):
    """Canonical form of texts, and groups of near-duplicates."""

    min_chars: int = Field(
        12, ge=1, description="Shortest match key in characters that can form a text group."
    )
    min_chars_han: int = Field(
        5, ge=1, description="The same for keys written mostly in Han characters."
    )
    memory_mib: int = Field(
        1024,
        ge=1,
        description="Memory for the signatures of texts, in MiB; beyond it they wait on disk. "
        "Where it is not set here, a quarter of `--memory`.",
    )

    def within(self, memory_bytes: int) -> Self:
        """Return the section with memory for signatures that follows from that of the analysis."""
        if "memory_mib" in self.model_fields_set:
            return self
        return self.model_copy(update={"memory_mib": max(memory_bytes // 4 >> 20, 1)})


class MediaSettings(Section):
    """Media files: limits under which they are decoded, and how alike they must be."""

    frames_per_s: float = Field(
        6.0, gt=0, le=30, description="Frames of a video that are hashed, for each second of it."
    )
    max_distance: int = Field(
        31, ge=0, le=90, description="Bits of 256 in which two hashes of the same picture differ."
    )
    min_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Share of the frames of the shorter of two videos that must agree, in order.",
    )
    min_quality: int = Field(
        50, ge=0, le=100, description="PDQ quality below which a picture is too flat to match."
    )
    max_bytes: int = Field(
        2 << 30, ge=1, description="Longest media file that is decoded; a longer one is kept only."
    )
    max_pixels: int = Field(
        64_000_000, ge=1, description="Most pixels of a picture or frame that is decoded."
    )
    max_duration_s: float = Field(
        1800.0, gt=0, description="Seconds of a video or sound that are decoded; the rest is not."
    )
    max_time_s: float = Field(
        300.0, gt=0, description="Seconds after which the decoding of one file is given up."
    )
    max_memory_mib: int = Field(
        2048, ge=256, description="Memory of the process that decodes, in MiB."
    )
    max_frames_read: int = Field(
        20,
        ge=1,
        le=60,
        description="Most frames of a video in which `undertow media words` and `faces` look.",
    )
    find_speech: bool = Field(
        False, description="Whether speech is looked for in every soundtrack (extra `speech`)."
    )
    trust_list: str = Field(
        "",
        description="PEM file of the certificates whose Content Credentials (C2PA) are trusted; "
        "without one, a valid signature is told as valid and untrusted.",
    )


class ClaimSettings(Section):
    """Claim groups: texts that make the same claim in other words or another language."""

    embedder: str = Field(
        "bundled",
        min_length=1,
        description="Where vectors come from: bundled, or a folder with an ONNX or "
        "sentence-transformers model. Nothing is ever downloaded.",
    )
    embedder_languages: tuple[str, ...] = Field(
        (),
        description="Languages (ISO 639-1) that the model of a folder covers, where its README.md "
        "does not say; texts in any other are compared by their wording alone.",
    )
    min_accounts: int = Field(
        2,
        ge=1,
        description="A text is compared across languages when this many accounts published it, "
        "when one of its accounts is in a validated pair, or when it addresses an official.",
    )
    min_words: int = Field(4, ge=1, description="Fewest words of a text that can be linked.")
    min_han: int = Field(
        6, ge=1, description="The same in characters, for scripts without spaces between words."
    )
    generic_similarity: float = Field(
        0.7,
        gt=0,
        le=1,
        description="A text as similar as this to a phrase that anybody says (well said, shame on "
        "you) is generic and never linked.",
    )
    min_similarity: float | None = Field(
        None,
        ge=-1,
        le=1,
        description="Least cosine of a link, whatever the null says; where it is not given, what "
        "one in a thousand pairs of the unrelated sentences that come with the program reach.",
    )
    q: float = Field(
        0.05, gt=0, lt=1, description="False discovery rate of links, over all pairs compared."
    )
    max_neighbours: int = Field(
        32, ge=1, le=1024, description="Most neighbours looked at for a text, in each language."
    )
    exact_up_to: int = Field(
        30_000,
        ge=0,
        description="Texts of a language up to which neighbours are searched exactly; beyond, "
        "approximately (inverted lists).",
    )


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


class AccountSettings(Section):
    """Signs of inauthenticity and innocent explanations."""

    new_days: int = Field(90, ge=1, description="An account younger than this at first act is new.")
    batch_hours: int = Field(
        24, ge=1, description="Width of the window in which a batch of accounts is created."
    )
    silent_days: int = Field(
        180, ge=1, description="A pause between two posts of an account from which it was silent."
    )
    min_changed_posts: int = Field(
        6, ge=4, description="Fewest posts in which a change of an account is looked for."
    )
    takeover_at: float = Field(
        3.5,
        gt=0,
        description="A change looks like a takeover from this score on (natural log): more than "
        "two coincidences of 1.5 each, in the innocent reading that costs least.",
    )
    min_control: int = Field(20, ge=1, description="Smallest matched control that is used.")
    max_abs_log_lr: float = Field(
        3.0, gt=0, description="No single sign counts for more than this (natural log)."
    )
    prior: float = Field(
        0.1,
        gt=0,
        lt=1,
        description="Probability that a coordinated account is inauthentic, before any sign.",
    )
    inauthentic_at: float = Field(
        0.5, gt=0, lt=1, description="Probability from which a verdict may be inauthentic."
    )
    signal_q: float = Field(
        0.01, gt=0, lt=1, description="A sign counts for a community only below this corrected p."
    )
    explanation_margin: float = Field(
        1.0,
        ge=0,
        description="Log-odds (natural) by which the inauthentic reading of a community must be "
        "ahead of every other reading before a verdict may be inauthentic; 1 is odds of 2.7 to 1.",
    )


class WaveSettings(Section):
    """Waves in count series."""

    bin_hours: int = Field(6, ge=1, le=24, description="Width of a bin.")
    penalty: float = Field(2.0, gt=0, description="Cost of a segment, in units of log(n bins).")
    q: float = Field(0.01, gt=0, lt=1, description="False discovery rate of waves.")
    min_posts: int = Field(10, ge=1, description="Fewest posts in a series that is searched.")


class CampaignSettings(Section):
    """Campaigns and claims."""

    min_accounts: int = Field(5, ge=2, description="Fewest accounts of a campaign.")
    min_target_posts: int = Field(
        3, ge=1, description="Fewest posts that make an official a target."
    )
    min_target_accounts: int = Field(2, ge=1, description="Fewest accounts that do.")


class NarrativeSettings(Section):
    """Narratives: claim groups assembled over time."""

    max_narratives: int = Field(12, ge=1, description="Most narratives told per campaign.")
    min_similarity: float = Field(
        0.4,
        gt=0,
        le=1,
        description="Weighted Jaccard similarity of key terms from which a group of texts joins a "
        "leading one.",
    )
    max_gap_days: int = Field(
        14, ge=0, description="Longest silence within one narrative; after a longer one it is new."
    )
    max_groups: int = Field(
        2000,
        ge=1,
        description="Most groups of texts per campaign that are assembled, largest first.",
    )
    max_texts: int = Field(
        1000,
        ge=2,
        description="Most distinct texts per group and language that are compared and read, the "
        "most posted first.",
    )
    min_frame_texts: int = Field(
        2,
        ge=1,
        description="Fewest distinct texts from which the same actor, act and target are read.",
    )
    min_frame_share: float = Field(
        0.3,
        gt=0,
        le=1,
        description="Least share of the distinct texts read that must give them; a single text "
        "that is all there is counts.",
    )
    n_terms: int = Field(6, ge=1, description="Key terms kept per language.")


class TranslationSettings(Section):
    """Machine translation: off unless one is named here and a command asks for it."""

    translator: str = Field(
        "",
        description="Name of the translator that `undertow report --translate` uses: folder, http, "
        "libretranslate or that of a plug-in. Empty: none.",
    )
    folder: str = Field("", description="Folder with one unpacked Argos package a language pair.")
    url: str = Field(
        "",
        description="Address of the service. Texts are sent there: they leave this machine unless "
        "it is this machine.",
    )
    model: str = Field("", description="Model that the service is asked for.")
    timeout_s: float = Field(60.0, gt=0, le=600, description="Longest wait for an answer.")


class SparkSettings(Section):
    """Where `--engine spark` runs. The tables are the same wherever that is."""

    master: str = Field(
        "",
        description="Master URL, such as spark://host:7077, yarn, k8s://https://host:443 or "
        "local[4]; `--spark-master` goes before it. Empty: that of spark-submit or of "
        "spark-defaults.conf, else all cores of this machine.",
    )
    conf: dict[str, str] = Field(
        default={},
        description="More of Spark's own configuration, such as "
        '`{"spark.executor.memory" = "8g"}`; it goes before ours.',
    )


class CollectSettings(Section):
    """Collectors: how they introduce themselves and how long they try."""

    contact: str = Field(
        "",
        max_length=200,
        pattern=r"^[ -~]*$",
        description="Mail or web address that collectors give in their User-Agent, so that a "
        "platform can reach whoever answers for the requests.",
    )
    timeout_s: float = Field(
        30.0, gt=0, le=600, description="Longest wait for a connection or for the next bytes."
    )
    max_tries: int = Field(
        6, ge=1, le=20, description="Most times that one page is asked for before giving up."
    )
    max_wait_s: float = Field(
        900.0,
        gt=0,
        description="Longest wait that a server may ask for; beyond it the run stops and can be "
        "continued later.",
    )
    max_page_mib: int = Field(16, ge=1, le=16, description="Largest page that is taken, in MiB.")


class ExportSettings(Section):
    """Exports: who may read them where a command does not say so."""

    tlp: Literal["clear", "green", "amber", "amber+strict", "red"] = Field(
        "amber",
        description="Level of the Traffic Light Protocol 2.0. Below amber every account goes by "
        "its pseudonym.",
    )


class Settings(Section):
    """All sections."""

    seed: int = Field(20230807, ge=0, lt=2**63, description="Seed of everything random.")
    media: MediaSettings = MediaSettings()
    text: TextSettings = TextSettings()
    claims: ClaimSettings = ClaimSettings()
    coordination: CoordinationSettings = CoordinationSettings()
    groups: GroupSettings = GroupSettings()
    reference: ReferenceSettings = ReferenceSettings()
    accounts: AccountSettings = AccountSettings()
    waves: WaveSettings = WaveSettings()
    campaigns: CampaignSettings = CampaignSettings()
    narratives: NarrativeSettings = NarrativeSettings()
    translation: TranslationSettings = TranslationSettings()
    collect: CollectSettings = CollectSettings()
    export: ExportSettings = ExportSettings()
    spark: SparkSettings = SparkSettings()

    def digest(self) -> str:
        """Return the SHA-256 of what tables depend on: not on fetching, exports or engines.

        A reference case is known by its rates, which are a table, not by where it lies.
        """
        left_out = {"collect", "export", "reference", "spark", "translation"}
        return _sha256(self.model_dump(mode="json", exclude=left_out))

    @classmethod
    def parse(cls, values: dict[str, Any]) -> Settings:
        """Read settings from plain values.

        Raises
        ------
        SettingsError
            A key is unknown or a value out of range; names the key.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"setting {place}: {first['msg']}") from error


def _sha256(values: dict[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
