"""Suite ``shuffled``: corpora with a campaign whose posts change their authors at random."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from undertow.captures import ingest
from undertow.case import Case
from undertow.evaluate.headlines import Headline
from undertow.evaluate.nulls import permuted_copies
from undertow.evaluate.synthetic.corpora import scenario
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, share, table
from undertow.synth import write_scenario
from undertow.targets import read_register

_CORPORA: Final = (("mini", 1.0), ("demo-2023", 0.3))
_KINDS: Final = ("within weeks", "over everything")

INTRODUCTION: Final = """\
The authors of all posts of a corpus with a campaign are exchanged at random, within weeks or over
everything: then nobody coordinates. A group is a community of accounts that the analysis
validated.
"""


def measure_copy(folder: Path, name: str, scale: float, seed: int, kind: str) -> Outcome:
    """Analyse one copy of a scenario in which authors were exchanged."""
    truth = write_scenario(scenario(name), folder / "scenario", seed=seed, scale=scale)
    case = Case.create(folder / "case", purpose=f"evaluation on {name}, seed {seed}")
    ingest(case, list(truth.captures), who="evaluate", command="undertow evaluate")
    case.write(read_register(truth.register))
    copies = folder / "copies"
    copies.mkdir()
    (copy,) = permuted_copies(
        case, copies, 1, within_week=kind == _KINDS[0], first_seed=1000 + seed
    )
    return {
        "corpus": name,
        "kind": kind,
        "n_pairs": copy.n_edges,
        "n_named": len(copy.named),
        "n_sets": copy.n_sets,
        "n_groups": copy.n_communities,
        "n_campaigns": copy.n_campaigns,
    }


def _runs(n_seeds: int) -> list[Run]:
    return [
        Run(
            f"shuffled {name} {scale:g} seed {seed} {kind}", measure_copy, (name, scale, seed, kind)
        )
        for name, scale in _CORPORA
        for kind in _KINDS
        for seed in range(1, n_seeds + 1)
    ]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the copies."""
    n = len(outcomes)
    n_groups = sum(outcome["n_groups"] + outcome["n_sets"] > 0 for outcome in outcomes)
    n_campaigns = sum(outcome["n_campaigns"] > 0 for outcome in outcomes)
    rows = [
        (f"{name}, {kind}", str(len(own)), *(_total(own, key) for key in _COUNTED))
        for name, _ in _CORPORA
        for kind in _KINDS
        if (own := [o for o in outcomes if (o["corpus"], o["kind"]) == (name, kind)])
    ]
    header = ("copies of", "copies", "pairs", "accounts named", "sets", "groups", "campaigns")
    return Report(
        [
            Headline("shuffled copies with a group", "0", share(n_groups, n), n_groups == 0),
            Headline(
                "shuffled copies with a campaign", "0", share(n_campaigns, n), not n_campaigns
            ),
        ],
        table(header, rows),
    )


_COUNTED: Final = ("n_pairs", "n_named", "n_sets", "n_groups", "n_campaigns")


def _total(outcomes: Sequence[Outcome], key: str) -> str:
    return f"{sum(outcome[key] for outcome in outcomes):,}"


SHUFFLED: Final = SyntheticSuite(
    "shuffled", "Evaluation: shuffled copies", INTRODUCTION, 10, _runs, report
)
