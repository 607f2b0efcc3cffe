"""The register file: who the officials are, how they can be addressed, how to write to them.

The format is documented for users in ``docs/register.md``.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from undertow.errors import InputError
from undertow.schema import Table, Targets
from undertow.schema.targets import PERSON

REQUIRED = ("target_id", "name")
OPTIONAL = (
    "kind",
    "surname",
    "party",
    "province",
    "riding",
    "riding_fr",
    "language",
    "email",
    "certificate",
    "aliases",
)
LANGUAGES = ("en", "fr")
KINDS = ("official", PERSON)
SEPARATOR = "|"

_HANDLE_COLUMN = re.compile(r"handle_([a-z][a-z0-9_]*)")
# Ids become parts of file names and of series names, so they hold nothing that means something
# there.
_TARGET_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# Addresses are copied into the headers of drafts: no spaces, lists, names or second addresses.
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+")
_HANDLE = re.compile(r"[^\s/|]+")

Row = dict[str, str]


def read_register(path: Path) -> Table[Targets]:
    """Read a register of officials.

    Parameters
    ----------
    path : Path
        CSV in UTF-8, with or without byte order mark, one official a row.

    Returns
    -------
    Table[Targets]
        Handles are lower case without ``@``; aliases begin with the full name.

    Raises
    ------
    InputError
        The file cannot be read, a column is missing or unknown, a value is not what its column
        asks for, or two officials share an id or a handle; names file, line and column.
    """
    seen_ids: dict[str, int] = {}
    seen_handles: dict[str, int] = {}
    officials = []
    for line, row in read_rows(path, _check_header):
        official = _official(row, path, line)
        _claim(official["target_id"], seen_ids, path, line, "target_id")
        for handle in official["handles"]:
            _claim(handle, seen_handles, path, line, f"handle_{handle.partition(':')[0]}")
        officials.append(official)
    if all(official["kind"] != KINDS[0] for official in officials):
        raise InputError(f"{path}: holds no official; add one row for each")
    return Table.checked(Targets, pa.Table.from_pylist(officials, schema=Targets.arrow_schema()))


def read_rows(
    path: Path, check_header: Callable[[list[str], Path], None]
) -> Iterator[tuple[int, Row]]:
    """Yield line number and cells of each row of a CSV file, stripped, in composed form.

    Raises
    ------
    InputError
        The file or a row of it cannot be read; or what ``check_header`` raises.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    line = 1
    try:
        header = [name.strip() for name in next(reader, [])]
        check_header(header, path)
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    raise InputError(
                        f"{path}:{line}: has {len(cells)} cells where the header has {len(header)};"
                        " put cells that hold a comma between double quotes"
                    )
                values = [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
                row = dict(zip(header, values, strict=True))
                _check_printable(row, path, line)
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}:{line}: is not valid CSV: {error}") from error


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: is not UTF-8; save the register as UTF-8 CSV") from error


def _check_header(header: list[str], path: Path) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing and {"first_name", "last_name"} <= _official_names(header):
        raise InputError(
            f"{path}:1: is a list of members of the House of Commons; turn it into a register with "
            "'undertow register FILE --out register.csv'"
        )
    if missing:
        raise InputError(f"{path}:1: columns {missing} are missing; see docs/register.md")
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise InputError(f"{path}:1: columns {repeated} occur twice; keep one of each")
    known = {*REQUIRED, *OPTIONAL}
    unknown = [name for name in header if name not in known and not _HANDLE_COLUMN.fullmatch(name)]
    if unknown:
        raise InputError(
            f"{path}:1: unknown columns {unknown}; known are {', '.join((*REQUIRED, *OPTIONAL))} "
            "and handle_<platform>, as in handle_x"
        )
    if "handle_twitter" in header:
        raise InputError(f"{path}:1: column handle_twitter: this platform is x here; use handle_x")


def _official_names(header: list[str]) -> set[str]:
    """Return the names of columns as the export of ourcommons.ca has them, in our spelling."""
    return {name.lower().replace(" ", "_") for name in header}


