"""Suite ``missing-data``: the same campaign with engagement or records taken away."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.corpora import analysed, scenario
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.outcome import outcome_of
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, number, share, table
from undertow.synth import ScenarioTruth

_WITHIN: Final = 0.02
_COVERED: Final = 0.9
_WHOLE: Final = "nothing"
_ENGAGEMENT: Final = ("engagement zero", "engagement removed")
_DROPPED: Final = tuple(
    f"{percent} % of records {how}"
    for how in ("at random", "by platform")
    for percent in (20, 50, 80)
)
_COUNTS: Final = ("like_count", "reply_count", "repost_count", "view_count")
_Record = dict[str, Any]

INTRODUCTION: Final = """\
The scenario `mini`, whole and with every count of likes, answers, reposts and views set to zero or
removed; and `demo-2023` with a share of the records removed at random, or platform by platform in
random order until so many are gone (its network is large enough for something to be found in what
is left). A count range covers the truth when the posts of the network in the *whole* corpus lie
between the fewest and the most (`n_highest`) that `campaign_ranges` gives for its campaigns; where
no campaign is found there is no range, and none covers. The last column tells how wide they are.
"""


def measure_without(folder: Path, missing: str, seed: int) -> Outcome:
    """Analyse a scenario of which something is missing."""

    def alter(captures: Path, truth: ScenarioTruth) -> None:
        take_away(captures, missing, seed)

    knobs = scenario("demo-2023" if missing in _DROPPED else "mini")
    return outcome_of(analysed(folder, knobs, seed, alter=alter))


def take_away(captures: Path, missing: str, seed: int) -> None:
    """Change the captures in a folder; one that keeps no record is removed.

    Parameters
    ----------
    captures : Path
        NDJSON files, one a platform.
    missing : str
        ``nothing``, ``engagement zero``, ``engagement removed``, or ``N % of records at random`` or
        ``by platform``.
    seed : int
        Of what is removed.
    """
    files = sorted(captures.glob("*.ndjson"))
    records = {file: list(map(json.loads, file.read_bytes().splitlines())) for file in files}
    words = Random(f"{missing} {seed}")
    if missing in _ENGAGEMENT:
        change = _zeroed if missing == _ENGAGEMENT[0] else _stripped
        records = {file: [change(record) for record in own] for file, own in records.items()}
    elif missing != _WHOLE:
        percent, _, how = missing.partition(" % of records ")
        drop = _at_random if how == "at random" else _by_platform
        records = drop(records, int(percent) / 100, words)
    for file, kept in records.items():
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in kept]
        if lines:
            file.write_text("".join(lines), "utf-8")
        else:
            file.unlink()


def _zeroed(record: _Record) -> _Record:
    return {key: 0 if key in _COUNTS else value for key, value in record.items()}


def _stripped(record: _Record) -> _Record:
    return {key: value for key, value in record.items() if key not in _COUNTS}


def _at_random(
    records: dict[Path, list[_Record]], portion: float, words: Random
) -> dict[Path, list[_Record]]:
    return {
        file: [record for record in own if words.random() >= portion]
        for file, own in records.items()
    }


def _by_platform(
    records: dict[Path, list[_Record]], portion: float, words: Random
) -> dict[Path, list[_Record]]:
    left = round(portion * sum(map(len, records.values())))
    kept = dict(records)
    for file in words.sample(sorted(records), len(records)):
        n_gone = min(left, len(records[file]))
        gone = set(words.sample(range(len(records[file])), n_gone))
        kept[file] = [record for i, record in enumerate(records[file]) if i not in gone]
        left -= n_gone
    return kept


def _runs(n_seeds: int) -> list[Run]:
    return [
        Run(f"without {missing} seed {seed}", measure_without, (missing, seed))
        for missing in (_WHOLE, *_ENGAGEMENT, *_DROPPED)
        for seed in range(1, n_seeds + 1)
    ]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs."""
    names = (_WHOLE, *_ENGAGEMENT, *_DROPPED)
    n_seeds = len(outcomes) // len(names)
    found = {
        name: [o["network"] for o in outcomes[i * n_seeds : (i + 1) * n_seeds]]
        for i, name in enumerate(names)
    }
    whole = _recall(found[_WHOLE])
    headlines = [
        Headline(
            f"recall with {name}",
            f"within {_WITHIN:.0%} of {number(whole)}",
            number(_recall(found[name])),
            abs(_recall(found[name]) - whole) <= _WITHIN if n_seeds else None,
        )
        for name in _ENGAGEMENT
    ]
    headlines += [_coverage(name, found[name]) for name in _DROPPED]
    rows = [
        (
            name,
            str(len(own)),
            number(_recall(own)),
            number(_precision(own)),
            _covered(own) if name in _DROPPED else "",
            _extent(own),
        )
        for name, own in found.items()
    ]
    header = (
        "taken away",
        "corpora",
        "recall",
        "precision",
        "ranges that cover the truth",
        "median of fewest / truth and most / truth",
    )
    return Report(headlines, table(header, rows))


def _recall(found: Sequence[Outcome]) -> float:
    return _ratio(found, lambda f: f["n_right"], lambda f: f["n_planted"])


def _precision(found: Sequence[Outcome]) -> float:
    return _ratio(found, lambda f: f["n_right"], lambda f: f["n_named"])


def _ratio(
    found: Sequence[Outcome], part: Callable[[Outcome], int], whole: Callable[[Outcome], int]
) -> float:
    n = sum(map(whole, found))
    return sum(map(part, found)) / n if n else float("nan")


def covers(low: int, high: int | None, truth: int) -> bool:
    """Tell whether a count range holds the truth; one without an upper end holds nothing."""
    return high is not None and low <= truth <= high


def _covered(found: Sequence[Outcome]) -> str:
    return share(sum(covers(*own["range"]) for own in found), len(found))


def _extent(found: Sequence[Outcome]) -> str:
    """Return how far the ends of the ranges lie from the truth, where there is a range."""
    closed = [own["range"] for own in found if own["range"][1] is not None]
    if not closed:
        return "–"
    return " to ".join(number(median(row[end] / row[2] for row in closed)) for end in (0, 1))


def _coverage(name: str, found: Sequence[Outcome]) -> Headline:
    n = sum(covers(*own["range"]) for own in found)
    is_met = n >= _COVERED * len(found) if found else None
    return Headline(
        f"{name} removed: range covers the truth", f"≥ {_COVERED:.0%}", _covered(found), is_met
    )


MISSING_DATA: Final = SyntheticSuite(
    "missing-data", "Evaluation: missing data", INTRODUCTION, 10, _runs, report
)
