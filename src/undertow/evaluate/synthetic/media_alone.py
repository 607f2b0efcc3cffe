"""Suite ``media-alone``: the campaign of 2023 by its videos, without its words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.corpora import Corpus, analysed, scenario
from undertow.evaluate.synthetic.golden import n_false
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.outcome import ACCUSED, outcome_of
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, number, share, table
from undertow.schema import AccountFindings
from undertow.synth import ScenarioTruth

_PRECISION: Final = 0.95
_RECALL: Final = 0.85
_SCALE: Final = 0.1  # whole ones would take hours

_LISTS: Final = ("hashtags", "urls", "mentions")
_THREADS: Final = ("in_reply_to_id", "in_reply_to_author_id", "root_id", "quoted_id")
_ALONE: Final = "words and threads"
LEFT_OUT: Final = ("nothing", "media", "words", _ALONE)
"""What is taken away: nothing, all media, all words, or all words and who answers whom."""

INTRODUCTION: Final = """\
The scenario `golden-2023` at a tenth of its size, in which the network posts its videos in the
threads of officials on six platforms, encoded anew, captioned, made tall, cropped or mirrored by
platform, while ordinary people pass on memes and clips from the news and crowds post clips of their
own. It is analysed as it is; without any media; without words (texts, hashtags, links and
mentions); and without words and without saying who answers whom, so that nothing is left that
accounts could share but reposts and media. The settings are the same for all. *Carriers* are the
accounts of which an original post carries a file: of the network, those that can be found through
media at all. An account counts as found when its verdict is `coordinated_inauthentic`. Without
words and threads most carriers share one to three videos with hundreds of others, too few for a
pair to stand out: found are those who were made in a batch or came back from a silence, and no
recall is promised. Targets are told by whom posts answer, or by name: without words and threads
there are none.
"""


def measure_media(folder: Path, left_out: str, seed: int, scale: float) -> Outcome:
    """Analyse the campaign of 2023 of which something is left out."""
    carriers: set[str] = set()

    def alter(captures: Path, truth: ScenarioTruth) -> None:
        carriers.update(leave_out(captures, left_out))

    corpus = analysed(folder, scenario("golden-2023").scaled(scale), seed, alter=alter)
    return outcome_of(corpus) | {"carriers": carriers_found(corpus, carriers)}


def leave_out(captures: Path, left_out: str) -> set[str]:
    """Change the captures in a folder; return the accounts that carry media in them.

    Parameters
    ----------
    captures : Path
        NDJSON files, one a platform, and their media.
    left_out : str
        One of :data:`LEFT_OUT`.
    """
    carriers = set()
    for file in sorted(captures.glob("*.ndjson")):
        lines = []
        for line in file.read_bytes().splitlines():
            record = json.loads(line)
            if record.get("media") and record["kind"] != "repost":
                carriers.add(f"{record['platform']}:{record['author_id']}")
            lines.append(json.dumps(_without(record, left_out), ensure_ascii=False) + "\n")
        file.write_text("".join(lines), "utf-8")
    if left_out == "media":
        shutil.rmtree(captures / "media", ignore_errors=True)
    return carriers


def _without(record: dict[str, Any], left_out: str) -> dict[str, Any]:
    if left_out == "nothing":
        return record
    if left_out == "media":
        return {key: value for key, value in record.items() if key != "media"}
    # Lists are emptied: that there are no links is known, and not that they were not collected.
    kept = record | {name: [] for name in _LISTS if name in record}
    gone = ("text", *_THREADS) if left_out == _ALONE else ("text",)
    kept = {key: value for key, value in kept.items() if key not in gone}
    return kept if left_out != _ALONE or kept["kind"] == "repost" else kept | {"kind": "post"}


def carriers_found(corpus: Corpus, carriers: set[str]) -> dict[str, int]:
    """Count the accounts that carry media: of the network, named, and both."""
    findings = corpus.case.read(AccountFindings).arrow.to_pylist()
    named = {row["account_uid"] for row in findings if row["verdict"] == ACCUSED} & carriers
    planted = corpus.truth.network & carriers
    return {
        "n_carriers": len(carriers),
        "n_planted": len(planted),
        "n_named": len(named),
        "n_right": len(named & planted),
    }


def _runs(n_seeds: int) -> list[Run]:
    return [
        Run(f"media without {left_out} seed {seed}", measure_media, (left_out, seed, _SCALE))
        for left_out in LEFT_OUT
        for seed in range(1, n_seeds + 1)
    ]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs."""
    n_seeds = len(outcomes) // len(LEFT_OUT)
    found = {name: outcomes[i * n_seeds : (i + 1) * n_seeds] for i, name in enumerate(LEFT_OUT)}
    headlines = [line for name in ("words", _ALONE) for line in _headlines(name, found[name])]
    header = (
        "left out", "seed", "posts", "carriers of the network", "named carriers", "precision",
        "recall", "precision, all accounts", "recall, all accounts", "targets", "spurious targets",
        "campaigns of the network", "false campaigns",
    )  # fmt: skip
    rows = [
        _row(name, seed, outcome)
        for name, own in found.items()
        for seed, outcome in enumerate(own, 1)
    ]
    return Report(headlines, table(header, rows))


