"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from statistics import mean

from undertow.evaluate.ira import IraResult
from undertow.evaluate.metrics import wilson_interval
from undertow.evaluate.nulls import NullCopy

IRA_INTRODUCTION = """\
# Evaluation

Written by `undertow evaluate ira`; run it on the same data to get the same numbers.

The suite takes labelled accounts of the Internet Research Agency among benign traffic around the
same events. It ingests the posts, analyses them at the default settings, the same for every set,
and only then reads the labels. An account counts as named when its verdict is `coordinated` or
`coordinated_inauthentic`. The benchmark's creation dates are unknown, so no account can be called
inauthentic here.

How to read the numbers:

- **Posts per author** is no method, yet ranks well: the benign side are samples of a few hours, the
  operation's side are histories. Any result on these data has to be read beside it.
- Benign means unlabelled; some of it may be automated or coordinated for other reasons.
- Times are known to the minute; reposts carry no id of what they repost.
- `A_cem` matches accounts on activity and thins the partners of benign accounts: false positives
  are understated there. Use `A_topic` for them.
- Precision depends on the share of the operation in the data; benign accounts named per 10,000 do
  not.
- CNT is coordination-network-toolkit 1.5.2, run in the same process on the same posts; reposts are
  given to it as reposts, so it compares original texts as we do.
- Copies are counted twice, as equal and as near texts, and the two tests are combined.
- The permuted copies keep every text and its time and change only who posted it. Within a week the
  copying of that week remains, so the account test still finds accounts that copy more than the
  case's ordinary accounts do. That is why copying alone never makes a campaign.
"""
"""What a reader has to know before the tables."""


def ira_markdown(result: IraResult) -> str:
    """Return the result of one set."""
    rows = [
        f"## {result.name}",
        "",
        f"{result.n_posts:,} posts, {result.n_accounts:,} accounts, of which {result.n_true:,} "
        "belong to the operation.",
        "",
        "| detector | accounts | precision [95 %] | recall [95 %] | F1 | benign "
        "| benign per 10,000 | ROC-AUC | PR-AUC |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for line in result.lines:
        score = line.score
        hits = score.n_flagged - score.n_benign_flagged
        rows.append(
            f"| {line.detector} | {score.n_flagged:,} "
            f"| {_share(hits, score.n_flagged)} | {_share(hits, score.n_true)} "
            f"| {_number(score.f1)} | {score.n_benign_flagged:,} "
            f"| {score.benign_per_10000:.1f} | {_number(line.roc_auc)} | {_number(line.pr_auc)} |"
        )
    if not result.is_peer_compared:
        rows += ["", "CNT was not compared: coordination-network-toolkit 1.5.2 is not installed."]
    rows += [
        "",
        f"Groups: {result.n_groups} that no explanation covers, {result.n_false_groups} of them "
        f"with a benign majority; {result.n_explained_groups} explained. "
        f"Campaigns: {result.n_campaigns}, {result.n_false_campaigns} of them with a benign "
        "majority.",
        "",
    ]
    return "\n".join(rows)


def nulls_markdown(name: str, copies: Sequence[NullCopy], *, within_week: bool) -> str:
    """Return what was found in permuted copies."""
    how = "within each week" if within_week else "over everything"
    return "\n".join(
        [
            f"## Permuted copies of {name}, authors permuted {how}",
            "",
            "| copies | mean validated edges | most | mean accounts validated alone "
            "| mean groups | campaigns in all |",
            "|---|---|---|---|---|---|",
            f"| {len(copies)} | {mean(c.n_edges for c in copies):.2f} "
            f"| {max(c.n_edges for c in copies)} | {mean(c.n_accounts for c in copies):.1f} "
            f"| {mean(c.n_communities for c in copies):.1f} "
            f"| {sum(c.n_campaigns for c in copies)} |",
            "",
        ]
    )


def _share(hits: int, n: int) -> str:
    if n == 0:
        return "–"
    low, high = wilson_interval(hits, n)
    return f"{hits / n:.3f} [{low:.2f}, {high:.2f}]"


def _number(value: float | None) -> str:
    return "–" if value is None or isnan(value) else f"{value:.3f}"
