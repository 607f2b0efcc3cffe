"""The peer: coordination-network-toolkit 1.5.2 on the same posts.

Its defaults are kept except for three things its users have to know: the window is always given,
self-edges and the doubled direction of its table are dropped, and a repost whose original is not
known is still given as a repost, so that it compares original texts as ours does.
"""

from __future__ import annotations

import importlib.util
import io
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class PeerRun:
    """Accounts that one setting of the peer names."""

    name: str
    accounts: set[str]


SETTINGS: tuple[tuple[str, int, int], ...] = (
    ("co_tweet", 86400, 1),
    ("co_tweet", 86400, 2),
    ("co_tweet", 86400, 3),
    ("co_tweet", 120, 1),
    ("co_reply", 3600, 1),
    ("co_reply", 3600, 2),
    ("co_similar_tweet", 86400, 1),
    ("co_similar_tweet", 86400, 2),
)
"""Network, window in seconds, smallest edge weight."""

MOST_COMPARED = 5_000
"""Posts up to which ``co_similar_tweet`` is run: it compares all pairs in a window, in Python."""


def is_installed() -> bool:
    """Whether the peer can be run here."""
    return importlib.util.find_spec("coordination_network_toolkit") is not None


def run_peer(posts: pa.Table) -> Iterator[PeerRun]:
    """Run the peer in every setting.

    Parameters
    ----------
    posts : pa.Table
        Rows of table ``posts``.

    Yields
    ------
    PeerRun
        One for each of ``SETTINGS``, but for similar texts on more posts than ``MOST_COMPARED``;
        an account is named when it has an edge of at least the weight.
    """
    from coordination_network_toolkit import compute_networks, preprocess

    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "peer.db")
        preprocess.preprocess_data(database, _messages(posts))
        functions = {
            "co_tweet": compute_networks.compute_co_tweet_network,
            "co_reply": compute_networks.compute_co_reply_network,
            "co_similar_tweet": compute_networks.compute_co_similar_tweet,
        }
        done: set[tuple[str, int]] = set()
        for network, window_s, weight in SETTINGS:
            if network == "co_similar_tweet" and posts.num_rows > MOST_COMPARED:
                continue
            if (network, window_s) not in done:
                with redirect_stdout(io.StringIO()):
                    functions[network](
                        database, time_window=window_s, min_edge_weight=1, n_threads=1
                    )
                done.add((network, window_s))
            with sqlite3.connect(database) as connection:
                rows = connection.execute(
                    f"SELECT user_1, user_2 FROM {network}_network "  # noqa: S608 - our own names
                    "WHERE user_1 < user_2 AND weight >= ?",
                    (weight,),
                ).fetchall()
            yield PeerRun(
                f"{network}, {window_s:,} s, weight >= {weight}",
                {account for row in rows for account in row},
            )


def _messages(posts: pa.Table) -> Iterable[tuple[object, ...]]:
    """Yield (message, user, name, repost, reply, text, seconds, links) as the peer reads them."""
    seconds = posts.column("created_at").cast(pa.int64()).to_numpy() // 1_000_000
    rows = posts.select(
        ["post_uid", "account_uid", "reposted_uid", "parent_uid", "addressed_account_uid", "text",
         "urls", "kind"]
    ).to_pylist()  # fmt: skip
    for row, second in zip(rows, seconds, strict=True):
        yield (
            row["post_uid"],
            row["account_uid"],
            row["account_uid"],
            row["reposted_uid"] or (row["post_uid"] if row["kind"] == "repost" else None),
            row["parent_uid"] or row["addressed_account_uid"],
            row["text"] or "",
            float(second),
            row["urls"] or [],
        )