def _headlines(name: str, own: Sequence[Outcome]) -> list[Headline]:
    carriers = [outcome["carriers"] for outcome in own]
    n_right, n_named, n_planted = (
        sum(one[key] for one in carriers) for key in ("n_right", "n_named", "n_planted")
    )
    n_one = sum(outcome["network"]["n_campaigns"] == 1 for outcome in own)
    n_wrong = sum(map(n_false, own))
    lines = [
        Headline(
            f"without {name}: precision among carriers",
            f"≥ {_PRECISION:.2f}",
            share(n_right, n_named),
            n_named > 0 and n_right >= _PRECISION * n_named,
        ),
        Headline(
            f"without {name}: recall among carriers",
            "–" if name == _ALONE else f"≥ {_RECALL:.2f}",
            share(n_right, n_planted),
            None if name == _ALONE else n_planted > 0 and n_right >= _RECALL * n_planted,
        ),
        Headline(
            f"without {name}: the campaign is one",
            "every seed",
            f"{n_one} of {len(own)} seeds",
            bool(own) and n_one == len(own),
        ),
        Headline(f"without {name}: false campaigns", "0", str(n_wrong), n_wrong == 0),
    ]
    if name == "words":
        n_all = sum(
            one["n_targets_found"] == one["n_targets"] and not one["n_targets_spurious"]
            for one in (outcome["network"] for outcome in own)
        )
        lines.append(
            Headline(
                f"without {name}: targets found, none spurious",
                "all",
                f"{n_all} of {len(own)} seeds",
                bool(own) and n_all == len(own),
            )
        )
    return lines


def _row(name: str, seed: int, outcome: Outcome) -> tuple[str, ...]:
    carriers, network = outcome["carriers"], outcome["network"]
    return (
        name,
        str(seed),
        f"{outcome['n_posts']:,}",
        f"{carriers['n_planted']:,}",
        f"{carriers['n_named']:,}",
        _ratio(carriers["n_right"], carriers["n_named"]),
        _ratio(carriers["n_right"], carriers["n_planted"]),
        _ratio(network["n_right"], network["n_named"]),
        _ratio(network["n_right"], network["n_planted"]),
        f"{network['n_targets_found']} / {network['n_targets']}",
        str(network["n_targets_spurious"]),
        str(network["n_campaigns"]),
        str(n_false(outcome)),
    )


def _ratio(part: int, whole: int) -> str:
    return number(part / whole if whole else None)


MEDIA_ALONE: Final = SyntheticSuite(
    "media-alone", "Evaluation: the campaign by its videos", INTRODUCTION, 3, _runs, report
)
