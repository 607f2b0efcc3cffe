"""The knowledge base of a case: the operations that undertow ships, and what the case adds.

What is added is kept byte for byte among the evidence, and an entry of the custody log says what it
is: nobody can change what a case was compared with unnoticed, and every match can be walked back to
the row of the file that it rests on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from undertow.attribution.knowledge.galaxy import is_galaxy, read_galaxy, unnamed
from undertow.attribution.knowledge.observable import Kind, clean_text, is_telling
from undertow.attribution.knowledge.operation import PUBLISHED_BY, Operation, Words, read_operation
from undertow.attribution.knowledge.published import PublishedRow, read_published
from undertow.attribution.techniques.published import (
    PublishedFramework,
    is_framework,
    read_published_framework,
)
from undertow.case import Case
from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest import CustodyLog, EvidenceStore
from undertow.schema import KnownIndicators, KnownObservables, Table
from undertow.text import match_keys

T = TypeVar("T")
Row = dict[str, Any]

_ADD, _GALAXY, _IMPORT = "knowledge_add", "knowledge_galaxy", "knowledge_import"
_FRAMEWORK = "knowledge_framework"
_PUBLISHED_NAME = Words(en="What sources published of it", fr="Ce que des sources en ont publié")
_REMOVE = "knowledge_remove"
_UNNAMED = "without a name"
_SHORTEST_HASH = 8
_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found.

    Attributes
    ----------
    file_sha256 : str
        Of the exact bytes.
    operations : tuple of str
        Ids of operations that it names.
    n_rows : int
        Entries of the file.
    kinds : dict of str to int
        Observables of each kind.
    reasons : dict of str to int
        Entries without one, by reason.
    is_galaxy : bool
        Whether it gives names and no observables.
    framework : PublishedFramework or None
        What it gives where it is the DISARM Framework.
    """

    file_sha256: str
    operations: tuple[str, ...]
    n_rows: int
    kinds: dict[str, int]
    reasons: dict[str, int]
    is_galaxy: bool = False
    framework: PublishedFramework | None = None


def shipped_operations() -> list[Operation]:
    """Return the operations that come with undertow, by id."""
    folder = resources.files(__package__).joinpath("operations")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    found = [read_operation(file.read_bytes()) for file in files]
    return sorted(found, key=lambda operation: operation.id)


def read_operations(case: Case | None) -> dict[str, Operation]:
    """Return the operations known to a case, by id.

    Parameters
    ----------
    case : Case or None
        None for what is shipped. What a person added last takes the place of what is shipped, and
        both of what a galaxy names.

    Raises
    ------
    CaseError
        A file of the case is lost or damaged.
    """
    shipped = {operation.id: operation for operation in shipped_operations()}
    if case is None:
        return shipped
    named: dict[str, Operation] = {}
    for kept in _kept(case, _GALAXY):
        for operation in kept.read(read_galaxy):
            named.setdefault(operation.id, operation)
    added = [kept.read(read_operation) for kept in _kept(case, _ADD)]
    known = named | shipped | {operation.id: operation for operation in added}
    return dict(sorted(known.items()))


def add_operation(case: Case, file: Path, *, who: str, command: str) -> Operation:
    """Keep an operation in a case; held for writing by the caller.

    Raises
    ------
    InputError
        The file is no operation.
    CaseError
        It cannot be kept.
    """
    operation = _given(file, read_operation)
    _keep(case, file, _ADD, operation.id, who=who, command=command)
    return operation


