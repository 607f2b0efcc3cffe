"""What stands against a release: every reason, so that somebody can see to all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow.compute as pc

from undertow.case import Case
from undertow.publishing.products import Product
from undertow.releases import Checklist
from undertow.report.parity import differences
from undertow.review import verify_case
from undertow.rulings import Overlay
from undertow.schema import AccountFindings, Campaigns, Claims
from undertow.wording import LANGUAGES


def objections(
    case: Case, found: Iterable[Product], checklist: Checklist, proposed_by: str
) -> list[str]:
    """Return everything that stands against a release, one line each; empty where nothing does.

    Parameters
    ----------
    case : Case
        Analysed.
    found : iterable of Product
        What would be released.
    checklist : Checklist
        What was looked at before.
    proposed_by : str
        Who proposes it.
    """
    wanted = list(found)
    reviewed = Overlay.of(case)
    pages = {
        language: product.content.decode()
        for product in wanted
        for language in LANGUAGES
        if product.name == f"report/report.{language}.html"
    }
    return [
        *checklist.objections(proposed_by),
        *_unsigned(case, reviewed),
        *_beyond_the_rate(case, reviewed),
        *parity_objections(pages),
        *_stale(case, wanted),
        *_changed(case),
    ]


def parity_objections(pages: Mapping[str, str]) -> Iterator[str]:
    """Yield where the English and the French report do not say the same."""
    for found in differences(pages):
        yield f"report: {found.where}: {found.what}: {found.detail}"


def _changed(case: Case) -> Iterator[str]:
    """Yield what no longer verifies."""
    for problem in verify_case(case).problems:
        yield f"verify: {problem.where}: {problem.what}"


def _stale(case: Case, found: list[Product]) -> Iterator[str]:
    """Yield files that are not what the case says now: they may tell what was rejected since."""
    if not found:
        yield f"{case.out}: nothing to release; run `undertow report` and `undertow export`"
    if stale := [f"out/{product.name}" for product in found if not product.is_current]:
        yield (
            f"{', '.join(stale)}: not what the case says now, after analysis and review; make "
            "them again"
        )


def _beyond_the_rate(case: Case, reviewed: Overlay) -> Iterator[str]:
    """Yield what is told although its rate of false discoveries is above the one that was set."""
    rates = case.settings.coordination
    for row in reviewed.read(case, Campaigns).arrow.to_pylist():
        if row["q_value"] is not None and row["q_value"] > rates.q:
            yield (
                f"{row['campaign_id']}: q {row['q_value']:.2g} of what holds it together is above "
                f"{rates.q:g}"
            )
    findings = reviewed.read(case, AccountFindings).arrow
    highest = max(rates.q, rates.account_q, case.settings.groups.q)
    is_told = pc.invert(pc.equal(findings.column("verdict"), "none"))
    q_value = pc.fill_null(findings.column("coordination_q"), 1.0)
    n_beyond = findings.filter(pc.and_(is_told, pc.greater(q_value, highest))).num_rows
    if n_beyond:
        yield f"accounts: {n_beyond:,} with a verdict have a q above {highest:g}"


def _unsigned(case: Case, reviewed: Overlay) -> Iterator[str]:
    """Yield key judgements that nobody accepted, and what is told that somebody doubts."""
    accepted = reviewed.accepted
    campaigns = reviewed.read(case, Campaigns).arrow.column("campaign_id").to_pylist()
    claims = reviewed.read(case, Claims).arrow.select(["claim_id", "campaign_id", "likelihood"])
    rows = claims.to_pylist()
    for ident in campaigns:
        own = [row for row in rows if row["campaign_id"] == ident]
        judged = {row["claim_id"] for row in own if row["likelihood"] is not None}
        is_accepted = ident in accepted.get("campaign", ())
        if not is_accepted and not (judged and judged <= accepted.get("claim", frozenset())):
            yield (
                f"{ident}: nobody accepted it; a person reads it and runs `undertow review accept "
                f"{case.path} campaign {ident} --by NAME --reason TEXT`"
            )
        yield from _questioned(reviewed, "campaign", [ident])
        yield from _questioned(reviewed, "claim", [row["claim_id"] for row in own])


def _questioned(reviewed: Overlay, kind: str, idents: Iterable[str]) -> Iterator[str]:
    """Yield what people disagree on or doubt, whether it is a judgement or a count."""
    disputed = {item.ident for item in reviewed.disputed if item.kind == kind}
    doubted = reviewed.doubted.get(kind, frozenset())
    for ident in idents:
        if ident in disputed:
            yield f"{ident}: people disagree on it; settle that with `undertow review --settle`"
        elif ident in doubted:
            yield f"{ident}: somebody doubts it; settle that with `undertow review --settle`"
