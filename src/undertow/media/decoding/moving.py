"""Videos and sound: frames at a steady rate, the soundtrack, the subtitles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from typing import Any, BinaryIO, Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from undertow.media.decoding.failures import CUT, RefusedError, too_long
from undertow.media.decoding.frame_hashes import FrameHashes
from undertow.media.decoding.messages import Description, Job, Limits, Pixels, Strip
from undertow.media.decoding.still import SIDE_PX
from undertow.media.decoding.strip import StripFrames, as_strip, fit, strip_size
from undertow.media.provenance.reading import read_provenance
from undertow.media.sound import fingerprint
from undertow.media.words.subtitles import Kind, read_packets

SOUND_HZ: Final = 11_025
"""Samples a second of the sound that is fingerprinted."""

# Named outright, so that no file is taken for a playlist or a script that names others.
_DEMUXERS: Final = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "matroska",
    "video/x-msvideo": "avi",
    "video/mp2t": "mpegts",
    "video/mpeg": "mpeg",
    "video/x-flv": "flv",
    "video/x-ms-asf": "asf",
    "audio/mp4": "mp4",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/wav": "wav",
}
_MAX_ERRORS: Final = 200
_SILENCE: Final = 1e-3
_MAX_SUBTITLES: Final = 20_000
_SUBTITLES: Final[dict[str, Kind]] = {
    "ass": "ass",
    "ssa": "ass",
    "mov_text": "srt",
    "subrip": "srt",
    "srt": "srt",
    "text": "srt",
    "webvtt": "vtt",
}
_JITTER_S: Final = 1e-3


def describe_moving(job: Job, file: BinaryIO) -> Description:
    """Describe a video or a sound file.

    Raises
    ------
    RefusedError
        It is over a limit, or holds neither pictures nor sound.
    Exception
        Whatever its decoder raises where nothing of it can be decoded.
    """
    own = read_provenance(file, kind=job.kind, mime=job.mime, trust_list=job.trust_list)
    told = {"facts": tuple(map(astuple, own.facts)), "c2pa_state": own.c2pa_state or ""}
    with open_moving(job, file) as container:
        look = _Look(job.limits)
        look.at(container, job)
        found = look.found(container, finds_speech=job.finds_speech)
    return Description(**{"state": "decoded", **found, **look.state, **told})


def moving_pixels(job: Job, file: BinaryIO) -> Pixels:
    """Return the frames shown at given times, in colour."""
    frames: list[Strip] = []
    times: list[float] = []
    for at_s, rgb in frames_at(job, file):
        frames.append(as_strip(rgb))
        times.append(at_s)
    return Pixels(frames, times)


def frames_at(job: Job, file: BinaryIO) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Yield the frames shown at the times of a job: when each is shown, and its colours."""
    wanted = sorted(job.at_s)
    n_found = 0
    with open_moving(job, file) as container:
        stream = picture_stream(container, job)
        if stream is None:
            return
        start_s: float | None = None
        reformatter = VideoReformatter()
        for frame in container.decode(stream):
            shown_s = frame.time or 0.0
            start_s = shown_s if start_s is None else start_s
            at_s = shown_s - start_s
            while n_found < len(wanted) and at_s >= wanted[n_found] - _JITTER_S:
                small = fit(frame.width, frame.height, job.side_px)
                yield at_s, upright(frame, small, "rgb24", reformatter)
                n_found += 1
            if n_found == len(wanted) or at_s > job.limits.max_duration_s:
                return


def open_moving(job: Job, file: BinaryIO) -> InputContainer:
    """Open a video or a sound as the kind that its first bytes say."""
    demuxer = _DEMUXERS.get(job.mime)
    if demuxer is None:
        raise RefusedError("unsupported_codec", f"{job.mime} is not decoded")
    file.seek(0)
    return av.open(
        file,
        mode="r",
        format=demuxer,
        options={"protocol_whitelist": "pipe"},
        metadata_errors="replace",
    )


