"""Everything that a media file tells of itself, in one call inside the process that decodes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import SEEK_SET
from typing import BinaryIO, Final

from undertow.media.provenance.container import read_container
from undertow.media.provenance.content_credentials import read_content_credentials
from undertow.media.provenance.facts import Fact, Facts, merged
from undertow.media.provenance.picture import read_picture
from undertow.media.provenance.state import C2paState

_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a file tells of itself.

    Attributes
    ----------
    c2pa_state : C2paState or None
        Column ``c2pa_state`` of ``media_files``.
    facts : tuple of Fact
        Rows of ``media_facts`` but for ``media_uid``, in the order of the key, no key twice.
    """

    c2pa_state: C2paState | None
    facts: tuple[Fact, ...]


def read_provenance(file: BinaryIO, *, kind: str, mime: str, trust_list: str = "") -> Provenance:
    """Read what a media file tells of itself.

    Parameters
    ----------
    file : binary file
        Seekable. Its bytes are hostile: call this inside the process that decodes.
    kind : str
        image, video or audio, told by content.
    mime : str
        Media type told by content.
    trust_list : str
        Text of the file that ``media.trust_list`` names, in PEM; empty for none. Check it once with
        :func:`~undertow.media.provenance.content_credentials.check_trust_list`.

    Returns
    -------
    Provenance
        Truncated, damaged and random bytes give fewer facts and no error. Reads the file at most
        three times from end to end: for its MD5, its Content Credentials and its container.
    """
    credentials = read_content_credentials(file, mime, trust_list)
    told = read_picture(file) if kind == "image" else read_container(file)
    return Provenance(credentials.state, merged((_exact(file), credentials.facts, told)))


def _exact(file: BinaryIO) -> tuple[Fact, ...]:
    """Return the MD5, by which most lists of hashes still name files."""
    facts = Facts("file")
    digest = hashlib.md5(usedforsecurity=False)
    file.seek(0, SEEK_SET)
    while piece := file.read(_PIECE):
        digest.update(piece)
    facts.add("md5", digest.hexdigest())
    return facts.sealed()