def _check_printable(row: Row, path: Path, line: int) -> None:
    """Refuse control characters: no name or address has one, and headers can be split by them."""
    for column, value in row.items():
        if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in value):
            raise InputError(
                f"{path}:{line} ({column}): holds a line break or control character; remove it"
            )


def _official(row: Row, path: Path, line: int) -> dict[str, Any]:
    """Turn the cells of a row into the columns of ``targets``."""
    if not _TARGET_ID.fullmatch(row["target_id"]):
        raise InputError(
            f"{path}:{line} (target_id): {row['target_id']!r} is not an id; use 1 to 64 letters, "
            "digits, dots, dashes or underscores, beginning with a letter or digit"
        )
    if not row["name"]:
        raise InputError(f"{path}:{line} (name): is empty; give the full name")
    surname = row.get("surname", "")
    if not row["name"].casefold().endswith(surname.casefold()):
        raise InputError(
            f"{path}:{line} (surname): {surname!r} is not how the name {row['name']!r} ends; give "
            "the surname as it stands in the name, or leave the cell empty"
        )
    language = row.get("language", "").lower()
    if language and language not in LANGUAGES:
        raise InputError(
            f"{path}:{line} (language): {language!r} is not one of {', '.join(LANGUAGES)}; leave "
            "it empty when it is not known, and the draft is written in both"
        )
    kind = row.get("kind", "").lower() or KINDS[0]
    if kind not in KINDS:
        raise InputError(
            f"{path}:{line} (kind): {kind!r} is not one of {', '.join(KINDS)}; a person is "
            "somebody whom a campaign may harm and who is no official"
        )
    email = row.get("email", "")
    if email and not EMAIL.fullmatch(email):
        raise InputError(f"{path}:{line} (email): {email!r} is not one plain e-mail address")
    return {
        "target_id": row["target_id"],
        "kind": kind,
        "name": row["name"],
        "surname": row.get("surname") or None,
        "party": row.get("party") or None,
        "province": row.get("province") or None,
        "riding": row.get("riding") or None,
        "riding_fr": row.get("riding_fr") or None,
        "language": language or None,
        "email": email or None,
        "certificate": _certificate(row, email, path, line),
        "handles": _handles(row, path, line),
        "aliases": _aliases(row),
    }


def _certificate(row: Row, email: str, path: Path, line: int) -> str | None:
    """Return the certificate of a row, DER in base64; None where it has none."""
    cell = row.get("certificate", "")
    if not cell:
        return None
    from undertow.targets.certificate import tidy_certificate

    try:
        return tidy_certificate(cell, email)
    except ValueError as error:
        raise InputError(f"{path}:{line} (certificate): {error}") from error


def _handles(row: Row, path: Path, line: int) -> list[str]:
    """Return ``platform:handle`` for every handle of a row, sorted."""
    handles = set()
    for column, cell in row.items():
        match = _HANDLE_COLUMN.fullmatch(column)
        if match is None:
            continue
        for value in filter(None, (part.strip() for part in cell.split(SEPARATOR))):
            handle = value.removeprefix("@").lower()
            if not _HANDLE.fullmatch(handle):
                raise InputError(
                    f"{path}:{line} ({column}): {value!r} is not a handle; give the handle or the "
                    "id of the account or page, not a link"
                )
            handles.add(f"{match[1]}:{handle}")
    return sorted(handles)


def _aliases(row: Row) -> list[str]:
    """Return the full name and the other names, each once whatever its case."""
    parts = (part.strip() for part in row.get("aliases", "").split(SEPARATOR))
    names = [row["name"], *filter(None, parts)]
    once: dict[str, str] = {}
    for name in names:
        once.setdefault(name.casefold(), name)
    return list(once.values())


def _claim(value: object, seen: dict[str, int], path: Path, line: int, column: str) -> None:
    """Remember whose ``value`` is; two officials may not share it."""
    key = str(value).casefold()
    if key in seen:
        raise InputError(
            f"{path}:{line} ({column}): {str(value)!r} is already given in line {seen[key]}; "
            "an id or handle belongs to one official"
        )
    seen[key] = line
