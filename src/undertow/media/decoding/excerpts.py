"""What a detector looks at: frames cut to a size, or the beginning of a sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import BinaryIO, Final

import numpy as np
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from undertow.media.decoding.messages import Excerpt, Job, Limits, Strip, Wanted
from undertow.media.decoding.moving import open_moving, picture_stream, upright
from undertow.media.decoding.still import open_still, over_white, steps_of, whole_picture
from undertow.media.decoding.strip import as_strip

Rgb = NDArray[np.uint8]

_MIDDLE_PX: Final = 2_048  # of a side that are looked at for detail, which bounds memory
_GREY: Final = np.array([0.299, 0.587, 0.114], np.float32)
_SHORTEST_S: Final = 1e-3


def excerpt(job: Job, file: BinaryIO) -> Excerpt:
    """Return what is wanted of a file; nothing where it is another kind of file.

    Raises
    ------
    RefusedError
        It is over a limit.
    Exception
        Whatever its decoder raises where it is damaged.
    """
    wanted = job.wanted
    if wanted is None or (job.kind == "image" and wanted.sample_rate_hz):
        return Excerpt()
    if wanted.sample_rate_hz:
        return _sound(job, wanted, file)
    if job.kind == "image":
        return _picture(job, wanted, file)
    return _video(job, wanted, file) if wanted.n_frames else Excerpt()


def cut(pixels: Rgb, wanted: Wanted) -> Rgb | None:
    """Return a picture in the size that is wanted.

    Parameters
    ----------
    pixels : (height, width, 3) uint8
        The picture.
    wanted : Wanted
        Size, and how it is brought to it.

    Returns
    -------
    (height_px, width_px, 3) uint8, or None
        None where it is smaller than what is to be cut out of it unscaled.
    """
    width, height = wanted.width_px, wanted.height_px
    how = Image.Resampling[wanted.interpolation.upper()]
    picture = Image.fromarray(pixels)
    if wanted.fit == "resize":
        return np.asarray(picture.resize((width, height), how))
    if wanted.fit == "resize_crop":
        scale = max(width / picture.width, height / picture.height)
        sides = (round(picture.width * scale), round(picture.height * scale))
        picture = picture.resize((max(width, sides[0]), max(height, sides[1])), how)
    if picture.width < width or picture.height < height:
        return None
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return np.asarray(picture.crop((left, top, left + width, top + height)))


def detail(pixels: Rgb) -> float:
    """Return the mean absolute Laplacian of the brightness, in grey levels.

    It falls with blur, scaling up and compression. Of large pictures the middle is looked at.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < 3:
        return 0.0
    top, left = max(0, (height - _MIDDLE_PX) // 2), max(0, (width - _MIDDLE_PX) // 2)
    shown = pixels[top : top + _MIDDLE_PX, left : left + _MIDDLE_PX]
    grey = shown.astype(np.float32) @ _GREY
    middle = grey[1:-1, 1:-1]
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float(np.mean(np.abs(4 * middle - around)))


@dataclass(slots=True)
class _Looked:
    """Pictures that were looked at; no more of them is kept than what is wanted."""

    wanted: Wanted
    n: int = 0
    sides: tuple[int, int] = (0, 0)
    frames: list[Strip] = field(default_factory=list)
    details: list[float] = field(default_factory=list)

    def at(self, pixels: Rgb) -> None:
        if not self.n:
            self.sides = (pixels.shape[1], pixels.shape[0])
        self.n += 1
        self.details.append(detail(pixels))
        own = cut(pixels, self.wanted)
        if own is not None:
            self.frames.append(as_strip(own))

    def found(self, duration_s: float) -> Excerpt:
        if not self.n:
            return Excerpt()
        told = float(np.mean(self.details))
        return Excerpt(self.frames, self.n, *self.sides, told, duration_s)


def _picture(job: Job, wanted: Wanted, file: BinaryIO) -> Excerpt:
    """Look at a picture, or at frames spread evenly over one that moves."""
    looked = _Looked(wanted)
    with open_still(job, file) as image:
        n_frames = getattr(image, "n_frames", 1)
        if not wanted.n_frames:
            pixels, is_whole = whole_picture(image)
            if not is_whole:  # what fills the missing part would be scored with the rest
                return Excerpt()
            looked.at(pixels)
            return looked.found(0.0)
        if n_frames == 1:
            return Excerpt()
        last_s = _SHORTEST_S
        for position, at_s in enumerate(steps_of(image)):
            if at_s > job.limits.max_duration_s:
                break
            last_s = max(last_s, at_s)
            if looked.n < wanted.n_frames and position >= looked.n * n_frames / wanted.n_frames:
                looked.at(over_white(image))
    return looked.found(last_s)


def _video(job: Job, wanted: Wanted, file: BinaryIO) -> Excerpt:
    """Look at frames spread evenly over a video.

    It is decoded once, from its beginning, as seeking in damaged files is not to be trusted. Where
    the container does not say how long it is, they are the first ones.
    """
    looked = _Looked(wanted)
    with open_moving(job, file) as container:
        stream = picture_stream(container, job)
        if stream is None:
            return Excerpt()
        step_s = _stated_s(container, job.limits) / wanted.n_frames
        reformatter, start_s, at_s = VideoReformatter(), None, 0.0
        for frame in container.decode(stream):
            shown_s = frame.time or 0.0
            start_s = shown_s if start_s is None else start_s
            if shown_s - start_s > job.limits.max_duration_s:
                break
            at_s = max(at_s, shown_s - start_s)
            if looked.n < wanted.n_frames and at_s >= looked.n * step_s:
                size = (frame.width, frame.height)
                looked.at(upright(frame, size, "rgb24", reformatter))
    return looked.found(max(at_s, _SHORTEST_S))


def _sound(job: Job, wanted: Wanted, file: BinaryIO) -> Excerpt:
    """Return the beginning of a soundtrack, as much as is wanted, and how long it lasts."""
    parts: list[NDArray[np.float32]] = []
    n = 0
    rate = wanted.sample_rate_hz
    most = min(wanted.n_samples, int(job.limits.max_duration_s * rate))
    with open_moving(job, file) as container:
        resampler = AudioResampler("fltp", "mono", rate)
        for frame in container.decode(container.streams.audio[0]):
            for piece in resampler.resample(frame):
                parts.append(np.asarray(piece.to_ndarray(), "<f4").reshape(-1))
                n += len(parts[-1])
            if n >= most:
                break
        duration_s = max(_stated_s(container, job.limits), _SHORTEST_S)
    samples = b"".join(part.tobytes() for part in parts)[: 4 * most]
    return Excerpt(duration_s=duration_s, samples=samples)


def _stated_s(container: InputContainer, limits: Limits) -> float:
    """Return how long a file lasts, as its container says, within the limits."""
    stated = (container.duration or 0) / 1_000_000
    return min(max(stated, 0.0), limits.max_duration_s)
