"""Co-actions without any test of significance, against CooRTweet's definition of an edge.

The data are the examples that CooRTweet is published with (Righetti and Balluff, MIT licence):
retweets of a Russian campaign, and links and hashtags of the German elections of 2021. The oracle
follows the source of ``detect_groups(time_window, min_participation = 2)`` and of
``generate_coordinated_network``, version 2.1:

1. Shares of accounts with fewer than ``min_participation`` shares are dropped.
2. All pairs of shares of the same object whose times are at most ``time_window`` apart are formed,
   and those dropped that are by one account, of one content, or of which a content is the object.
3. A pair is kept when one of its accounts has ``min_participation`` shares whose content is in such
   a pair. (The documentation asks this of both; the source, of either.)
4. The weight of an edge is the number of its pairs: co-actions, not distinct objects.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
import pytest
from worlds import Act, actions_table

from undertow.coordination.bucket_join import co_actions
from undertow.engine import DuckDBEngine

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("UNDERTOW_EVALUATION_DATA", ROOT.parent / "shared" / "data" / "evalA"))
DATA = SHARED.parent / "reference_coord"
needs_data = pytest.mark.skipif(
    not (DATA / "german_elections.parquet").is_file(), reason=f"no data in {DATA.name}"
)
MIN_PARTICIPATION = 2
Edge = tuple[str, str]


class Share(NamedTuple):
    """A row of CooRTweet's input."""

    obj: str
    account: str
    content: str
    at_s: int


def read_shares(file: str, obj: str, content: str, at: str) -> list[Share]:
    """Read shares, each once; a content that two accounts are given for is one of each."""
    table = pq.read_table(DATA / f"{file}.parquet", columns=[obj, "account_id", content, at])
    rows = {tuple(row.values()) for row in table.drop_null().to_pylist()}
    return sorted(Share(o, account, f"{account} {c}", int(s)) for o, account, c, s in rows)


def participants(shares: list[Share]) -> list[Share]:
    """Step 1: the shares of accounts that share often enough."""
    n_shares = Counter(share.account for share in shares)
    return [share for share in shares if n_shares[share.account] >= MIN_PARTICIPATION]


def close_pairs(shares: list[Share], window_s: int) -> list[tuple[Share, Share]]:
    """Step 2: pairs of shares of an object within the window."""
    pairs = []
    ordered = sorted(shares, key=lambda share: (share.obj, share.at_s))
    for obj, group in groupby(ordered, key=lambda share: share.obj):
        same = list(group)
        for i, one in enumerate(same):
            for two in same[i + 1 :]:
                if two.at_s - one.at_s > window_s:
                    break
                if one.account != two.account and obj not in (one.content, two.content):
                    pairs.append((one, two))
    return pairs


def edge(one: Share, two: Share) -> Edge:
    return min(one.account, two.account), max(one.account, two.account)


def coortweet_weights(shares: list[Share], window_s: int) -> Counter[Edge]:
    """Steps 1 to 4: the weight of each edge."""
    kept = participants(shares)
    pairs = close_pairs(kept, window_s)
    contents = {share.content for pair in pairs for share in pair}
    n_shares = Counter(share.account for share in kept if share.content in contents)
    return Counter(
        edge(one, two)
        for one, two in pairs
        if max(n_shares[one.account], n_shares[two.account]) >= MIN_PARTICIPATION
    )


def distinct_objects(pairs: list[tuple[Share, Share]]) -> dict[Edge, int]:
    """Objects of each edge, each once."""
    objects = defaultdict(set)
    for one, two in pairs:
        objects[edge(one, two)].add(one.obj)
    return {pair: len(found) for pair, found in objects.items()}


def our_counts(shares: list[Share], window_s: int) -> dict[Edge, tuple[int, int]]:
    """Distinct objects and co-actions by the product, of the shares CooRTweet would pair."""
    acts = [
        Act(share.account, share.obj, share.at_s, post=share.content)
        for share in participants(shares)
        if share.obj != share.content
    ]
    with DuckDBEngine() as engine:
        found = co_actions(actions_table(acts).arrow, (window_s,), engine)
    return {
        (row["a"], row["b"]): (row["n_shared"], row["n_coactions"]) for row in found.to_pylist()
    }


EXAMPLES = [
    ("russian_coord_tweets", "object_id", "content_id", "timestamp_share", 10, 60),
    ("german_elections", "url_id", "post_id", "timestamp", 10, 60),
    ("german_elections", "hashtag_id", "post_id", "timestamp", 10, 60),
]
CASES = [
    pytest.param(*names, window_s, id=f"{names[0]}-{names[1]}-{window_s}")
    for *names, short_s, long_s in EXAMPLES
    for window_s in (short_s, long_s)
]


@needs_data
@pytest.mark.parametrize(("file", "obj", "content", "at", "window_s"), CASES)
def test_weights_of_the_examples(file: str, obj: str, content: str, at: str, window_s: int) -> None:
    shares = read_shares(file, obj, content, at)
    ours = our_counts(shares, window_s)
    weights = coortweet_weights(shares, window_s)
    assert len(weights) > 100
    assert {pair: ours[pair][1] for pair in weights} == weights
    # Before step 3, no edge is missing and none is more.
    pairs = close_pairs(participants(shares), window_s)
    assert {pair: n for pair, (_, n) in ours.items()} == Counter(edge(*pair) for pair in pairs)
    assert {pair: n for pair, (n, _) in ours.items()} == distinct_objects(pairs)


@needs_data
def test_the_oracle_gives_the_weight_that_its_vignette_tells() -> None:
    shares = read_shares(*EXAMPLES[0][:4])
    weights = np.array(list(coortweet_weights(shares, 600).values()))
    above = weights[weights > np.quantile(weights, 0.99)]
    assert above.min() == 3
