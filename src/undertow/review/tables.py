"""Tables against provenance: the chain from records to claims, and the settings behind it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from undertow.case import Case, write_parquet
from undertow.ingest.runs import unfinished
from undertow.ingest.vouched import SOURCES, VOUCHED_BY_ANALYSIS, VOUCHED_BY_INGEST
from undertow.review.outcomes import Outcome, Problem
from undertow.review.runs import AGAIN
from undertow.schema import TABLES, Claims, Evidence, Observations, Provenance
from undertow.settings import NoSettings, Section
from undertow.targets import read_register

ANALYZE = "run `undertow analyze` to make it again from the evidence"
_OF_CAPTURES = frozenset({SOURCES[0], "media"})


@dataclass(slots=True)
class Chain:
    """What the provenance rows say, and which tables are not what they say.

    Parameters
    ----------
    rows : dict
        Stage -> provenance row.
    unreadable : list of str
        Provenance files that cannot be trusted, by stage.
    damaged : set of str
        Tables that are not what the stage that wrote them recorded.
    """

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)

    def outputs(self, stage: str) -> dict[str, str]:
        """Return table -> SHA-256 of what a stage wrote."""
        return _hashes(self.rows[stage]["outputs"])

    def inputs(self, stage: str) -> dict[str, str]:
        """Return table -> SHA-256 of what a stage read."""
        return _hashes(self.rows[stage]["inputs"])

    def behind_claims(self) -> set[str]:
        """Return every table that the claims come from or are resolved through."""
        reached = {Claims.name, Evidence.name, Observations.name}
        frontier = set(reached)
        while frontier:
            makers = [s for s in self.rows if frontier & set(self.outputs(s))]
            frontier = {table for stage in makers for table in self.inputs(stage)} - reached
            reached |= frontier
        return reached


def read_chain(case: Case) -> Chain:
    """Read every provenance row; a file that is not exactly its row is not trusted."""
    chain = Chain()
    for name in case.store.names(Provenance.name):
        stage = name.removesuffix(".parquet")
        row = case.provenance(stage)
        if row is None or row["stage"] != stage or not _is_well_formed(row):
            chain.unreadable.append(stage)
        else:
            chain.rows[stage] = row
    for stage in list(chain.rows):
        if not _is_exact(case, stage, chain):
            del chain.rows[stage]
            chain.unreadable.append(stage)
    return chain


def unvouched_rows(case: Case) -> Iterator[Problem]:
    """Find out whether the custody log vouches for the provenance rows as they are."""
    if VOUCHED_BY_INGEST.is_altered(case) and not unfinished(case):
        what = "what ingest recorded of its tables is not what it logged"
        effect = "every claim falls; run `undertow analyze`, which merges what was read again"
        yield Problem(what, "tables/provenance", effect)
    if VOUCHED_BY_ANALYSIS.is_altered(case):
        what = "an analysis was interrupted, or what it recorded of its tables was changed"
        effect = "every claim falls; run `undertow analyze`, which makes all of them again"
        yield Problem(what, "tables/provenance", effect)


def check_tables(case: Case, chain: Chain) -> Outcome:
    """Compare every table with what its stage wrote and what the next ones read.

    Fills ``chain.damaged``.
    """
    is_cut_short = bool(unfinished(case))
    present = {name: case.table_sha256(spec) for name, spec in _written(case)}
    behind = chain.behind_claims()
    problems = list(_unreadable_provenance(chain))
    all_fall = bool(chain.unreadable)
    for stage in chain.rows:
        for table, sha256 in chain.outputs(stage).items():
            if case.table_sha256(TABLES[table]) != sha256:
                chain.damaged.add(table)
                all_fall |= table in behind
                effect = "every claim falls" if table in behind else "no claim rests on it"
                problems.append(
                    Problem(
                        f"is not what stage {stage} wrote",
                        f"tables/{table}",
                        f"{effect}; {_remedy(stage, table, is_cut_short)}",
                    )
                )
    for stage in chain.rows:
        for table, sha256 in chain.inputs(stage).items():
            if table not in chain.damaged and case.table_sha256(TABLES[table]) != sha256:
                all_fall |= bool(behind & set(chain.outputs(stage)))
                problems.append(
                    Problem(
                        f"was made from another version of table {table}",
                        f"stage {stage}",
                        "what it wrote does not follow from the tables; "
                        f"{_remedy(stage, table, is_cut_short)}",
                    )
                )
    vouched = {
        table for s in chain.rows for table in (*chain.outputs(s), *chain.inputs(s))
    } | chain.damaged
    for table in sorted(set(present) - vouched):
        all_fall |= table in (Claims.name, Evidence.name)
        problems.append(
            Problem(
                "has no provenance row that vouches for it",
                f"tables/{table}",
                "a change to it would not be noticed; run the command that writes it again",
            )
        )
    return Outcome("tables", len(present), tuple(problems), all_fall=all_fall)


def check_settings(case: Case, chain: Chain) -> Outcome:
    """Compare the settings of the case with those the stages ran under."""
    sections = [getattr(case.settings, name) for name in type(case.settings).model_fields]
    current = {section.digest() for section in sections if isinstance(section, Section)}
    current |= {case.settings.digest(), NoSettings().digest()}
    problems = tuple(
        Problem(
            "the settings or the seed are not those this stage ran under",
            f"stage {stage}",
            "the results are not those of the present settings; restore case.toml or run "
            "`undertow analyze`",
        )
        for stage, row in chain.rows.items()
        if row["settings_sha256"] not in current or row["seed"] != case.settings.seed
    )
    return Outcome("settings", len(chain.rows), problems)


def check_register(case: Case) -> Outcome:
    """Compare the register file with the officials that were looked for."""
    targets = TABLES["targets"]
    n_officials = case.n_rows(targets)
    if case.register is None and n_officials:
        gone = Problem(
            "is gone",
            "register.csv",
            f"{n_officials} officials were looked for; restore it, or they are lost at the next "
            "`undertow analyze`",
        )
        return Outcome("register", 1, (gone,))
    if case.register is None or not case.has_table(targets):
        return Outcome("register", 0)
    problem = Problem(
        "is not the register that was analysed",
        case.register.name,
        "officials may be missing or wrongly named; restore it or run `undertow analyze`",
    )
    is_same = read_register(case.register).arrow.equals(case.read(targets).arrow)
    return Outcome("register", 1, () if is_same else (problem,))


def _written(case: Case) -> Iterator[tuple[str, Any]]:
    for name, spec in TABLES.items():
        if spec is not Provenance and case.has_table(spec):
            yield name, spec


def _remedy(stage: str, table: str, is_cut_short: bool) -> str:
    """Say how a table is made again: what ingest wrote, no analysis can make."""
    if is_cut_short and stage in SOURCES:
        return AGAIN
    return f"remove tables/{table} and {AGAIN}" if stage in _OF_CAPTURES else ANALYZE


def _unreadable_provenance(chain: Chain) -> Iterator[Problem]:
    for stage in sorted(chain.unreadable):
        yield Problem(
            "the provenance row is damaged",
            f"tables/{Provenance.name}/{stage}.parquet",
            f"nothing shows what stage {stage} read and wrote: every claim falls; "
            f"{AGAIN if stage in _OF_CAPTURES else ANALYZE}",
        )


def _hashes(entries: list[str]) -> dict[str, str]:
    return dict(entry.split("=", 1) for entry in entries)


def _is_well_formed(row: dict[str, Any]) -> bool:
    entries = [*row["inputs"], *row["outputs"]]
    return all(entry.partition("=")[0] in TABLES and "=" in entry for entry in entries)


def _is_exact(case: Case, stage: str, chain: Chain) -> bool:
    """Whether a provenance file has the very bytes that writing its row gives.

    Nothing else hashes these files, and a changed byte need not change the row that is read. The
    writer puts its version into every file; where the file comes from another version its bytes
    cannot be compared, but the version must be that of the tables the stage wrote.
    """
    file = case.provenance_file(stage)
    with tempfile.TemporaryDirectory() as folder:
        again = Path(folder) / "again.parquet"
        write_parquet(pq.read_table(file, schema=Provenance.arrow_schema()), again)
        if again.read_bytes() == file.read_bytes():
            return True
        writer = pq.read_metadata(file).created_by
        if writer == pq.read_metadata(again).created_by:
            return False
    return any(
        pq.read_metadata(part).created_by == writer
        for table in chain.outputs(stage)
        for part in case.table_files(TABLES[table])
    )