def import_published(
    case: Case, file: Path, operation_id: str | None, *, who: str, command: str
) -> Imported:
    """Keep published indicators, the names of a galaxy, or the DISARM Framework, in a case.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    file : Path
        As published.
    operation_id : str or None
        The operation that its indicators are of; neither for a galaxy, which names its own, nor
        for the framework.
    who, command : str
        For the custody log.

    Returns
    -------
    Imported
        What was found; a file that is there already counts once.

    Raises
    ------
    InputError
        The file cannot be read, or the operation is unknown or not given.
    CaseError
        It cannot be kept.
    """
    if operation_id is None and _given(file, is_framework):
        framework = _given(file, read_published_framework)
        sha256 = _keep(case, file, _FRAMEWORK, "", who=who, command=command)
        return Imported(sha256, (), len(framework.techniques), {}, {}, framework=framework)
    if _given(file, is_galaxy):
        operations = _given(file, read_galaxy)
        sha256 = _keep(case, file, _GALAXY, "", who=who, command=command)
        ids = tuple(operation.id for operation in operations)
        n_unnamed = _given(file, unnamed)
        reasons = {_UNNAMED: n_unnamed} if n_unnamed else {}
        return Imported(sha256, ids, len(operations), {}, reasons, is_galaxy=True)
    if operation_id is None:
        raise InputError(f"{file}: holds indicators; say of which operation with --operation ID")
    if operation_id not in read_operations(case):
        raise InputError(
            f"operation {operation_id} is unknown; `undertow knowledge list` names those known, "
            "`undertow knowledge add` adds one"
        )
    rows = _given(file, read_published)
    # Nothing is kept that could not be read again.
    keyed = _keyed(_rows(operation_id, file.name, "", rows))
    sha256 = _keep(case, file, _IMPORT, operation_id, who=who, command=command)
    kinds = Counter(row["kind"] for row in keyed)
    reasons = Counter(row.reason for row in rows if row.reason)
    return Imported(sha256, (operation_id,), len(rows), dict(kinds), dict(reasons))


def framework_of(case: Case) -> PublishedFramework | None:
    """Return the DISARM Framework that was imported last; None where none was.

    Raises
    ------
    CaseError
        The file is lost or damaged.
    """
    kept = _kept(case, _FRAMEWORK)
    return kept[-1].read(read_published_framework) if kept else None


def remove_knowledge(case: Case, item: str, *, why: str, who: str, command: str) -> list[str]:
    """Leave something that was added or imported out of the knowledge base of a case.

    The file stays among the evidence, and the custody log says who left it out and why; adding or
    importing it again takes it back in.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    item : str
        Id of an operation that the case adds, name of a file, or beginning of its SHA-256.
    why : str
        For the custody log.
    who, command : str
        For the custody log.

    Returns
    -------
    list of str
        What was left out: file name and operation.

    Raises
    ------
    InputError
        The case has added nothing that is called so, or no reason is given.
    """
    if not why.strip():
        raise InputError("--why TEXT: leaving something out needs a reason, which goes on record")
    found = [
        (action, kept)
        for action in (_ADD, _FRAMEWORK, _GALAXY, _IMPORT)
        for kept in _kept(case, action)
        if kept.is_called(item, by_operation=action == _ADD)
    ]
    if not found:
        raise InputError(
            f"{item}: this case has added nothing that is called so; name the file as it was "
            "imported, its SHA-256, or the operation that was added. What ships stays"
        )
    for action, kept in found:
        fields = {
            "file_name": kept.file_name, "sha256": kept.sha256, "operation": kept.operation_id,
            "removed": action, "why": why,
        }  # fmt: skip
        CustodyLog.of(case).append(_REMOVE, who=who, command=command, fields=fields)
    return [f"{kept.file_name} {kept.operation_id}".strip() for _, kept in found]


def read_known_observables(case: Case) -> Table[KnownObservables]:
    """Return every observable that was published of an operation and imported into a case.

    Raises
    ------
    CaseError
        A file of the case is lost or damaged.
    """
    rows = [
        row
        for kept in _kept(case, _IMPORT)
        for row in _rows(kept.operation_id, kept.file_name, kept.sha256, kept.read(read_published))
    ]
    arrow = pa.Table.from_pylist(_keyed(rows), schema=KnownObservables.arrow_schema())
    return Table.checked(KnownObservables, arrow)


def read_known_indicators(case: Case) -> Table[KnownIndicators]:
    """Return the indicators of every operation known to a case.

    What sources published of it is an indicator of every operation, whether its entry says so or
    not: a galaxy only gives it a name.

    Raises
    ------
    CaseError
        A file of the case is lost or damaged.
    """
    rows: list[Row] = []
    for operation in read_operations(case).values():
        place = {
            "operation_id": operation.id,
            "version": operation.version.isoformat(),
            "operation_en": operation.name.en,
            "operation_fr": operation.name.fr or operation.name.en,
        }
        rows += [
            place
            | {
                "indicator_id": indicator.id,
                "measured_by": indicator.measured_by,
                "diagnosticity": indicator.diagnosticity,
                "kinds": sorted(indicator.kinds),
                "is_context": indicator.is_context,
                "name_en": indicator.name.en,
                "name_fr": indicator.name.fr or indicator.name.en,
            }
            for indicator in operation.indicators
        ]
        if all(indicator.measured_by != PUBLISHED_BY for indicator in operation.indicators):
            rows.append(
                place
                | {
                    "indicator_id": _free("published-before", operation),
                    "measured_by": PUBLISHED_BY,
                    "diagnosticity": "strong",
                    "kinds": [],
                    "is_context": False,
                    "name_en": _PUBLISHED_NAME.en,
                    "name_fr": _PUBLISHED_NAME.fr or _PUBLISHED_NAME.en,
                }
            )
    arrow = pa.Table.from_pylist(rows, schema=KnownIndicators.arrow_schema())
    return Table.checked(KnownIndicators, arrow)