def picture_stream(container: InputContainer, job: Job) -> VideoStream | None:
    """Return the stream of pictures, which the cover of a song is not."""
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:
            continue
        context = stream.codec_context
        if context is None:
            raise RefusedError("unsupported_codec", "its pictures are in a codec not installed")
        n_pixels = context.width * context.height
        if n_pixels > job.limits.max_pixels:
            raise RefusedError(
                "too_many_pixels",
                f"{context.width} x {context.height} pixels; at most {job.limits.max_pixels} are "
                "decoded ([settings.media] max_pixels)",
            )
        context.options = {"max_pixels": str(job.limits.max_pixels)}
        context.thread_count = 1
        return stream
    return None


@dataclass(slots=True)
class _Look:
    """What is gathered on the way through a file."""

    limits: Limits
    hashes: FrameHashes = field(default_factory=FrameHashes)
    strip: StripFrames = field(default_factory=StripFrames)
    sound: list[NDArray[np.float32]] = field(default_factory=list)
    packets: dict[int, tuple[Kind, list[tuple[float, str]]]] = field(default_factory=dict)
    n_subtitles: int = 0
    resampler: AudioResampler = field(
        default_factory=lambda: AudioResampler(format="flt", layout="mono", rate=SOUND_HZ)
    )
    # One for each kind of picture: it keeps its tables as long as sizes stay.
    to_grey: VideoReformatter = field(default_factory=VideoReformatter)
    to_colour: VideoReformatter = field(default_factory=VideoReformatter)
    picture: VideoStream | None = None
    sides: tuple[int, int] | None = None
    has_sound: bool | None = None
    duration_s: float = 0.0
    state: dict[str, Any] = field(default_factory=dict)
    _n_samples: int = 0
    _next_s: float = 0.0
    _start_s: float | None = None

    def at(self, container: InputContainer, job: Job) -> None:
        """Go through a file to its end, to a limit, or to where it cannot be read any further."""
        self.picture = picture_stream(container, job)
        sound = next(iter(container.streams.audio), None)
        if self.picture is None and sound is None:
            raise RefusedError("no_streams", "it holds neither pictures nor sound")
        self.has_sound = None if sound is None else False
        wanted = [s for s in (self.picture, sound, *container.streams.subtitles) if s is not None]
        n_errors = 0
        packets = container.demux(wanted)
        while True:
            try:
                packet = next(packets)
                if packet.stream.type == "subtitle":
                    self._take_subtitle(packet)
                    continue
                items = packet.decode()
            except StopIteration:
                break
            except av.error.InvalidDataError:
                n_errors += 1
                if n_errors > _MAX_ERRORS:
                    break
                continue
            except av.error.FFmpegError:
                n_errors += 1
                break
            if any([self._takes(item) for item in items]):
                self.state = too_long(self.limits.max_duration_s)
                break
        if n_errors:
            self.state = CUT
        if n_errors and not self.hashes.at_s and not self.sound:
            raise RefusedError("damaged_media", "none of its pictures or sound could be decoded")

    def found(self, container: InputContainer, *, finds_speech: bool) -> dict[str, Any]:
        """Return what there is to tell."""
        at_s, quality, views = self.hashes.encoded()
        found: dict[str, Any] = {
            "at_s": at_s,
            "quality": quality,
            "views": views,
            "strip": self.strip.strip(),
        }
        found |= {"duration_s": self.duration_s, "has_sound": self.has_sound}
        found |= {
            "is_moving": self.picture is not None,
            "subtitles": tuple(self._tracks(container)),
        }
        if self.sound:
            samples = np.concatenate(self.sound)
            found["has_sound"] = bool(np.sqrt(np.mean(np.square(samples))) > _SILENCE)
            found["words"] = fingerprint(samples, SOUND_HZ).astype("<u4").tobytes()
            if finds_speech:
                from undertow.media.words.speech import speech_intervals, speech_s  # an extra

                found["speech_s"] = speech_s(speech_intervals(samples, SOUND_HZ))
        if self.picture is not None and self.sides is not None:
            rate = self.picture.average_rate
            found |= {"width_px": self.sides[0], "height_px": self.sides[1]}
            found["frame_rate"] = float(rate) if rate else None
            last_s = 1 / float(rate) if rate and not self.state else 0.0
            found["duration_s"] = self.duration_s + last_s
        return found

    def _takes(self, item: object) -> bool:
        """Take what was decoded; True where it lies beyond the limit on duration."""
        if isinstance(item, VideoFrame):
            return self._takes_frame(item)
        if isinstance(item, AudioFrame):
            return self._takes_sound(item)
        return False

    def _take_subtitle(self, packet: Packet[Any]) -> None:
        """Keep a packet of subtitles as it is; pictures of text are left out."""
        codec = packet.stream.codec_context.name if packet.stream.codec_context else ""
        if codec not in _SUBTITLES or self.n_subtitles >= _MAX_SUBTITLES:
            return
        body = bytes(packet)
        if codec == "mov_text":  # its length first, styles after it
            body = body[2 : 2 + int.from_bytes(body[:2], "big")]
        at_s = float((packet.pts or 0) * (packet.time_base or 0))
        own = self.packets.setdefault(packet.stream.index, (_SUBTITLES[codec], []))
        own[1].append((at_s, body.decode("utf-8", "replace")))
        self.n_subtitles += 1

    def _tracks(self, container: InputContainer) -> Iterator[tuple[str, float, str]]:
        """Yield the lines of all tracks of subtitles: track, seconds and words."""
        for index, (kind, packets) in sorted(self.packets.items()):
            language = container.streams[index].language
            track = f"{language or 'und'}.{index}"
            for at_s, text in read_packets(packets, kind):
                yield track, at_s, text

    def _takes_frame(self, frame: VideoFrame) -> bool:
        shown_s = frame.time if frame.time is not None else self.duration_s
        if self._start_s is None:
            self._start_s = shown_s
        at_s = shown_s - self._start_s
        if at_s > self.limits.max_duration_s:
            return True
        self.duration_s = max(self.duration_s, at_s)
        if at_s < self._next_s - _JITTER_S:
            return False
        step_s = 1 / self.limits.frames_per_s
        self._next_s = max(self._next_s + step_s, at_s + step_s / 2)
        if self.sides is None:
            self.sides = _shown_size(frame, self.picture)
        turned = _n_turns(frame) % 2
        small = fit(*(self.sides[::-1] if turned else self.sides), SIDE_PX)
        self.hashes.add(at_s, upright(frame, small, "gray", self.to_grey))
        if self.strip.wants(at_s):
            width, height = strip_size(*self.sides)
            small = (height, width) if turned else (width, height)
            self.strip.add(at_s, upright(frame, small, "rgb24", self.to_colour))
        return False

    def _takes_sound(self, frame: AudioFrame) -> bool:
        for part in self.resampler.resample(frame):
            samples = np.asarray(part.to_ndarray(), np.float32).reshape(-1)
            self.sound.append(samples)
            self._n_samples += len(samples)
        at_s = self._n_samples / SOUND_HZ
        if self.picture is None:
            self.duration_s = at_s
        return at_s > self.limits.max_duration_s


def _shown_size(frame: VideoFrame, stream: VideoStream | None) -> tuple[int, int]:
    """Return width and height as shown: pixels that are not square, and turned as it says."""
    ratio = stream.sample_aspect_ratio if stream is not None else None
    width = round(frame.width * float(ratio)) if ratio and 0.1 < ratio < 10 else frame.width
    size = (max(width, 1), max(frame.height, 1))
    return (size[1], size[0]) if _n_turns(frame) % 2 else size


def _n_turns(frame: VideoFrame) -> int:
    """Return by how many quarters, against the clock, a frame is turned before it is shown."""
    return round(frame.rotation / 90) % 4


def upright(
    frame: VideoFrame, size: tuple[int, int], pixels: str, reformatter: VideoReformatter
) -> NDArray[np.uint8]:
    """Return a frame in a size, of the frame before it is turned, and turned as it is shown."""
    small = reformatter.reformat(frame, size[0], size[1], pixels, interpolation=Interpolation.AREA)
    turns = _n_turns(frame)
    rows = np.asarray(small.to_ndarray(), np.uint8)
    return np.ascontiguousarray(np.rot90(rows, turns)) if turns else rows
