"""The list of members as the House of Commons publishes it, turned into a register.

Two layouts are read: one with ``person_id, first_name, last_name, riding, province, party, ...``,
and the CSV export of ourcommons.ca. French riding names come from a file of Open Civic Data
districts (``id, name, name_fr, validFrom, validThrough``).
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from undertow.errors import InputError
from undertow.targets.register import EMAIL, Row, read_rows

REGISTER_COLUMNS = (
    "target_id",
    "name",
    "surname",
    "party",
    "province",
    "riding",
    "riding_fr",
    "language",
    "email",
    "aliases",
)

# Column of ours -> its name in each layout, folded. The first name of each that a file has counts.
_NAMES = {
    "person_id": ("person_id",),
    "first": ("first_name", "first name", "prenom"),
    "last": ("last_name", "last name", "nom de famille", "nom"),
    "riding": ("riding", "constituency", "circonscription"),
    "province": ("province", "province / territory", "province / territoire"),
    "party": ("party", "political affiliation", "affiliation politique"),
    "start": ("from_date", "start date", "date de debut"),
    "end": ("to_date", "end date", "date de fin"),
    "email": ("email",),
    "riding_id": ("riding_id",),
}
_REQUIRED = ("first", "last", "riding")
_DISTRICT_COLUMNS = ("id", "name", "name_fr", "validFrom", "validThrough")
_PROVINCE_CODES = {
    "10": "newfoundland and labrador",
    "11": "prince edward island",
    "12": "nova scotia",
    "13": "new brunswick",
    "24": "quebec",
    "35": "ontario",
    "46": "manitoba",
    "47": "saskatchewan",
    "48": "alberta",
    "59": "british columbia",
    "60": "yukon",
    "61": "northwest territories",
    "62": "nunavut",
}
_DISTRICT_ID = re.compile(r"ocd-division/country:ca/ed:(\d{2})(\d{3})(?:-(\d{4}))?")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the House: the row that counts, and since when they sit."""

    line: int
    cells: Row
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class HouseRegister:
    """A register made from the list of members.

    Attributes
    ----------
    rows : list of dict
        Cells by ``REGISTER_COLUMNS``, in the order of the file.
    n_vacant, n_former : int
        Seats without a member; rows of members who no longer sit or rows repeated.
    without_french : list of str
        Ridings that the file of districts does not know.
    """

    rows: list[Row]
    n_vacant: int
    n_former: int
    without_french: list[str]

    def to_csv(self) -> str:
        """Return the register file, as ``read_register`` reads it."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, REGISTER_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue()


def is_house_list(path: Path) -> bool:
    """Whether a file has the columns of a list of members."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error):
        return False
    return "target_id" not in header and set(_REQUIRED) <= set(_columns(header))


def read_house_list(
    members: Path, districts: Path | None = None, *, on: date | None = None
) -> HouseRegister:
    """Make a register of a list of members.

    Parameters
    ----------
    members : Path
        CSV in UTF-8, one member a row, in either layout.
    districts : Path, optional
        CSV of Open Civic Data districts; without it French riding names stay empty.
    on : date, optional
        Members who sat on that day; without it those who sit last in each riding.

    Returns
    -------
    HouseRegister

    Raises
    ------
    InputError
        A file cannot be read, a column is missing, a value is not what its column asks for; names
        file, line and column.

    Notes
    -----
    A name of a riding that several representation orders share is read in the order that was in
    force on ``on``, or on the day the member was elected.
    """
    seats, n_vacant = _seats(members)
    sitting = _sitting(seats, members, on)
    french = _Districts.read(districts) if districts else None
    ids = _target_ids(sitting, members)
    rows, unknown = [], []
    for member, target_id in zip(sitting, ids, strict=True):
        riding_fr = french.french_name(member, on) if french else None
        if french and riding_fr is None:
            unknown.append(member.cells["riding"])
        rows.append(_register_row(member.cells, target_id, riding_fr or ""))
    return HouseRegister(rows, n_vacant, len(seats) - len(sitting), unknown)


def _register_row(cells: Row, target_id: str, riding_fr: str) -> Row:
    name = f"{cells['first']} {cells['last']}"
    plain = {column: cells[column] for column in ("party", "province", "riding", "email")}
    return (
        dict.fromkeys(REGISTER_COLUMNS, "")
        | plain
        | {
            "target_id": target_id,
            "name": name,
            "surname": cells["last"],
            "riding_fr": riding_fr,
        }
    )


def _columns(header: Sequence[str]) -> dict[str, str]:
    """Return our name of a column -> its name in the file."""
    plain = {_plain(name, keep="_/"): name for name in header}
    return {
        ours: plain[theirs]
        for ours, names in _NAMES.items()
        for theirs in reversed(names)
        if theirs in plain
    }


def _seats(path: Path) -> tuple[list[Member], int]:
    """Return the rows that name a member, and how many seats are vacant."""
    seats, n_vacant = [], 0
    for line, row in read_rows(path, _check_header):
        names = _columns(list(row))
        cells = {ours: row[names[ours]] if ours in names else "" for ours in _NAMES}
        if (not cells["first"] and not cells["last"]) or _plain(cells["last"]) == "vacant":
            n_vacant += 1
            continue
        for ours in _REQUIRED:
            if not cells[ours]:
                raise InputError(
                    f"{path}:{line} ({names[ours]}): is empty; give it, or drop the row"
                )
        if cells["email"] and not EMAIL.fullmatch(cells["email"]):
            raise InputError(
                f"{path}:{line} ({names['email']}): {cells['email']!r} is not one plain e-mail "
                "address"
            )
        start, end = (_date(cells[c], path, line, names.get(c, c)) for c in ("start", "end"))
        seats.append(Member(line, cells, start, end))
    if not seats:
        raise InputError(f"{path}: holds no member; give the list of members of the House")
    return seats, n_vacant


