"""The evidence bundle: claims, the bytes they rest on, and the proof that these were captured."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from undertow import bundle as b
from undertow._version import __version__
from undertow.case import Case, write_atomically
from undertow.errors import CaseError, InputError, VerificationError
from undertow.export.readme import claim_words, readme
from undertow.export.rested import Rested, rested_on
from undertow.ingest import timestamps
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.merkle import MerkleTree, Proof
from undertow.ingest.places import Bytes, Place, read_places
from undertow.ingest.runs import FileRoot, file_tree, logged_runs, read_run, record_leaf
from undertow.pipeline import require_recorded
from undertow.rulings import Overlay
from undertow.schema import Claims, Evidence, MediaFiles, MediaPlaces, Observations
from undertow.wording import Claim, read_claims

DEFAULT_MAX_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A bundle on disk.

    Parameters
    ----------
    folder, archive : Path
        The folder, and the ZIP archive of it beside it.
    head : str
        Hash of the last entry of the custody log in it, to be handed over by another way.
    about : About
        What is in it.
    """

    folder: FilePath
    archive: FilePath
    head: str
    about: b.About


def write_evidence(
    case: Case,
    out: FilePath,
    *,
    claim_ids: Collection[str] = (),
    campaign_id: str | None = None,
    who: str,
    command: str,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> WrittenBundle:
    """Write a bundle that ``undertow verify`` checks without the case.

    Parameters
    ----------
    case : Case
        An analysed case, held for writing by the caller: the custody log gets an entry with the
        hash of the bundle's content, and the bundle the log up to that entry.
    out : Path
        Folder to write to; made where it does not exist.
    claim_ids : collection of str
        Claims to prove.
    campaign_id : str or None
        Prove all claims of this campaign too.
    who, command : str
        For the custody log.
    max_bytes : int
        Most bytes of records.

    Returns
    -------
    WrittenBundle
        Apart from the custody log, the same claims of the same case give the same bytes.

    Raises
    ------
    InputError
        A claim or campaign is unknown, the records are more than ``max_bytes``, or something else
        is where the bundle belongs.
    VerificationError
        A table is not what its stage recorded, or the case does not hold what its claims rest on;
        nothing was written.
    CaseError
        A table is damaged, or the bundle cannot be written; an earlier one stands.
    """
    require_recorded(case, (Claims, Evidence, Observations, MediaFiles, MediaPlaces))
    claims = _chosen(case, claim_ids, campaign_id)
    rested = rested_on(case, [claim.claim_id for claim in claims])
    if rested.n_bytes > max_bytes:
        raise InputError(
            f"these claims rest on {rested.n_bytes:,} bytes of records, more than the limit of "
            f"{max_bytes:,}; name fewer claims, or give a higher --max-mib"
        )
    folder = out / _name(claims)
    _make_room(folder)
    return _write_in_place(folder, lambda draft: _write(case, draft, claims, rested, who, command))


def _write_in_place(
    folder: FilePath, write: Callable[[FilePath], tuple[b.About, str]]
) -> WrittenBundle:
    """Write beside the folder and pack it there; nothing takes its place that is not complete."""
    archive = folder.with_name(f"{folder.name}.zip")
    drafts = folder.with_name(f".{folder.name}.tmp")
    draft = drafts / folder.name
    try:
        shutil.rmtree(drafts, ignore_errors=True)
        draft.mkdir(parents=True)
        about, head = write(draft)
        # Packed before anything takes its place: a folder without its archive is half a bundle.
        b.pack(draft, drafts / archive.name)
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
        (drafts / archive.name).replace(archive)
    except OSError as error:
        raise CaseError(
            f"{folder}: cannot be written: {error.strerror or error}; make room there, or choose "
            "another folder with --out"
        ) from error
    finally:
        shutil.rmtree(drafts, ignore_errors=True)
    return WrittenBundle(folder, archive, head, about)


def _chosen(case: Case, claim_ids: Collection[str], campaign_id: str | None) -> list[Claim]:
    """Return the claims asked for, by id."""
    claims = read_claims(case.read(Claims))
    rejected = Overlay.of(case).rejected.get("claim", frozenset())
    if refused := sorted(rejected.intersection(claim_ids)):
        raise InputError(
            f"claim {refused[0]}: rejected on review, so no product tells it; `undertow review "
            f"show {case.path} claim {refused[0]}` says by whom and why"
        )
    claims = tuple(claim for claim in claims if claim.claim_id not in rejected)
    unknown = sorted(set(claim_ids) - {claim.claim_id for claim in claims})
    if unknown:
        raise InputError(f"claim {unknown[0]}: not in this case; see `undertow export CASE csv`")
    wanted = [c for c in claims if c.claim_id in claim_ids or c.campaign_id == campaign_id]
    if not wanted:
        named = f"campaign {campaign_id}: has no claims" if campaign_id else "no claim was named"
        raise InputError(f"{named}; give --claim ID, or --campaign ID of `undertow campaigns CASE`")
    return wanted


def _name(claims: Sequence[Claim]) -> str:
    """Return the name of the bundle: the claim, or a digest of several."""
    ids = sorted(claim.claim_id for claim in claims)
    digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:10]
    return f"evidence-{ids[0] if len(ids) == 1 else digest}"


