"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from statistics import mean

from undertow.evaluate.headlines import Headline, headline_block, headline_table
from undertow.evaluate.ira import ACTIVE_POSTS, TARGETS, IraResult, Line
from undertow.evaluate.nulls import NullCopy

IRA_INTRODUCTION = """\
# Evaluation on labelled accounts

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
- The column *posts per author* is the precision of as many accounts taken by number of posts.
- Intervals are 95 % bootstrap intervals over accounts (1,000 resamples, seed 0). A precision of
  1.000 has the interval [1.00, 1.00] whatever the number of accounts; it says little where that is
  small.
- CNT is coordination-network-toolkit 1.5.2, run in the same process on the same posts; reposts are
  given to it as reposts, so it compares original texts as we do. Its `co_similar_tweet` compares
  all pairs of posts in a window and is run on sets of at most 5,000 posts.
- CooRTweet itself (R) could not be installed where this was measured. Its rows are **our
  implementation of CooRTweet's definition** (version 2.1, singletons dropped), in
  `undertow/evaluate/coortweet.py`; edges from a percentile of the weights on name accounts.
- Copies are counted as equal texts, as near texts and as texts of accounts found, and the tests
  are combined. The reference rates are those of each set itself, what is suspected held out.
- The permuted copies keep every text and its time and change only who posted it. Within a week the
  copying of that week remains: where only the operation posted in a week, its accounts still copy
  one another, and the account test finds them. The column *of these benign* says how many of the
  accounts named in the copies are labelled benign. Permuted over everything, copying is equal for
  all, and nobody must be found. Copying alone never makes a campaign.
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
        "| detector | accounts | precision [95 %] | recall [95 %] | F1 [95 %] | benign "
        "| benign per 10,000 | posts per author | ROC-AUC | PR-AUC [95 %] |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(_row(line) for line in result.lines),
    ]
    if not result.is_peer_compared:
        rows += ["", "CNT was not compared: coordination-network-toolkit 1.5.2 is not installed."]
    rows += [
        "",
        *_targets(result),
        f"Groups: {result.n_groups} that no explanation covers, {result.n_false_groups} of them "
        f"with a benign majority ({result.n_false_groups_before} before the explanations); "
        f"{result.n_explained_groups} explained or commercial spam. "
        f"Campaigns: {result.n_campaigns}, {result.n_false_campaigns} of them with a benign "
        "majority.",
        "",
    ]
    return "\n".join(rows)


def nulls_markdown(
    name: str, copies: Sequence[NullCopy], labels: Mapping[str, int], *, within_week: bool
) -> str:
    """Return what was found in permuted copies, and how much of it is labelled benign."""
    how = "within each week" if within_week else "over everything"
    benign = [sum(labels[account] == 0 for account in copy.named) for copy in copies]
    return "\n".join(
        [
            f"## Permuted copies of {name}, authors permuted {how}",
            "",
            "| copies | mean validated edges | most | mean accounts validated | of these benign "
            "| mean groups | campaigns in all |",
            "|---|---|---|---|---|---|---|",
            f"| {len(copies)} | {mean(c.n_edges for c in copies):.2f} "
            f"| {max(c.n_edges for c in copies)} | {mean(len(c.named) for c in copies):.1f} "
            f"| {mean(benign):.2f} | {mean(c.n_communities for c in copies):.1f} "
            f"| {sum(c.n_campaigns for c in copies)} |",
            "",
        ]
    )


def _row(line: Line) -> str:
    """Return one detector as a row."""
    score, spread = line.score, line.intervals
    return (
        f"| {line.detector} | {score.n_flagged:,} "
        f"| {_measure(score.precision, spread.precision)} "
        f"| {_measure(score.recall, spread.recall)} | {_measure(score.f1, spread.f1)} "
        f"| {score.n_benign_flagged:,} | {score.benign_per_10000:.1f} | {_number(line.baseline)} "
        f"| {_number(line.roc_auc)} | {_measure(line.pr_auc, spread.pr_auc)} |"
    )


def _targets(result: IraResult) -> list[str]:
    """Return what all tests together were to reach on a set, and whether they did."""
    target = TARGETS.get(result.name)
    if target is None:
        return []
    score = result.lines[0].score
    asked = [
        ("precision", score.precision, target.precision, True),
        ("recall", score.recall, target.recall, True),
    ]
    if target.benign_per_10000 is not None:
        asked.append(("benign per 10,000", score.benign_per_10000, target.benign_per_10000, False))
    if target.recall_of_active is not None:
        name = f"recall of accounts with at least {ACTIVE_POSTS} posts"
        asked.append((name, result.recall_of_active, target.recall_of_active, True))
    promises = [
        Headline(
            f"{result.name}: {name}",
            f"{'≥' if is_least else '≤'} {bound:g}",
            _number(value),
            value >= bound if is_least else value <= bound,
        )
        for name, value, bound, is_least in asked
    ]
    return [headline_block(headline_table(promises))]


def _measure(value: float | None, interval: tuple[float, float]) -> str:
    if value is None or isnan(value):
        return "–"
    return f"{value:.3f} [{interval[0]:.2f}, {interval[1]:.2f}]"


def _number(value: float | None) -> str:
    return "–" if value is None or isnan(value) else f"{value:.3f}"
