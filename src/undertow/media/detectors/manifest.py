"""What a detector says of itself: a manifest beside an ONNX model.

A manifest is written by whoever exported the model and is read as hostile: small, without paths,
and with nothing in it that is not known here.
"""

from __future__ import annotations

import json
import math
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from undertow.errors import PluginError

MANIFEST_NAMES = ("detector.toml", "detector.json")
"""What a manifest is called; there is one in a folder."""

_MAX_MANIFEST_BYTES = 64 << 10
# A file name and nothing more: no separator, no drive, no leading dot, so that it cannot lead
# out of the folder.
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
NAME = r"^[a-z0-9][a-z0-9_.-]{0,63}$"
"""What names of detectors and domains look like."""

Name = Annotated[str, Field(pattern=NAME)]
Words = Annotated[str, Field(min_length=3, max_length=2_000)]
Kind = Literal["picture", "face", "frames", "sound"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class PicturePreparation(_Part):
    """How a picture becomes the input of the model.

    ``fit``: ``resize`` stretches it to the size, ``resize_crop`` scales the shorter side and cuts
    out the middle, ``crop`` cuts out the middle without scaling. Values are brought to
    ``colour_range`` first, then ``(value - mean) / std`` is taken for each channel, in the order
    of ``channels``.
    """

    width_px: int = Field(ge=8, le=1024)
    height_px: int = Field(ge=8, le=1024)
    fit: Literal["resize", "resize_crop", "crop"]
    interpolation: Literal["bilinear", "bicubic"] = "bicubic"
    channels: Literal["RGB", "BGR"]
    layout: Literal["NCHW", "NHWC"]
    colour_range: Literal["0..1", "0..255"]
    mean: tuple[float, float, float]
    std: tuple[
        Annotated[float, Field(gt=0)],
        Annotated[float, Field(gt=0)],
        Annotated[float, Field(gt=0)],
    ]
    frames: int = Field(
        16, ge=1, le=64, description="Frames of a video that are scored; the mean is its score."
    )


class SoundPreparation(_Part):
    """How a soundtrack becomes the input of the model: one channel, -1 to 1, from its beginning."""

    sample_rate_hz: int = Field(ge=8_000, le=48_000)
    samples: int = Field(ge=256, le=48_000 * 60, description="Length; a shorter sound is repeated.")


class ScoreOutput(_Part):
    """Which number of which output is the score, and what more of it means.

    ``scale`` says what the number is: a ``probability`` is turned into log odds before anything is
    fitted to it, since models push it against 0 and 1; ``log_odds`` and ``any`` are taken as given.
    """

    output: str = Field(min_length=1, max_length=200)
    index: int = Field(0, ge=0, le=9_999)
    direction: Literal["higher_is_manipulated", "lower_is_manipulated"]
    scale: Literal["probability", "log_odds", "any"]
    features: str | None = Field(None, min_length=1, max_length=200)

    def oriented(self, raw: float) -> float:
        """Return the score on a scale without ends on which more speaks for manipulation."""
        value = raw
        if self.scale == "probability":
            inside = min(max(raw, 1e-6), 1 - 1e-6)
            value = math.log(inside / (1 - inside))
        return value if self.direction == "higher_is_manipulated" else -value


class Domain(_Part):
    """What a model was trained for; it says nothing of anything else."""

    made_for: Words
    generators: tuple[Words, ...] = Field(min_length=1, max_length=200)
    compression: Words
    content: Words


class Manifest(_Part):
    """A detector: an ONNX model, how it is fed and read, what it was made for and from.

    Attributes
    ----------
    name, version : str
        Name and version of the detector.
    licence : str
        Licence of the weights, as its authors state it; a model without one is not run.
    model, sha256 : str
        File of the model beside the manifest, and its SHA-256.
    input : str
        What it looks at: a picture, a picture cut to a face, frames of a video, or sound.
    preparation : PicturePreparation or SoundPreparation
        How that becomes numbers.
    score : ScoreOutput
        Which of its outputs is the score.
    domain : Domain
        What it was trained for.
    training_data : str
        What it was trained on.
    calibrations : dict
        Domain of a calibration -> its file beside the manifest.
    """

    name: Name
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$")]
    licence: Words
    model: FileName
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    input: Kind
    preparation: PicturePreparation | SoundPreparation
    score: ScoreOutput
    domain: Domain
    training_data: Words
    calibrations: dict[Name, FileName] = Field(default_factory=dict, max_length=50)

    @model_validator(mode="after")
    def _is_prepared_for_its_input(self) -> Manifest:
        if isinstance(self.preparation, SoundPreparation) != (self.input == "sound"):
            raise ValueError(f"preparation: not the one of input {self.input}")
        return self


def manifest_file(place: Path) -> Path:
    """Return the manifest of a detector.

    Parameters
    ----------
    place : Path
        The folder of a detector, the manifest in it, or the model beside it.

    Raises
    ------
    PluginError
        There is none.
    """
    folder = place if place.is_dir() else place.parent
    for name in MANIFEST_NAMES:
        if (folder / name).is_file():
            return folder / name
    raise PluginError(
        f"{place}: no manifest ({' or '.join(MANIFEST_NAMES)}) beside it; write one, see "
        "docs/how-to/media-detectors.md"
    )


def read_manifest(file: Path) -> Manifest:
    """Read and check a manifest; nothing it names is opened.

    Raises
    ------
    PluginError
        It cannot be read, is too long, or says something that is not known or out of range.
    """
    try:
        content = read_beside(file.parent, file.name, _MAX_MANIFEST_BYTES).decode("utf-8")
        values: Any = json.loads(content) if file.suffix == ".json" else tomllib.loads(content)
        return Manifest.model_validate(values)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise PluginError(f"{file}: no manifest of a detector: {_first(error)}") from error


def read_beside(folder: Path, name: str, max_bytes: int) -> bytes:
    """Return the bytes of a file that really lies in a folder.

    Raises
    ------
    PluginError
        It is missing, a link that leads elsewhere, no plain file, or longer than allowed.
    """
    file = folder / name
    try:
        if file.resolve(strict=True).parent != folder.resolve() or not file.is_file():
            raise PluginError(f"{file}: leads out of its folder; put the file itself there")
        with file.open("rb") as opened:
            # Room is made for all that is asked for, so no more is than the file is long.
            content = opened.read(min(file.stat().st_size, max_bytes) + 1)
    except OSError as error:
        raise PluginError(f"{file}: cannot be read: {error.strerror or error}") from error
    if len(content) > max_bytes:
        raise PluginError(f"{file}: longer than {max_bytes:,} bytes, which is not accepted")
    return content


def _first(error: Exception) -> str:
    """Return the first thing that is wrong, in one line."""
    if isinstance(error, ValidationError):
        one = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, one['loc']))}: {one['msg']}"
    return str(error).splitlines()[0][:300] if str(error) else type(error).__name__
