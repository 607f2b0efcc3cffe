"""Which media of a case are on a hash list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import faiss
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.media.exchange.entry import Category, HashEntry, Signal
from undertow.schema import MediaFacts, MediaFiles, MediaHashes, Table
from undertow.settings import MediaSettings

_BYTES: Final = 32
# Up to this many hashes are compared one by one; beyond, words of 16 bits that differ in one bit
# lead to them, which finds all within 31 bits: of 16 words one has at most one of them.
_FLAT_UP_TO: Final = 50_000
_WORDS, _WORD_BITS, _EXACT_WITHIN = 16, 16, 31
# Queries at a time: a list made to match everything fills no memory.
_BLOCK: Final = 16


@dataclass(frozen=True, slots=True)
class HashMatch:
    """A media file of the case that an entry of a list is about, as far as hashes tell.

    Attributes
    ----------
    media_uid : str
        The file.
    entry : HashEntry
        The entry; ``entry.place`` is its line.
    distance : int or None
        Least distance in bits of 256 of what agrees; None for exact hashes.
    n_matched : int
        Frames of the file that agree; 1 for exact hashes.
    share_entry, share_file : float
        Share of the frames of the entry, and of those of the file, that agree, 0 to 1.
    """

    media_uid: str
    entry: HashEntry
    distance: int | None
    n_matched: int
    share_entry: float
    share_file: float


def match_list(
    entries: Sequence[HashEntry],
    media_files: Table[MediaFiles],
    media_facts: Table[MediaFacts],
    media_hashes: Table[MediaHashes],
    settings: MediaSettings,
) -> list[HashMatch]:
    """Find the media files of a case that are on a list of hashes.

    Parameters
    ----------
    entries : sequence of HashEntry
        The list. Entries that their source calls false positives or test data match nothing.
    media_files : Table[MediaFiles]
        Their ids are their SHA-256.
    media_facts : Table[MediaFacts]
        Fact ``md5`` of source ``file``.
    media_hashes : Table[MediaHashes]
        Frames with a PDQ at full size; others are not compared, as lists hold nothing else.
    settings : MediaSettings
        ``max_distance``, ``min_quality``, and ``min_share`` of the one with fewer frames. A picture
        has one frame, so one frame of a video is enough for it.

    Returns
    -------
    list of HashMatch
        By file, then by line. A match is an observation: a list can be wrong, old or hostile, and
        a PDQ within 31 bits is not proof that two pictures are the same.

    Notes
    -----
    O(n m) in distinct hashes of the list and the case up to 50,000 of the list, less beyond.
    """
    listed = [entry for entry in entries if entry.category is not Category.NEGATIVE]
    found = [
        *_exact(listed, media_files, media_facts),
        *match_pictures(listed, media_hashes, settings),
    ]
    found.sort(key=lambda match: (match.media_uid, match.entry.place, match.entry.signal))
    return found


def _exact(
    listed: Sequence[HashEntry], media_files: Table[MediaFiles], media_facts: Table[MediaFacts]
) -> Iterator[HashMatch]:
    facts = media_facts.arrow
    is_md5 = pc.and_(
        pc.equal(facts.column("source"), "file"), pc.equal(facts.column("name"), "md5")
    )
    by_md5: dict[str, list[str]] = {}
    for row in facts.filter(is_md5).to_pylist():
        by_md5.setdefault(row["value"], []).append(row["media_uid"])
    held = set(media_files.columns("media_uid").column(0).to_pylist())
    for entry in listed:
        if entry.signal is Signal.SHA256 and entry.value in held:
            yield HashMatch(entry.value, entry, None, 1, 1.0, 1.0)
        elif entry.signal is Signal.MD5:
            for uid in by_md5.get(entry.value, ()):
                yield HashMatch(uid, entry, None, 1, 1.0, 1.0)


def match_pictures(
    listed: Sequence[HashEntry], media_hashes: Table[MediaHashes], settings: MediaSettings
) -> Iterator[HashMatch]:
    """Yield the media files that look like an entry: by PDQ or vPDQ; see :func:`match_list`."""
    known = _Owners()
    for number, entry in enumerate(listed):
        for value in _hashes_of(entry, settings.min_quality):
            known.add(value, number)
    own = _Owners()
    uids: list[str] = []
    for row in _usable(media_hashes, settings.min_quality).to_pylist():
        if not uids or uids[-1] != row["media_uid"]:
            uids.append(row["media_uid"])
        own.add(row["pdq"].lower(), len(uids) - 1)
    agree_listed: dict[tuple[int, int], set[int]] = {}
    agree_own: dict[tuple[int, int], set[int]] = {}
    least: dict[tuple[int, int], int] = {}
    for own_hash, known_hash, distance in near_pairs(
        own.matrix(), known.matrix(), settings.max_distance
    ):
        for number in known.owners[known_hash]:
            for uid in own.owners[own_hash]:
                pair = (number, uid)
                agree_listed.setdefault(pair, set()).add(known_hash)
                agree_own.setdefault(pair, set()).add(own_hash)
                least[pair] = min(distance, least.get(pair, distance))
    for pair, distance in least.items():
        n_listed, n_own = known.n_of[pair[0]], own.n_of[pair[1]]
        shares = len(agree_listed[pair]) / n_listed, len(agree_own[pair]) / n_own
        # Of two of one length the better: frames of the one may be alike, those of the other not.
        decides = max(shares) if n_listed == n_own else shares[n_own < n_listed]
        if decides >= settings.min_share:
            n_matched = len(agree_own[pair])
            yield HashMatch(uids[pair[1]], listed[pair[0]], distance, n_matched, *shares)


class _Owners:
    """Distinct hashes, and which entries or files have each."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.owners: list[list[int]] = []
        self.n_of: dict[int, int] = {}

    def add(self, value: str, owner: int) -> None:
        """Add a hash of an owner; a second of the same counts once, as vPDQ counts."""
        number = self.numbers.setdefault(value, len(self.owners))
        if number == len(self.owners):
            self.owners.append([])
        if not self.owners[number] or self.owners[number][-1] != owner:
            self.owners[number].append(owner)
            self.n_of[owner] = self.n_of.get(owner, 0) + 1

    def matrix(self) -> NDArray[np.uint8]:
        """Return the hashes, (n, 32) uint8."""
        joined = bytes.fromhex("".join(self.numbers))
        return np.frombuffer(joined, dtype=np.uint8).reshape(-1, _BYTES)


