"""What lies where in a bundle, and what each file says.

::

    README.txt             how to check it, in English and French
    about.json             whose case, what is in the bundle
    claims/ID.json         a claim in words, its facts, and the records it rests on
    records/SHA256.raw     the exact bytes of a physical record
    records/SHA256.json    where it was captured, and the proof that it is in its file's tree
    media/SHA256.json      a media file: where its bytes lie; they themselves are never in a bundle
    files/SHA256.json      a captured file, and the proof that it is in the tree of a run
    timestamps/            tokens and certificates of a time-stamping authority, where there are any
    SHA256SUMS             the hash of every file above, as ``sha256sum`` writes and checks it
    custody.jsonl          the custody log; its last entry holds the hash of SHA256SUMS

One claim, record or file each, so that a changed byte fells no more than what rests on it.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from undertow.ingest.merkle import Proof

FORMAT = "undertow-evidence/1"
README = "README.txt"
ABOUT = "about.json"
SUMS = "SHA256SUMS"
CUSTODY = "custody.jsonl"
ACTION = "bundle"

P = TypeVar("P", bound="Part")


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """A file of a bundle, or a piece of one."""


class About(Part):
    """The bundle as a whole."""

    purpose: str
    owner: str
    tool_version: str
    claims: int
    records: int
    whole_files: int
    bytes: int
    format: str = FORMAT


class EvidenceRow(Part):
    """A record that a claim rests on."""

    evidence_id: str
    record_uid: str
    raw_sha256: str


class ClaimPart(Part):
    """A claim: a row of ``claims``, its words, and its rows of ``evidence``."""

    claim_id: str
    campaign_id: str
    kind: str
    subject: str
    facts: dict[str, Any]
    likelihood: str | None
    confidence: str | None
    n_evidence: int
    text: dict[str, str]
    evidence: list[EvidenceRow]


class Path(Part):
    """A proof that a leaf is in a Merkle tree; hashes in hexadecimal, from the leaf up."""

    index: int
    size: int
    hashes: list[str]

    @classmethod
    def of(cls, proof: Proof) -> Path:
        """Return a proof as it is written."""
        return cls(proof.index, proof.size, [digest.hex() for digest in proof.path])

    def root(self, leaf: bytes) -> str | None:
        """Return the root that the path leads to; None when it leads to none."""
        try:
            path = tuple(bytes.fromhex(text) for text in self.hashes)
        except ValueError:
            return None
        root = Proof(self.index, self.size, path).root(leaf)
        return None if root is None else root.hex()


class Observation(Part):
    """What was read from a physical record: a row of ``observations``."""

    obs_id: str
    record_uid: str
    record_no: int
    json_path: str
    format_id: str
    mapper_version: str
    observed_at: str | None


class RecordPart(Part):
    """A physical record: where its bytes lie, and the proof of it.

    ``profiles`` are accounts whose profile came with the record, where evidence names them.
    """

    raw_sha256: str
    file_sha256: str
    file_name: str
    member: str
    line: int | None
    byte_offset: int
    byte_length: int
    proof: Path
    observations: list[Observation]
    profiles: list[str]


class MediaPlace(Part):
    """Where the bytes of a media file lie in the evidence of the case."""

    file_sha256: str
    member: str
    byte_offset: int


class MediaPart(Part):
    """A media file that a claim rests on; ``media_uid`` is the SHA-256 of its bytes."""

    media_uid: str
    kind: str
    mime: str
    n_bytes: int
    places: list[MediaPlace]


class RunPart(Part):
    """A run of ``undertow ingest``: the number of its custody entry, its root, and the proof."""

    custody_seq: int
    root: str
    proof: Path


class FilePart(Part):
    """A captured file: the leaf of its run's tree, and the run."""

    file_sha256: str
    n_records: int
    root: str
    run: RunPart


def claim_name(claim_id: str) -> str:
    """Return where a claim is."""
    return f"claims/{claim_id}.json"


def raw_name(raw_sha256: str) -> str:
    """Return where the bytes of a record are."""
    return f"records/{raw_sha256}.raw"


def record_name(raw_sha256: str) -> str:
    """Return where a record's place and proof are."""
    return f"records/{raw_sha256}.json"


def media_name(media_uid: str) -> str:
    """Return where it is said where the bytes of a media file lie."""
    return f"media/{media_uid}.json"


def file_name(file_sha256: str) -> str:
    """Return where a captured file's proof is."""
    return f"files/{file_sha256}.json"


def stamp_name(name: str) -> str:
    """Return where a token or certificate is."""
    return f"timestamps/{name}"


def encode(part: Part) -> bytes:
    """Return a part as it is written: JSON that a person can read, the same bytes every time."""
    return msgspec.json.format(msgspec.json.encode(part, order="sorted"), indent=1) + b"\n"


def decode(content: bytes, kind: type[P]) -> P:
    """Read a part.

    Raises
    ------
    msgspec.DecodeError
        It is not of this kind; a fault of the bundle.
    """
    return msgspec.json.decode(content, type=kind)
