"""The beginning of a video as a mouth is measured in it: grey frames, and what the sound is like.

The sound itself stays in the process: what leaves it are 13 numbers for each frame.
"""

from __future__ import annotations

from typing import BinaryIO, Final

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from undertow.media.decoding.messages import Job, Talk
from undertow.media.decoding.moving import open_moving, picture_stream, upright
from undertow.media.decoding.strip import fit
from undertow.media.hints.cepstra import FRAME_RATE, mel_cepstra

MAX_S: Final = 20.0
"""Seconds that are measured, from the beginning: 70 MiB of frames at 480 pixels."""

RATE_HZ: Final = 16_000

_MAX_ERRORS: Final = 200


def describe_talking(job: Job, file: BinaryIO) -> Talk:
    """Return the frames and the sound of the first seconds of a video, at a steady rate.

    Returns
    -------
    Talk
        Empty where the video has no pictures or no sound.

    Raises
    ------
    Exception
        Whatever its decoder raises where nothing of it can be decoded.
    """
    with open_moving(job, file) as container:
        pictures = picture_stream(container, job)
        sound = next(iter(container.streams.audio), None)
        if pictures is None or sound is None:
            return Talk()
        look = _Look(min(MAX_S, job.limits.max_duration_s), job.side_px)
        look.at(container, [pictures, sound])
    return look.found()


class _Look:
    """Frames and samples on the way through a file, by the clock that both share."""

    def __init__(self, max_s: float, side_px: int) -> None:
        self.max_s, self.side_px = max_s, side_px
        self.frames: list[NDArray[np.uint8]] = []
        self.sound: list[tuple[float, NDArray[np.float32]]] = []
        self.start_s: float | None = None
        self._last: NDArray[np.uint8] | None = None
        self._reformatter = VideoReformatter()
        self._resampler = AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
        self._heard_s, self._n_samples = 0.0, 0

    def at(self, container: InputContainer, streams: list[Stream]) -> None:
        n_errors = 0
        packets = container.demux(streams)
        # Of a stream without pictures no more is heard either.
        while (
            len(self.frames) < self.max_s * FRAME_RATE
            and self._n_samples < 2 * self.max_s * RATE_HZ
        ):
            try:
                items = next(packets).decode()
            except StopIteration:
                break
            except InvalidDataError:
                n_errors += 1
                if n_errors > _MAX_ERRORS:
                    break
                continue
            except FFmpegError:
                break
            for item in items:
                if isinstance(item, VideoFrame):
                    self._take_frame(item)
                elif isinstance(item, AudioFrame):
                    self._take_sound(item)

    def found(self) -> Talk:
        """Return what both sides have."""
        if self.start_s is None or not self.sound or not self.frames:
            return Talk()
        n_samples = round(len(self.frames) / FRAME_RATE * RATE_HZ)
        samples = np.zeros(n_samples, np.float32)
        for at_s, part in self.sound:
            begin = round((at_s - self.start_s) * RATE_HZ)
            part = part[max(-begin, 0) :]
            begin = max(begin, 0)
            part = part[: max(n_samples - begin, 0)]
            samples[begin : begin + len(part)] = part
        if not samples.any():
            return Talk()
        height, width = self.frames[0].shape
        cepstra = mel_cepstra(samples, RATE_HZ).astype("<f4")
        return Talk(width, height, np.stack(self.frames).tobytes(), cepstra.tobytes())

    def _take_frame(self, frame: VideoFrame) -> None:
        """Show the last frame at every tick until this one is shown."""
        if frame.time is None:
            return
        if self.start_s is None:
            self.start_s = frame.time
        at_s = frame.time - self.start_s
        most = round(self.max_s * FRAME_RATE)
        while self._last is not None and len(self.frames) < min(at_s * FRAME_RATE - 1e-3, most):
            self.frames.append(self._last)
        if len(self.frames) >= most:
            return
        small = fit(frame.width, frame.height, self.side_px)
        grey = upright(frame, small, "gray", self._reformatter)
        if self._last is None or grey.shape == self._last.shape:
            self._last = grey

    def _take_sound(self, frame: AudioFrame) -> None:
        for part in self._resampler.resample(frame):
            samples = np.asarray(part.to_ndarray(), np.float32).reshape(-1)
            began_s = self._heard_s if part.time is None else part.time
            if self.start_s is None or began_s - self.start_s <= self.max_s:
                self.sound.append((began_s, samples))
            self._heard_s = began_s + len(samples) / RATE_HZ
            self._n_samples += len(samples)
