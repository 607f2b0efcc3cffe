"""The explanations stage: every innocent reading of every community beside the inauthentic one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Set
from typing import Any

import pyarrow as pa

from undertow.accounts.explanations.commercial_spam import COMMERCIAL_SPAM, commercial_members
from undertow.accounts.explanations.explanation import AnyExplanation, Weighed
from undertow.accounts.explanations.material import Group, Material, gather, with_unknown_links
from undertow.accounts.explanations.readings import Sign, read, significant_signs
from undertow.accounts.explanations.registry import EXPLANATIONS
from undertow.engine import Engine
from undertow.schema import (
    Accounts,
    AccountSignals,
    AccountSnapshots,
    Actions,
    Communities,
    Edges,
    Explanations,
    MemberExplanations,
    Posts,
    Table,
    TargetHits,
)
from undertow.settings import AccountSettings


def weigh_explanations(
    communities: Table[Communities],
    edges: Table[Edges],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    account_signals: Table[AccountSignals],
    accounts: Table[Accounts],
    account_snapshots: Table[AccountSnapshots],
    settings: AccountSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> tuple[Table[Explanations], Table[MemberExplanations]]:
    """Measure every explanation of every community, and commercial spam of every member.

    Parameters
    ----------
    communities, edges, actions, posts, target_hits, account_signals, accounts,
    account_snapshots : Table
        The case.
    settings : AccountSettings
        Smallest control and significance, for whether members are known to be created singly, and
        the age below which an account is new.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used.

    Returns
    -------
    explanations : Table[Explanations]
        One row for each community and explanation. ``holds``: it covers what the community shares
        (``fit`` = 1), it covers the members (significant signs of inauthenticity that it does not
        expect mark at most a fifth of them beyond ordinary people), and the inauthentic reading is
        not ahead. Commercial spam holds wherever it fits. ``is_undecided``: it rests on links that
        were not collected, and with them it might hold.

    Notes
    -----
    Both readings are in log-odds, so their difference is a log-odds ratio: see ``readings``.
    """
    material = gather(
        communities,
        edges,
        actions,
        posts,
        target_hits,
        account_signals.arrow,
        accounts,
        account_snapshots,
        settings,
        engine,
    )
    sizes = {group.community_id: len(group.members) for group in material.groups}
    signs = significant_signs(account_signals.arrow, sizes, material.joined())
    supposed = with_unknown_links(material)
    rows = sorted(
        _community_rows(material, supposed, signs, settings),
        key=lambda row: (row["community_id"], row["explanation"]),
    )
    settled = {
        row["community_id"]
        for row in rows
        if row["explanation"] == COMMERCIAL_SPAM.name and row["holds"]
    }
    schemas = Explanations.arrow_schema(), MemberExplanations.arrow_schema()
    own_rows = list(_member_rows(material, supposed, settled))
    return (
        Table.checked(Explanations, pa.Table.from_pylist(rows, schema=schemas[0])),
        Table.checked(MemberExplanations, pa.Table.from_pylist(own_rows, schema=schemas[1])),
    )


def _community_rows(
    material: Material,
    supposed: Material,
    signs: dict[str, dict[str, Sign]],
    settings: AccountSettings,
) -> Iterator[dict[str, Any]]:
    """Yield the row of each explanation of each community, by what links might show as well."""
    for explanation in EXPLANATIONS:
        fits = explanation.weigh_all(material)
        best = explanation.weigh_all(supposed) if explanation.reads_links else fits
        for group in material.groups:
            own = signs.get(group.community_id, {})
            row = _row(group, explanation, fits[group.community_id], own)
            might = _row(group, explanation, best[group.community_id], own)
            yield row | {"is_undecided": _is_undecided(row, might, settings)}


def _member_rows(
    material: Material, supposed: Material, settled: Set[object]
) -> Iterator[dict[str, object]]:
    """Yield the rows of members that share adverts only, of communities that are not settled."""
    for group, best in zip(material.groups, supposed.groups, strict=True):
        if group.community_id in settled:
            continue
        known = commercial_members(group)
        for account, weighed in commercial_members(best).items():
            yield {
                "community_id": group.community_id,
                "account_uid": account,
                "explanation": COMMERCIAL_SPAM.name,
                "reading": _reading(COMMERCIAL_SPAM),
                "is_undecided": account not in known,
                "facts": _as_json(known.get(account, weighed)),
            }


def _is_undecided(
    row: dict[str, object], might: dict[str, object], settings: AccountSettings
) -> bool:
    """Whether what was not collected could bring an explanation into the way of a verdict."""

    def is_in_the_way(found: dict[str, object]) -> bool:
        margin = found["margin"]
        assert isinstance(margin, float)
        return bool(found["holds"]) or margin < settings.explanation_margin

    return is_in_the_way(might) and not is_in_the_way(row)


def _row(
    group: Group, explanation: AnyExplanation, weighed: Weighed, signs: dict[str, Sign]
) -> dict[str, object]:
    """Return the row of one explanation of one community."""
    reading = read(
        weighed.fit, signs, explanation.expected(weighed.fit), len(group.members), weighed.n_outside
    )
    is_ahead = reading.covers_members and reading.margin <= 0
    return {
        "community_id": group.community_id,
        "explanation": explanation.name,
        "reading": _reading(explanation),
        "fit": weighed.fit,
        "support": reading.support,
        "inauthentic_support": reading.inauthentic_support,
        "margin": reading.margin,
        "holds": weighed.fit >= 1.0 and (explanation.is_commercial or is_ahead),
        "facts": _as_json(weighed),
    }


def _reading(explanation: AnyExplanation) -> str:
    return "commercial" if explanation.is_commercial else "innocent"


def _as_json(weighed: Weighed) -> str:
    facts = {name: round(value, 6) for name, value in weighed.facts.items()}
    return json.dumps(facts, sort_keys=True)
