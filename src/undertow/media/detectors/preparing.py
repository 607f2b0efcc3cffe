"""From pixels or samples to the numbers that a model wants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undertow.media.detectors.manifest import PicturePreparation, SoundPreparation

Pixels = NDArray[np.uint8]
Samples = NDArray[np.float32]


def prepare_picture(pixels: Pixels, wanted: PicturePreparation) -> NDArray[np.float32]:
    """Return a picture as the input of a model.

    Parameters
    ----------
    pixels : (height_px, width_px, 3) uint8
        Red, green, blue, in the size that the manifest says.
    wanted : PicturePreparation
        What the manifest says.

    Returns
    -------
    (1, 3, h, w) or (1, h, w, 3) float32
    """
    values: NDArray[np.float32] = np.asarray(pixels, np.float32)
    if wanted.channels == "BGR":
        values = values[:, :, ::-1]
    if wanted.colour_range == "0..1":
        values = values / np.float32(255)
    mean, std = np.array(wanted.mean, np.float32), np.array(wanted.std, np.float32)
    values = (values - mean) / std
    if wanted.layout == "NCHW":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[np.newaxis], np.float32)


def prepare_sound(samples: Samples, wanted: SoundPreparation) -> NDArray[np.float32]:
    """Return a sound as the input of a model: cut, or repeated up to its length.

    Parameters
    ----------
    samples : (n,) float32
        One channel, -1 to 1, at the sample rate that the manifest asks for; one at least.
    wanted : SoundPreparation
        What the manifest says.

    Returns
    -------
    (1, samples) float32
    """
    return np.resize(samples, wanted.samples).astype(np.float32)[np.newaxis]
