"""What a detector says of media files: of loose ones, and of those of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from undertow.case import Case
from undertow.ingest.media_kind import HEAD_BYTES, media_kind
from undertow.media.decoding import Sandbox
from undertow.media.detectors import NOT_DECODED, Detector, Examined, examine
from undertow.media_intake.places import HeldMedia
from undertow.settings import MediaSettings


def examine_files(
    detector: Detector, files: Iterable[Path], settings: MediaSettings
) -> Iterator[Examined]:
    """Yield what a detector says of each file, in order.

    Parameters
    ----------
    detector : Detector
        The detector.
    files : iterable of Path
        The files.
    settings : MediaSettings
        Limits of bytes, pixels, duration, time and memory.

    Yields
    ------
    Examined
        See :func:`undertow.media.detectors.examine`; ``not_decoded`` also for a file that is
        longer than allowed, cannot be read, or is no media by its first bytes.

    Raises
    ------
    PluginError
        The model does not take what its manifest says, or what decodes is not installed.
    """
    with Sandbox(settings) as sandbox:
        for file in files:
            try:
                yield _examined(detector, sandbox, file, settings.max_bytes)
            except OSError:
                yield NOT_DECODED


def _examined(detector: Detector, sandbox: Sandbox, path: Path, max_bytes: int) -> Examined:
    with path.open("rb") as file:
        n_bytes = path.stat().st_size
        kind = media_kind(file.read(HEAD_BYTES))
        if kind is None or n_bytes > max_bytes:
            return NOT_DECODED
        return examine(detector, sandbox, file, kind.kind, kind.mime, n_bytes)


def examine_media(
    case: Case, detector: Detector, media_uids: Iterable[str]
) -> Iterator[tuple[str, Examined]]:
    """Yield what a detector says of media files of a case, in order.

    Parameters
    ----------
    case : Case
        Only read; its settings limit what is decoded.
    detector : Detector
        The detector.
    media_uids : iterable of str
        The files.

    Yields
    ------
    (str, Examined)
        File, and as for :func:`examine_files`.

    Raises
    ------
    PluginError
        As for :func:`examine_files`.
    VerificationError
        A stored file is damaged.
    """
    held = HeldMedia(case)
    with Sandbox(case.settings.media) as sandbox:
        for media_uid in media_uids:
            kind, mime = held.decoded_as(media_uid)
            with held.opened(media_uid) as file:
                if file is None:
                    yield media_uid, NOT_DECODED
                    continue
                n_bytes = held.files[media_uid]["n_bytes"]
                yield media_uid, examine(detector, sandbox, file, kind, mime, n_bytes)
