"""Labelled items to calibrate a detector with: a folder of files, or a CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from undertow.errors import InputError

TRAITS = ("short_side_px", "face_px", "detail", "bytes_per_px", "duration_s", "bytes_per_s")
"""Traits that can stand in a CSV beside a score that was computed before."""

_LABELS = {"real": False, "manipulated": True}
_MAX_ITEMS = 200_000
_MAX_CSV_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Labelled:
    """One item whose truth is known.

    Attributes
    ----------
    is_manipulated : bool
        Its label.
    source : str
        Where its real material comes from: a platform, a camera, a collection. Of a manipulated
        item, where the original comes from.
    generator : str
        What manipulated it; empty for real items.
    path : Path or None
        The file.
    raw : float or None
        The score, where it was computed before.
    traits : dict
        Traits, where they were measured before.
    """

    is_manipulated: bool
    source: str
    generator: str
    path: Path | None = None
    raw: float | None = None
    traits: dict[str, float] = field(default_factory=dict)


def read_labelled(place: Path) -> list[Labelled]:
    """Read labelled items.

    Parameters
    ----------
    place : Path
        A folder with ``real/SOURCE/FILE`` and ``manipulated/SOURCE/GENERATOR/FILE``; or a CSV with
        columns ``label`` (real or manipulated), ``source``, ``generator`` and ``path`` (beside the
        CSV) or ``score``, and with ``score`` any of the traits.

    Raises
    ------
    InputError
        It is neither, or an item lacks what it needs; names the line or the file.
    """
    if place.is_dir():
        items = list(_in_folder(place))
    else:
        items = list(_in_csv(place))
    if not items:
        raise InputError(
            f"{place}: holds no labelled item; see `undertow media calibrate --help` for the layout"
        )
    return items


def items_sha256(items: list[Labelled]) -> str:
    """Return a hash of what a calibration rests on: labels, origins, scores or file contents."""
    total = hashlib.sha256()
    for item in items:
        held = repr(item.raw)
        if item.path is not None:
            with item.path.open("rb") as opened:
                held = hashlib.file_digest(opened, "sha256").hexdigest()
        parts = (str(item.is_manipulated), item.source, item.generator, held)
        total.update("\x1f".join(parts).encode() + b"\x1e")
    return total.hexdigest()


def _in_folder(place: Path) -> Iterator[Labelled]:
    for label, is_manipulated in _LABELS.items():
        depth = 3 if is_manipulated else 2
        for file in sorted((place / label).rglob("*")):
            parts = file.relative_to(place / label).parts
            if file.is_symlink() or not file.is_file() or file.name.startswith("."):
                continue
            if len(parts) != depth:
                layout = "/".join((label, "SOURCE", *(["GENERATOR"] if is_manipulated else [])))
                raise InputError(f"{file}: not at its place; put it into {layout}/")
            yield Labelled(is_manipulated, parts[0], parts[1] if is_manipulated else "", file)


def _in_csv(place: Path) -> Iterator[Labelled]:
    try:
        with place.open("rb") as opened:
            content = opened.read(_MAX_CSV_BYTES + 1)
        if len(content) > _MAX_CSV_BYTES:
            raise InputError(f"{place}: longer than {_MAX_CSV_BYTES:,} bytes; split it")
        rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        columns = rows.fieldnames or []
        if lacking := {"label", "source", "generator"} - {*columns}:
            raise InputError(f"{place}: lacks the columns {', '.join(sorted(lacking))}")
        for n, row in enumerate(rows):
            if n >= _MAX_ITEMS:
                raise InputError(f"{place}: more than {_MAX_ITEMS:,} items; draw a sample of them")
            yield _item(place, rows.line_num, {k: v or "" for k, v in row.items() if k})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{place}: cannot be read as CSV in UTF-8: {error}") from error


def _item(place: Path, line: int, row: dict[str, str]) -> Labelled:
    where = f"{place}:{line}"
    label = row["label"].strip()
    if label not in _LABELS:
        raise InputError(f"{where}: label {label[:40]!r}: it is real or manipulated")
    is_manipulated = _LABELS[label]
    source, generator = row["source"].strip(), row["generator"].strip()
    if not source or is_manipulated != bool(generator):
        raise InputError(
            f"{where}: needs a source, and a generator where it is manipulated and only there"
        )
    score, path = row.get("score", "").strip(), row.get("path", "").strip()
    if bool(score) == bool(path):
        raise InputError(f"{where}: needs a path or a score, and not both")
    if path:
        file = place.parent / path
        if not file.is_file():
            raise InputError(f"{where}: {path}: no such file beside the CSV")
        return Labelled(is_manipulated, source, generator, file)
    traits = {name: _number(where, name, row[name]) for name in TRAITS if row.get(name)}
    if any(value <= 0 for value in traits.values()):
        raise InputError(f"{where}: traits are more than 0")
    return Labelled(is_manipulated, source, generator, None, _number(where, "score", score), traits)


def _number(where: str, name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{where}: {name} {text[:40]!r} is no number")
    return value