def _make_room(folder: FilePath) -> None:
    """Raise unless there is nothing, or an earlier bundle, where the bundle belongs."""
    if folder.exists() and not (folder / b.SUMS).is_file():
        raise InputError(f"{folder}: exists and is no bundle; choose another --out")


def _write(
    case: Case, folder: FilePath, claims: list[Claim], rested: Rested, who: str, command: str
) -> tuple[b.About, str]:
    """Write all files of a bundle; return what is in it and the last hash of its log."""
    content: dict[str, bytes] = {}
    n_whole = 0
    for file, places in rested.places.items():
        n_whole += _write_file(case, folder, rested, file, places)
    about = b.About(
        purpose=case.purpose,
        owner=case.owner,
        tool_version=__version__,
        claims=len(claims),
        records=sum(map(len, rested.places.values())),
        whole_files=n_whole,
        bytes=rested.n_bytes,
    )
    content |= {b.claim_name(c.claim_id): b.encode(_claim(c, rested)) for c in claims}
    content |= {b.media_name(part.media_uid): b.encode(part) for part in rested.media}
    stamps = timestamps.stamps(case)
    content |= _stamps(case, stamps)
    content[b.ABOUT] = b.encode(about)
    content[b.README] = readme(about, claims, len(stamps), n_media=len(rested.media)).encode()
    for name, raw in content.items():
        _put(folder, name, raw)
    names = (f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())
    sums_sha256 = b.write_sums(folder, names)
    log = CustodyLog.of(case)
    fields: dict[str, str | int | None]
    fields = {"sums_sha256": sums_sha256, "claims": about.claims, "records": about.records}
    entry = log.append(b.ACTION, who=who, command=command, fields=fields)
    shutil.copyfile(log.path, folder / b.CUSTODY)
    return about, str(entry["hash"])


def _write_file(
    case: Case, folder: FilePath, rested: Rested, file: str, places: list[Place]
) -> bool:
    """Write the records of one captured file with their proofs; say whether it is one record."""
    leaves = {place: record_leaf(place) for place in places}
    tree = file_tree(case, file, frozenset(leaves.values()))
    proofs = tree.proofs()
    n_written = 0
    for place, taken in read_places(EvidenceStore(case.path / "evidence"), file, places, Bytes):
        raw = taken.all()
        proof = proofs.get(leaves[place])
        if hashlib.sha256(raw).hexdigest() != place.sha256 or proof is None:
            break
        _put(folder, b.raw_name(place.sha256), raw)
        part = rested.record(file, place, b.Path.of(proof))
        _put(folder, b.record_name(place.sha256), b.encode(part))
        n_written += 1
    if n_written < len(places):
        raise VerificationError(
            f"{case.path}: file {file[:16]} no longer holds the records that the claims rest on; "
            f"run `undertow verify {case.path}`"
        )
    _put(folder, b.file_name(file), b.encode(_file(case, file, tree)))
    return tree.size == 1 and rested.is_document(places[0])


def _file(case: Case, file: str, tree: MerkleTree) -> b.FilePart:
    """Return a captured file with the proof that it is in the newest run with these records."""
    own = FileRoot(file, tree.size, tree.root().hex())
    for seq, root in reversed(list(logged_runs(case))):
        run = read_run(case, root)
        if own in run.files:
            proof = _run_proof(run.files, own)
            return b.FilePart(file, own.n_records, own.root, b.RunPart(seq, root, b.Path.of(proof)))
    raise VerificationError(
        f"{case.path}: no run in the custody log covers file {file[:16]} as it is in the tables; "
        "run `undertow ingest` again with it"
    )


def _run_proof(files: Iterable[FileRoot], own: FileRoot) -> Proof:
    tree = MerkleTree({own.leaf})
    tree.add([file.leaf for file in files])
    return tree.proofs()[own.leaf]


def _claim(claim: Claim, rested: Rested) -> b.ClaimPart:
    return b.ClaimPart(
        claim_id=claim.claim_id,
        campaign_id=claim.campaign_id,
        kind=claim.kind,
        subject=claim.subject,
        facts=dict(claim.facts),
        likelihood=claim.likelihood,
        confidence=claim.confidence,
        n_evidence=claim.n_evidence,
        text={language: claim_words(claim, language) for language in ("en", "fr")},
        evidence=rested.evidence[claim.claim_id],
    )


def _stamps(case: Case, stamps: list[timestamps.Stamp]) -> dict[str, bytes]:
    """Return the tokens and certificates that the custody log names."""
    folder = timestamps.folder(case)
    names = sorted({name for stamp in stamps for name in stamp.files})
    if lost := [name for name in names if not (folder / name).is_file()]:
        raise VerificationError(
            f"{folder / lost[0]}: is missing, or no file; run `undertow verify {case.path}`"
        )
    return {b.stamp_name(name): (folder / name).read_bytes() for name in names}


def _put(folder: FilePath, name: str, content: bytes) -> None:
    write_atomically(folder / name, content)
