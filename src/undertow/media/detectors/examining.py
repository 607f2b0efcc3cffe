"""From a media file to a score and what the domain check needs to know of the file.

The file is decoded by the one process that decodes media; what comes back is numbers of the sizes
that were asked for.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from undertow.media.decoding import Excerpt, Sandbox, Wanted
from undertow.media.detectors.detector import Detector
from undertow.media.detectors.examined import Examined
from undertow.media.detectors.manifest import Manifest, SoundPreparation
from undertow.media.detectors.preparing import Pixels, Samples

NOT_DECODED = Examined(None, {}, None, "not_decoded")
"""What is known of a file that cannot be read."""

_SILENT = np.zeros(0, np.float32)
_LEAST = 1e-3  # traits are more than 0, as ratios of them are looked at


def wanted_of(manifest: Manifest) -> Wanted:
    """Return what of a file a detector looks at."""
    own = manifest.preparation
    if isinstance(own, SoundPreparation):
        return Wanted(sample_rate_hz=own.sample_rate_hz, n_samples=own.samples)
    n_frames = own.frames if manifest.input == "frames" else 0
    return Wanted(n_frames, own.width_px, own.height_px, own.fit, own.interpolation)


def examine(
    detector: Detector, sandbox: Sandbox, file: BinaryIO, kind: str, mime: str, n_bytes: int
) -> Examined:
    """Score a media file.

    Parameters
    ----------
    detector : Detector
        The detector; for one of faces, the file is a picture cut to a face.
    sandbox : Sandbox
        The process that decodes.
    file : file object
        With a descriptor, opened for reading.
    kind, mime : str
        What the file is by its first bytes.
    n_bytes : int
        Length of the file, for how much it was compressed.

    Returns
    -------
    Examined
        Without a score where the file cannot be read as what the detector looks at
        (``not_decoded``), is too small for it (``too_small``), or took the process that decodes
        too long, too much, or its life (``gave_up``).

    Raises
    ------
    PluginError
        The model does not take what its manifest says.
    """
    wanted = wanted_of(detector.manifest)
    found = sandbox.excerpt(file, kind, mime, wanted)
    if found is None:
        return Examined(None, {}, None, "gave_up")
    if wanted.sample_rate_hz:
        sound = np.frombuffer(found.samples, "<f4").astype(np.float32)
        if not len(sound):
            return NOT_DECODED
        duration_s = max(found.duration_s, _LEAST)
        traits = {"duration_s": duration_s, "bytes_per_s": n_bytes / duration_s}
        return _examined(detector, [], sound, traits)
    if not found.n_looked_at:
        return NOT_DECODED
    traits = picture_traits(found, n_bytes, is_face=detector.manifest.input == "face")
    if not found.frames:
        return Examined(None, traits, None, "too_small")
    return _examined(detector, _pictures(found), _SILENT, traits)


def picture_traits(found: Excerpt, n_bytes: int, *, is_face: bool) -> dict[str, float]:
    """Return what is compared with the calibration set, for pictures.

    Parameters
    ----------
    found : Excerpt
        What was looked at, one picture at least.
    n_bytes : int
        Length of the file.
    is_face : bool
        Whether it is a face that was cut out: its size counts, the bytes of the cut do not.

    Returns
    -------
    dict
        ``short_side_px`` (or ``face_px``), ``detail`` (mean absolute Laplacian of the brightness
        in grey levels, over the middle of large ones), ``bytes_per_px`` (of a video for each
        second), ``duration_s`` (of a video).
    """
    name = "face_px" if is_face else "short_side_px"
    traits = {name: float(min(found.width_px, found.height_px)), "detail": found.detail + _LEAST}
    if not is_face:
        n_pixels = found.width_px * found.height_px
        traits["bytes_per_px"] = n_bytes / n_pixels / (found.duration_s or 1.0)
    if found.duration_s:
        traits["duration_s"] = found.duration_s
    return traits


def _pictures(found: Excerpt) -> list[Pixels]:
    return [
        np.frombuffer(one.rgb, np.uint8).reshape(one.height_px, one.width_px, 3)
        for one in found.frames
    ]


def _examined(
    detector: Detector, pictures: list[Pixels], sound: Samples, traits: dict[str, float]
) -> Examined:
    answer = detector.ask(pictures, sound)
    features = None if answer.features is None else tuple(map(float, answer.features))
    return Examined(answer.raw, traits, features, answer.reason)
