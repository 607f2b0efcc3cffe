"""What is known of a file once a detector has looked at it, and how it is told across processes."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MAX_TOLD_BYTES = 1 << 20
_MAX_FEATURES = 4_096


@dataclass(frozen=True, slots=True)
class Limits:
    """What is decoded at most.

    Attributes
    ----------
    max_pixels : int
        Pixels of a picture or frame.
    max_duration_s : float
        Seconds of a video or sound; what comes after is not looked at.
    """

    max_pixels: int
    max_duration_s: float


@dataclass(frozen=True, slots=True)
class Examined:
    """A score and the traits of the file it was given for.

    Attributes
    ----------
    raw : float or None
        Score, as the model gives it.
    traits : dict
        Trait -> value; all are positive. Which there are depends on the input of the detector.
    features : tuple of float or None
        What the model saw, where the manifest names such an output.
    reason : str
        Why there is no score, else empty.
    """

    raw: float | None
    traits: dict[str, float]
    features: tuple[float, ...] | None = None
    reason: str = ""


class _Told(BaseModel):
    """An answer as it comes out of the process; whatever it has parsed may have taken it over."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    raw: float | None
    traits: dict[Annotated[str, Field(max_length=40)], Annotated[float, Field(gt=0)]] = Field(
        max_length=20
    )
    features: tuple[float, ...] | None = Field(max_length=_MAX_FEATURES)
    reason: Annotated[str, Field(pattern=r"^[a-z_]{0,40}$")]


def write_answer(examined: Examined) -> bytes:
    """Return an answer as JSON: nothing that is read back can be more than data."""
    return json.dumps(asdict(examined), allow_nan=False).encode()


def read_answer(content: bytes) -> Examined | None:
    """Return an answer, or None where it is none."""
    try:
        told = _Told.model_validate_json(content)
    except ValidationError:
        return None
    return Examined(told.raw, told.traits, told.features, told.reason)
