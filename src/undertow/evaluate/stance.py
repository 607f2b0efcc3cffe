"""Suite ``stance``: denials, swapped actors and debunks that must not pass for the same claim.

All sentences are our own, about people who do not exist. They are written in the style of the
press, one fact each; real posts are less tidy, so read the shares as a lower bound of what goes
wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from itertools import combinations_with_replacement
from typing import Any

import pyarrow as pa

from undertow.evaluate.metrics import wilson_interval
from undertow.schema import (
    DirectEdges,
    NearGroups,
    PostKeys,
    Posts,
    Table,
    TableSpec,
    TargetHits,
    TemplateUses,
)
from undertow.settings import ClaimSettings
from undertow.text.claims import build_claim_groups

KINDS = ("paraphrase", "negation", "swap", "debunk")
"""The control, in which both texts say the same, and what must be kept apart."""

_LANGUAGES = ("en", "fr", "zh")
_WHEN = datetime(2023, 8, 7, tzinfo=UTC)
_SEED = 20230807

Sentences = list[dict[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class StanceLine:
    """What became of the pairs of one kind in one pair of languages.

    Attributes
    ----------
    languages : str
        Such as ``en-fr``.
    kind : str
        One of ``KINDS``.
    n_pairs : int
        Pairs asked about.
    n_linked : int
        Of them, linked by their vectors alone.
    n_merged : int
        Of them, linked and not marked as possibly differing in stance.
    n_grouped : int
        Of them, in one claim group in the end, directly or through a third text.
    """

    languages: str
    kind: str
    n_pairs: int
    n_linked: int
    n_merged: int
    n_grouped: int


def stance_sentences() -> Sentences:
    """Return the sentences: for each claim and language, a base and one of each kind."""
    file = files("undertow.evaluate") / "stance_pairs.json"
    return list(json.loads(file.read_text("utf-8")))


def evaluate_stance(settings: ClaimSettings | None = None) -> list[StanceLine]:
    """Measure how often texts that deny, swap actors or debunk are merged with what they deny.

    Parameters
    ----------
    settings : ClaimSettings or None
        The defaults where None.

    Returns
    -------
    list of StanceLine
        One for each pair of languages and kind.
    """
    claims = stance_sentences()
    texts = [
        (language, claim[language][kind])
        for claim in claims
        for language in _LANGUAGES
        for kind in ("base", *KINDS)
    ]
    unit_of = {text: f"t-{i:04}" for i, (_, text) in enumerate(texts)}
    posts, keys = _case(texts, unit_of)
    post_text, _, links, _, _ = build_claim_groups(
        posts,
        keys,
        Table.empty(NearGroups),
        Table.empty(TemplateUses),
        Table.empty(TargetHits),
        Table.empty(DirectEdges),
        settings or ClaimSettings(),
        rng_seed=_SEED,
    )
    group_of = dict(
        zip(
            post_text.arrow.column("text_group").to_pylist(),
            post_text.arrow.column("claim_group").to_pylist(),
            strict=True,
        )
    )
    differs = {
        (row["unit_a"], row["unit_b"]): row["stance_differs_possible"]
        for row in links.arrow.to_pylist()
    }
    lines = []
    for first, second in combinations_with_replacement(_LANGUAGES, 2):
        for kind in KINDS:
            pairs = [
                (min(unit_of[a], unit_of[b]), max(unit_of[a], unit_of[b]))
                for claim in claims
                for a, b in _pairs(claim, first, second, kind)
            ]
            lines.append(
                StanceLine(
                    f"{first}-{second}",
                    kind,
                    len(pairs),
                    sum(pair in differs for pair in pairs),
                    sum(differs.get(pair, True) is not True for pair in pairs),
                    sum(group_of[a] == group_of[b] for a, b in pairs),
                )
            )
    return lines


def stance_markdown(lines: list[StanceLine]) -> str:
    """Return the result as Markdown."""
    rows = [
        "## Denials, swapped actors, debunks",
        "",
        "Share of pairs merged into one claim, by vectors alone and after the check of cues (words "
        "that deny, order of names). *Paraphrase* is the control: it should be merged. The words "
        "of the check and the sentences have one author: on other texts it will miss more.",
        "",
        "| languages | kind | pairs | merged by vectors alone | merged after the check [95 %] "
        "| in one group |",
        "|---|---|---|---|---|---|",
    ]
    for line in lines:
        low, high = wilson_interval(line.n_merged, line.n_pairs)
        rows.append(
            f"| {line.languages} | {line.kind} | {line.n_pairs} "
            f"| {line.n_linked / line.n_pairs:.3f} "
            f"| {line.n_merged / line.n_pairs:.3f} [{low:.2f}, {high:.2f}] "
            f"| {line.n_grouped / line.n_pairs:.3f} |"
        )
    return "\n".join([*rows, ""])


def _pairs(
    claim: dict[str, dict[str, str]], first: str, second: str, kind: str
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of a claim: base against the kind, in both directions across languages."""
    yield claim[first]["base"], claim[second][kind]
    if first != second:
        yield claim[first][kind], claim[second]["base"]
        if kind == "paraphrase":
            yield claim[first]["base"], claim[second]["base"]


def _case(
    texts: list[tuple[str, str]], unit_of: dict[str, str]
) -> tuple[Table[Posts], Table[PostKeys]]:
    """Return posts and keys of a case in which two accounts published each text."""
    posts, keys = [], []
    for language, text in texts:
        for account in ("a", "b"):
            uid = f"x:{unit_of[text]}{account}"
            posts.append({"post_uid": uid, "account_uid": uid, "text": text, "created_at": _WHEN})
            keys.append({"post_uid": uid, "language": language, "text_group": unit_of[text]})
    return _table(Posts, posts), _table(PostKeys, keys)


def _table(spec: type[TableSpec], rows: list[dict[str, Any]]) -> Table[Any]:
    """Return a table of rows; what a row must have and does not name is empty."""
    empty = {pa.string(): "", pa.int64(): 0}
    plain = {c.name: None if c.nullable else empty.get(c.type) for c in spec.columns}
    return Table.checked(
        spec, pa.Table.from_pylist([plain | row for row in rows], schema=spec.arrow_schema())
    )