def near_pairs(
    queries: NDArray[np.uint8],
    known: NDArray[np.uint8],
    max_distance: int,
    *,
    flat_up_to: int = _FLAT_UP_TO,
) -> Iterator[tuple[int, int, int]]:
    """Yield the pairs of hashes that are near each other.

    Parameters
    ----------
    queries, known : (n, 32), (m, 32) uint8
        Hashes of 256 bits.
    max_distance : int
        Most bits in which two differ.
    flat_up_to : int
        Known hashes up to which all are compared.

    Yields
    ------
    tuple of int
        Row of ``queries``, row of ``known``, distance; all there are.
    """
    if not len(queries) or not len(known):
        return
    if len(known) <= flat_up_to or max_distance > _EXACT_WITHIN:
        index: faiss.IndexBinary = faiss.IndexBinaryFlat(8 * _BYTES)
    else:
        by_words = faiss.IndexBinaryMultiHash(8 * _BYTES, _WORDS, _WORD_BITS)
        by_words.nflip = 1
        index = by_words
    index.add(np.ascontiguousarray(known))
    for begin in range(0, len(queries), _BLOCK):
        block = np.ascontiguousarray(queries[begin : begin + _BLOCK])
        # What faiss finds is nearer than the radius.
        limits, distances, rows = index.range_search(block, max_distance + 1)
        for at in range(len(block)):
            for hit in range(int(limits[at]), int(limits[at + 1])):
                yield begin + at, int(rows[hit]), int(distances[hit])


def _hashes_of(entry: HashEntry, min_quality: int) -> Iterator[str]:
    if entry.signal is Signal.PDQ:
        yield entry.value
    elif entry.signal is Signal.VPDQ:
        for frame in entry.frames:
            if frame.quality >= min_quality:
                yield frame.pdq


def _usable(media_hashes: Table[MediaHashes], min_quality: int) -> pa.Table:
    """Return the frames that have a PDQ for exchange and are not flat, by file."""
    hashes = media_hashes.columns("media_uid", "quality", "pdq")
    is_usable = pc.and_(
        pc.is_valid(hashes.column("pdq")), pc.greater_equal(hashes.column("quality"), min_quality)
    )
    return hashes.filter(is_usable)
