"""The templates stage."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from undertow.engine import connect
from undertow.schema import TableSpec, Templates, TemplateSlots, TemplateUses
from undertow.settings import TextSettings
from undertow.text.templates.officials import Officials
from undertow.text.templates.pattern import MIN_FORMS, Pattern, read_pattern
from undertow.text.templates.slots import Slot, describe_slot
from undertow.text.templates.tokens import tokens_of

Part: TypeAlias = tuple[type[TableSpec], Iterable[pa.RecordBatch]]
Tokens = tuple[str, ...]
Rows = list[dict[str, Any]]

_BATCH_ROWS = 1 << 14

# Reposts repeat a text as it is; a template is filled in by those who post.
TEXTS_SQL = """
SELECT unit, text, list(post_uid ORDER BY post_uid) AS post_uids,
       list(DISTINCT account_uid ORDER BY account_uid)
           FILTER (account_uid IS NOT NULL) AS account_uids
FROM (
    SELECT coalesce(k.near_group, k.text_group) AS unit, p.text, p.post_uid, p.account_uid
    FROM posts AS p JOIN post_keys AS k USING (post_uid)
    WHERE k.text_group IS NOT NULL AND p.kind <> 'repost'
)
WHERE unit IN (SELECT unit FROM large)
GROUP BY unit, text
ORDER BY unit, text
"""

LARGE_SQL = f"""
CREATE TABLE large AS
SELECT coalesce(k.near_group, k.text_group) AS unit
FROM posts AS p JOIN post_keys AS k USING (post_uid)
WHERE k.text_group IS NOT NULL AND p.kind <> 'repost'
GROUP BY unit
HAVING count(DISTINCT p.text) >= {MIN_FORMS} AND count(DISTINCT p.account_uid) >= 2
"""  # noqa: S608 - our own constant


def build_templates(
    posts: Sequence[Path],
    post_keys: Sequence[Path],
    targets: Sequence[Path],
    settings: TextSettings,
    *,
    rng_seed: int,
    spill: Path,
) -> Iterator[Part]:
    """Find the templates in groups of the same or nearly the same text.

    Parameters
    ----------
    posts, post_keys, targets : sequence of Path
        Files of these tables.
    settings : TextSettings
        Not read: a template is told by its texts.
    rng_seed : int
        Not used.
    spill : Path
        Folder for what does not fit in memory; removed at the end.

    Yields
    ------
    (type[TableSpec], iterable of pa.RecordBatch)
        ``templates``, ``template_slots``, ``template_uses``.

    Notes
    -----
    A template with an official in a slot is the strongest sign in a text that its authors had one
    source, and it is also what a genuine petition looks like: the template says the one, and the
    innocent explanations weigh the other.
    """
    shutil.rmtree(spill, ignore_errors=True)  # what a killed run left
    engine = connect(temp_directory=str(spill))
    try:
        for name, files in (("posts", posts), ("post_keys", post_keys)):
            engine.read_parquet([str(file) for file in files]).create_view(name)
        officials = Officials(row for file in targets for row in pq.read_table(file).to_pylist())
        found = [_Found.read(rows, unit, officials) for unit, rows in _units(engine)]
    finally:
        engine.close()
        shutil.rmtree(spill, ignore_errors=True)
    yield from _parts([one for one in found if one is not None])


def _units(engine: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Rows]]:
    """Yield the distinct texts of each group that may hold a template."""
    engine.execute(LARGE_SQL)
    reader = engine.sql(TEXTS_SQL).to_arrow_reader(_BATCH_ROWS)
    rows = (row for batch in reader for row in batch.to_pylist())
    for unit, texts in groupby(rows, key=lambda row: row["unit"]):
        yield unit, list(texts)


class _Found:
    """A template with its uses."""

    def __init__(self, unit: str, pattern: Pattern, slots: list[Slot], uses: Rows) -> None:
        self.pattern = pattern.text([slot.type for slot in slots])
        self.template = "p-" + hashlib.sha256(f"{unit}|{self.pattern}".encode()).hexdigest()[:16]
        self.slots = slots
        self.uses = uses
        self.n_accounts = len({uid for use in uses for uid in use["account_uids"]})
        self.row = {
            "template": self.template,
            "near_group": unit,
            "pattern": self.pattern,
            "n_words": pattern.n_words,
            "n_texts": len(uses),
            "n_posts": sum(len(use["post_uids"]) for use in uses),
            "n_accounts": self.n_accounts,
            "has_target_slot": any(slot.type == "target" for slot in slots),
        }

    @classmethod
    def read(cls, rows: Rows, unit: str, officials: Officials) -> _Found | None:
        """Return the template of a group, if it has one that two accounts use."""
        forms = tokens_of(pa.array([row["text"] for row in rows], pa.string()))
        counts: Counter[Tokens] = Counter()
        for form, row in zip(forms, rows, strict=True):
            counts[form] += len(row["post_uids"])
        pattern = read_pattern(counts)
        if pattern is None:
            return None
        filled = [(row, pattern.fill(form)) for form, row in zip(forms, rows, strict=True)]
        uses = [row | {"values": values} for row, values in filled if values is not None]
        slots = []
        for place in range(len(pattern.gaps)):
            values: Counter[str] = Counter()
            for use in uses:
                values[use["values"][place]] += len(use["post_uids"])
            slots.append(describe_slot(values, officials))
        found = cls(unit, pattern, slots, uses)
        return found if found.n_accounts > 1 else None


def _parts(found: list[_Found]) -> Iterator[Part]:
    found = sorted(found, key=lambda one: one.template)
    slots = (
        {
            "template": one.template,
            "slot": number,
            "type": slot.type,
            "n_values": slot.n_values,
            "values": slot.values,
            "target_ids": slot.target_ids,
        }
        for one in found
        for number, slot in enumerate(one.slots, start=1)
    )
    uses = sorted(
        (
            {"post_uid": post_uid, "template": one.template, "values": use["values"]}
            for one in found
            for use in one.uses
            for post_uid in use["post_uids"]
        ),
        key=lambda row: row["post_uid"],
    )
    yield Templates, _batches(Templates, [one.row for one in found])
    yield TemplateSlots, _batches(TemplateSlots, list(slots))
    yield TemplateUses, _batches(TemplateUses, uses)


def _batches(spec: type[TableSpec], rows: Rows) -> list[pa.RecordBatch]:
    batches: list[pa.RecordBatch] = pa.Table.from_pylist(
        rows, schema=spec.arrow_schema()
    ).to_batches()
    return batches