def _free(name: str, operation: Operation) -> str:
    """Return a name that no indicator of an operation has."""
    taken = {indicator.id for indicator in operation.indicators}
    numbered = (f"{name}-{number}" for number in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)


def _keyed(rows: Iterable[Row]) -> list[Row]:
    """Give texts the key by which texts are compared, and leave out what tells nothing or twice."""
    held = list(rows)
    texts = [row for row in held if row["kind"] == Kind.TEXT]
    keys = match_keys(pa.array([row["value"] for row in texts], pa.string())).to_pylist()
    for row, key in zip(texts, keys, strict=True):
        row["value"] = key if is_telling(key) else ""
    once = {tuple(row[name] for name in KnownObservables.key): row for row in held if row["value"]}
    return list(once.values())


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file that was added to a case, as the custody log has it."""

    case: Case
    sha256: str
    file_name: str
    operation_id: str

    def is_called(self, item: str, *, by_operation: bool) -> bool:
        """Whether somebody means this file."""
        is_hash = len(item) >= _SHORTEST_HASH and self.sha256.startswith(item.lower())
        is_operation = by_operation and item == self.operation_id
        return is_hash or is_operation or item == self.file_name

    def read(self, read: Callable[[bytes], T]) -> T:
        try:
            with EvidenceStore(self.case.path / "evidence").open(self.sha256) as stored:
                return read(stored.read())
        except (VerificationError, InputError, OSError) as error:
            raise CaseError(
                f"{self.file_name}, which was added to the knowledge base: {error}; restore it, "
                "`undertow verify` says where it lies"
            ) from error


def _kept(case: Case, action: str) -> list[_Kept]:
    """Return what was added and not left out since, oldest first, a file for an operation once."""
    found: dict[tuple[str, str], _Kept] = {}
    for entry in CustodyLog.of(case).entries():
        if entry.get("action") == action:
            key = (entry["sha256"], entry["operation"])
            found.pop(key, None)  # added again, it is the last
            found[key] = _Kept(case, entry["sha256"], entry["file_name"], entry["operation"])
        elif entry.get("action") == _REMOVE and entry["removed"] == action:
            found.pop((entry["sha256"], entry["operation"]), None)
    return list(found.values())


def _rows(
    operation_id: str, file_name: str, sha256: str, published: Iterable[PublishedRow]
) -> Iterator[Row]:
    for row in published:
        for observable in row.observables:
            yield {
                "operation_id": operation_id,
                "kind": observable.kind.value,
                "platform": observable.platform,
                "value": observable.value,
                "published_as": clean_text(row.published_as),
                "procedure": clean_text(row.procedure),
                "note": clean_text(row.note),
                "file_name": file_name,
                "file_sha256": sha256,
                "place": row.place,
            }


def _given(file: Path, read: Callable[[bytes], T]) -> T:
    """Read a file that somebody gives, and say which it is where it cannot be used."""
    try:
        if not file.is_file():
            raise InputError("is no file")
        if file.stat().st_size > _MOST_BYTES:
            raise InputError(f"is larger than {_MOST_BYTES >> 20} MB; divide it")
        return read(file.read_bytes())
    except InputError as error:
        raise InputError(f"{file}: {error}") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error


def _keep(case: Case, file: Path, action: str, operation_id: str, *, who: str, command: str) -> str:
    stored = EvidenceStore(case.path / "evidence").add(file)
    fields = {"file_name": stored.name, "sha256": stored.sha256, "operation": operation_id}
    CustodyLog.of(case).append(action, who=who, command=command, fields=fields)
    return stored.sha256