def _check_header(header: list[str], path: Path) -> None:
    missing = [_NAMES[ours][0] for ours in _REQUIRED if ours not in _columns(header)]
    if missing:
        raise InputError(
            f"{path}:1: columns {missing} are missing; this is no list of members as the House "
            "of Commons publishes it, see docs/register.md"
        )


def _date(cell: str, path: Path, line: int, column: str) -> date | None:
    """Read the day of ``2021-09-20``, ``2021-09-20 12:00:00 AM`` or ``9/20/2021 12:00:00 AM``."""
    if not cell:
        return None
    iso = re.match(r"(\d{4})-(\d{2})-(\d{2})(?:\D|$)", cell)
    american = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\D|$)", cell)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
    except ValueError:
        pass
    raise InputError(f"{path}:{line} ({column}): {cell!r} is not a day; write it as 2021-09-20")


def _sitting(seats: list[Member], path: Path, on: date | None) -> list[Member]:
    """Return one row for each riding and each person: who sat on a day, or sits last."""
    open_seats = [seat for seat in seats if _sits(seat, on)]
    if not open_seats:
        raise InputError(f"{path}: nobody sat on {on}; give another day")
    last: dict[str, Member] = {}
    for seat in open_seats:
        for key in (f"riding:{_plain(seat.cells['riding'])}", f"person:{_person(seat.cells)}"):
            if key not in last or (seat.start or date.min) >= (last[key].start or date.min):
                last[key] = seat
    return [
        seat
        for seat in open_seats
        if last[f"riding:{_plain(seat.cells['riding'])}"] is seat
        and last[f"person:{_person(seat.cells)}"] is seat
    ]


def _sits(seat: Member, on: date | None) -> bool:
    if on is None:
        return seat.end is None
    return (seat.start or date.min) <= on <= (seat.end or date.max)


def _person(cells: Row) -> str:
    """Return what tells persons apart: the id of the House, else name and riding."""
    names = (cells["first"], cells["last"], cells["riding"])
    return cells["person_id"] or "|".join(map(_plain, names))


def _target_ids(sitting: list[Member], path: Path) -> list[str]:
    """Return an id for each member: that of the House, else their name, told apart by riding."""
    slugs = [_slug(f"{m.cells['first']} {m.cells['last']}") for m in sitting]
    ids = [
        f"mp-{_slug(member.cells['person_id'])}"
        if member.cells["person_id"]
        else f"mp-{slug}" + (f"-{_slug(member.cells['riding'])}" if slugs.count(slug) > 1 else "")
        for member, slug in zip(sitting, slugs, strict=True)
    ]
    ids = [target_id[:64].rstrip("-") for target_id in ids]
    for member, target_id in zip(sitting, ids, strict=True):
        if ids.count(target_id) > 1:
            raise InputError(
                f"{path}:{member.line} (last_name): two members would be {target_id!r}; make the "
                "register by hand for them"
            )
    return ids


@dataclass(frozen=True, slots=True)
class _District:
    name: str
    name_fr: str
    code: str
    start: date
    end: date


class _Districts:
    """French names of ridings by order of representation."""

    def __init__(self, by_name: dict[str, list[_District]]) -> None:
        self._by_name = by_name

    @classmethod
    def read(cls, path: Path) -> _Districts:
        by_name: dict[str, list[_District]] = {}
        for line, row in read_rows(path, _check_districts):
            match = _DISTRICT_ID.fullmatch(row["id"])
            if match is None or not row["name"]:
                column = "name" if match else "id"
                raise InputError(
                    f"{path}:{line} ({column}): {row[column]!r} is no district; expected an "
                    "id like ocd-division/country:ca/ed:24001-2013 and its name"
                )
            district = _District(
                row["name"],
                row["name_fr"],
                match[1] + match[2],
                _date(row["validFrom"], path, line, "validFrom") or date.min,
                _date(row["validThrough"], path, line, "validThrough") or date.max,
            )
            for name in {_plain(district.name), _plain(district.name_fr)} - {""}:
                by_name.setdefault(name, []).append(district)
        return cls(by_name)

    def french_name(self, member: Member, on: date | None) -> str | None:
        """Return the French name of a member's riding, or None where it is not known."""
        day = on or member.start or date.max
        found = self._by_name.get(_plain(member.cells["riding"]), [])
        province = _plain(member.cells["province"])
        found = [
            d for d in found if not province or _PROVINCE_CODES.get(d.code[:2], "") == province
        ] or found
        if not found:
            return None
        # An order with a start is more exact than the undated one; the newest of equals.
        best = max(
            found,
            key=lambda d: (
                d.code == member.cells["riding_id"],
                d.start <= day < d.end and d.start > date.min,
                d.start <= day < d.end,
                d.start,
                d.code,
            ),
        )
        return best.name_fr or best.name


def _check_districts(header: list[str], path: Path) -> None:
    missing = [name for name in _DISTRICT_COLUMNS if name not in header]
    if missing:
        raise InputError(f"{path}:1: columns {missing} are missing; give the file of districts")


def _plain(text: str, keep: str = "") -> str:
    """Return a name for comparison: no accents, lower case, one space between words."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    kept = "".join(c if c.isalnum() or c in keep else " " for c in bare.lower())
    return " ".join(kept.split())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _plain(text)).strip("-") or "unnamed"
