"""The seam for formats: facts about a format beside its mapper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from undertow.ingest.outcomes import Mapped
from undertow.ingest.sample import Sample

if TYPE_CHECKING:
    from undertow.ingest.record import CanonicalRecord

Medium: TypeAlias = Literal["json", "csv", "parquet", "markup"]
Markup: TypeAlias = Literal["plain", "entities", "html", "markdown"]


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a format writes CSV, where it differs from RFC 4180.

    Parameters
    ----------
    escape_char : str or None
        Character that makes the next one literal (a backslash, say); None when there is none.
    preamble : tuple of str
        Columns by which the header is known: it is the first of the first 20 lines that names
        them all, and the lines before it are ignored by the rule ``preamble``. Empty when the
        header is the first line.
    delimiter : str or None
        Mark between cells; None when it is told from the header.
    encoding : str or None
        Encoding of files without a byte order mark; None for UTF-8.
    """

    escape_char: str | None = None
    preamble: tuple[str, ...] = ()
    delimiter: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How well a sample fits a format.

    Parameters
    ----------
    value : float
        From 0 (cannot be) to 1 (every record in the sample fits).
    evidence : str
        What was seen, for a person.
    """

    value: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Example:
    """A small invented file in a format, for tests and demonstrations.

    Parameters
    ----------
    name : str
        File name.
    content : bytes
        The file.
    n_accepted : int
        Records in it that are accepted; all others are ignored or rejected by design.
    """

    name: str
    content: bytes
    n_accepted: int


@dataclass(frozen=True, slots=True)
class FormatSpec:
    """A format and its mapper.

    Parameters
    ----------
    format_id : str
        Stable name, as given to ``--format``.
    platforms : tuple of str
        Platforms its records can come from; empty means the records say so themselves.
    mapper_version : str
        Changed whenever the mapper may give other records for the same bytes.
    description : str
        One line for people.
    supplies : frozenset of str
        Canonical fields that a record of it can hold, known to be absent or with a value; every
        one is shown by an example. All others are not collected, whatever the platform has.
    never : str
        What this source never gives and an analyst would look for, in one line.
    times : str
        How times are written, and in which zone.
    ids : str
        What its ids are: numbers, opaque, scoped, handles.
    markup : str
        How texts are escaped in it: ``plain`` (not at all), ``entities`` (HTML entities, decoded
        once), ``html`` or ``markdown``.
    reference : str
        Where the format is documented.
    probe : callable
        Says how well a sample fits. Pure, never raises.
    get_examples : callable
        Gives at least one example a medium.
    map_json : callable or None
        Maps the UTF-8 bytes of one line or document; set when the medium JSON is read. Mappers
        may raise: what was not given by then is rejected with the error as its reason.
    decode_line : callable or None
        Gives the one post that a line of JSON is, where every line is one and ``map_json`` does no
        more than accept it: such lines are read many at a time. It raises what a decoder of
        msgspec raises.
    map_row : callable or None
        Maps one row of a CSV file or of a sheet of an XLSX workbook, all values text, empty cells
        absent.
    map_object : callable or None
        Maps one Parquet row.
    map_markup : callable or None
        Maps a whole HTML or XML document, given in UTF-8 whatever encoding it declares.
    csv_dialect : CsvDialect
        How the format writes CSV.
    columns : tuple of str
        Columns without which a table is not read in the format, even where it was named.
    """

    format_id: str
    platforms: tuple[str, ...]
    mapper_version: str
    description: str
    supplies: frozenset[str]
    never: str
    times: str
    ids: str
    markup: Markup
    reference: str
    probe: Callable[[Sample], Score]
    get_examples: Callable[[], tuple[Example, ...]]
    map_json: Callable[[bytes], Iterable[Mapped]] | None = None
    decode_line: Callable[[bytes], CanonicalRecord] | None = None
    map_row: Callable[[Mapping[str, str]], Iterable[Mapped]] | None = None
    map_object: Callable[[Mapping[str, Any]], Iterable[Mapped]] | None = None
    map_markup: Callable[[bytes], Iterable[Mapped]] | None = None
    csv_dialect: CsvDialect = CsvDialect()
    columns: tuple[str, ...] = ()

    @property
    def media(self) -> tuple[Medium, ...]:
        """Media that the format reads."""
        mappers: tuple[tuple[Medium, object], ...] = (
            ("json", self.map_json),
            ("csv", self.map_row),
            ("parquet", self.map_object),
            ("markup", self.map_markup),
        )
        return tuple(medium for medium, mapper in mappers if mapper is not None)

    def score(self, sample: Sample) -> Score:
        """Return how well a sample fits; a plug-in whose probe raises fits nothing."""
        try:
            return self.probe(sample)
        except Exception as error:  # hostile content must never keep others from being read
            return Score(0.0, f"its probe failed ({type(error).__name__})")
