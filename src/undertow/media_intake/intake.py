"""Media files of a case: found in its evidence, decoded apart, described in tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from undertow.case import Case
from undertow.errors import CaseError
from undertow.ingest.media_payload import media_holders
from undertow.media_intake.descriptions import Descriptions
from undertow.media_intake.subtitles import add_subtitles
from undertow.media_intake.walker import Walker


def take_media(
    case: Case,
    paths: Mapping[str, tuple[str, ...]],
    *,
    again: frozenset[str] = frozenset(),
    on_progress: Callable[[str, int], None] = lambda name, n_done: None,
) -> None:
    """Describe the media files of the evidence that are not described yet.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    paths : mapping of str to tuple of str
        Paths under which stored files were given in this run, by their hash; a media file that lies
        under several is in several places.
    again : frozenset of str
        Files that are described and are to be decoded again.
    on_progress : callable
        Called with the name of what is being described, and how many files are.

    Raises
    ------
    CaseError
        The case cannot be written; what was described before is kept.
    VerificationError
        A stored file is damaged.
    """
    described = Descriptions(case, again)
    walker = Walker(case, described, on_progress)
    try:
        for sha256, name in media_holders(case):
            walker.walk(sha256, paths.get(sha256) or described.paths(sha256) or (name,))
        add_subtitles(case, described)
    except OSError as error:
        raise CaseError(
            f"{case.path}: media files could not be described: {error.strerror or error}; make "
            "room and run `undertow media decode`"
        ) from error
    finally:
        walker.close()
        described.save()
