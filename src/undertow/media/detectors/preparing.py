"""From a picture or a sound to the numbers that a model wants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undertow.media.detectors.manifest import PicturePreparation, SoundPreparation

Pixels = NDArray[np.uint8]
Samples = NDArray[np.float32]


def prepare_picture(pixels: Pixels, wanted: PicturePreparation) -> NDArray[np.float32] | None:
    """Return a picture as the input of a model.

    Parameters
    ----------
    pixels : (height, width, 3) uint8
        Red, green, blue.
    wanted : PicturePreparation
        What the manifest says.

    Returns
    -------
    (1, 3, h, w) or (1, h, w, 3) float32, or None
        None where the picture is smaller than what is to be cut out of it unscaled.
    """
    width, height = wanted.width_px, wanted.height_px
    from PIL import Image  # an extra

    picture = Image.fromarray(pixels)
    if wanted.fit == "resize":
        picture = picture.resize((width, height), Image.Resampling[wanted.interpolation.upper()])
    else:
        if wanted.fit == "resize_crop":
            scale = max(width / picture.width, height / picture.height)
            size = (
                max(width, round(picture.width * scale)),
                max(height, round(picture.height * scale)),
            )
            picture = picture.resize(size, Image.Resampling[wanted.interpolation.upper()])
        if picture.width < width or picture.height < height:
            return None
        left, top = (picture.width - width) // 2, (picture.height - height) // 2
        picture = picture.crop((left, top, left + width, top + height))
    values: NDArray[np.float32] = np.asarray(picture, np.float32)
    if wanted.channels == "BGR":
        values = values[:, :, ::-1]
    if wanted.colour_range == "0..1":
        values = values / np.float32(255)
    mean, std = np.array(wanted.mean, np.float32), np.array(wanted.std, np.float32)
    values = (values - mean) / std
    if wanted.layout == "NCHW":
        values = values.transpose(2, 0, 1)
    return np.ascontiguousarray(values[np.newaxis], np.float32)


def prepare_sound(samples: Samples, wanted: SoundPreparation) -> NDArray[np.float32] | None:
    """Return a sound as the input of a model: cut, or repeated up to its length.

    Parameters
    ----------
    samples : (n,) float32
        One channel, -1 to 1, at the sample rate that the manifest asks for.
    wanted : SoundPreparation
        What the manifest says.

    Returns
    -------
    (1, samples) float32, or None
        None where there is no sound.
    """
    if len(samples) == 0:
        return None
    return np.resize(samples, wanted.samples).astype(np.float32)[np.newaxis]
