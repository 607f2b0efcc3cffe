"""The account_findings stage: a verdict for every account."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from undertow.accounts import AUTHENTICITY_SIGNALS, BATCH_SIGNAL, FAMILIES
from undertow.campaigns.rivals import NO_RIVALS, Rivals, rivals_by_community, with_own_reading
from undertow.coordination import SUPPORT_ONLY, benjamini_hochberg
from undertow.schema import (
    AccountFindings,
    Accounts,
    AccountSignals,
    AccountTests,
    CampaignMembers,
    Communities,
    CoordinationTests,
    Edges,
    Explanations,
    GroupMembers,
    GroupTests,
    MemberExplanations,
    Table,
)
from undertow.settings import Settings

# The most that the company an account keeps can say: even odds. A campaign also sweeps up people
# who are nothing but near it.
_COMPANY = 0.5
# The most that all signs together add which a genuine campaign shows as well: twice the odds. So
# without a sign of its own it takes company of one in three to be called inauthentic.
_SUPPORT = float(np.log(2.0))


@dataclass(slots=True)
class _Evidence:
    """What speaks for the coordination of one account."""

    q: float = np.inf
    p: float = 1.0
    is_validated: bool = False
    reasons: list[tuple[float, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Authenticity:
    """What the signs of one account say.

    Attributes
    ----------
    probability : float or None
        Of inauthenticity; None when nothing was measured.
    signs : list of (float, str)
        Minus the log likelihood ratio and the name of every sign it shows.
    contributions : list of str or None
        The terms of its log-odds: the prior, then one sign a family, strongest first.
    """

    probability: float | None
    signs: list[tuple[float, str]]
    contributions: list[str] | None

    @property
    def has_own_sign(self) -> bool:
        """Whether it shows a sign that a genuine campaign does not show."""
        return any(name in AUTHENTICITY_SIGNALS for _, name in self.signs)


_NOT_MEASURED = _Authenticity(None, [], None)


def judge_accounts(
    accounts: Table[Accounts],
    edges: Table[Edges],
    coordination_tests: Table[CoordinationTests],
    account_tests: Table[AccountTests],
    communities: Table[Communities],
    account_signals: Table[AccountSignals],
    explanations: Table[Explanations],
    member_explanations: Table[MemberExplanations],
    campaign_members: Table[CampaignMembers],
    group_tests: Table[GroupTests],
    group_members: Table[GroupMembers],
    settings: Settings,
    *,
    rng_seed: int,
) -> Table[AccountFindings]:
    """Give every account its verdict.

    Parameters
    ----------
    accounts, edges, coordination_tests, account_tests, communities, account_signals,
    explanations, member_explanations, campaign_members, group_tests, group_members : Table
        The case.
    settings : Settings
        Error rates, prior and threshold.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[AccountFindings]
        ``coordinated``: has validated edges inside a community, or is validated as an account:
        by the account test, by carrying a set that the group test validated, or by its best pair of
        a layer after paying for all possible partners and for all accounts. An edge that stands
        alone is a finding about a pair, and the false discovery rate of pairs is not that of
        accounts.
        ``coordinated_explained``: an innocent explanation of its community holds.
        ``coordinated_inauthentic``: the probability reaches the threshold, and the inauthentic
        reading of the community is ahead of every other by the margin. Never where the community is
        commercial spam or the account shares adverts only, which is told as what it is, nor where
        links that were not collected might make it that or syndication (``undecided``). Where an
        account shows no sign of inauthenticity itself, ``by_company`` is its first reason: it
        shares what the community shares, and at least one in three of the others shows one.

    Notes
    -----
    The probability is Bayes' rule in log-odds: the prior of its community, plus the likelihood
    ratios of the signs the account shows, the largest of each family: youth and creation in a batch
    tell of the same thing, and so do a silence and a takeover. The prior is what the other members
    tell (see ``_prior``), never more than even odds: the sign of an account is added to it, not
    part of it. Signs that a genuine campaign shows as well count only in a community with a
    significant sign of inauthenticity, and all together for no more than a factor of two: they tell
    a member from people around it, hardly from a genuine campaigner. Coordination does not enter
    it. ``contributions`` lists the terms.
    """
    member = _by_account(communities.arrow)
    evidence = _coordination(edges.arrow, coordination_tests.arrow, account_tests.arrow, settings)
    _add_groups(evidence, group_tests.arrow, group_members.arrow, settings)
    priors = _priors_that_count(account_signals.arrow, member, settings)
    signs = _signs(account_signals.arrow)
    rivals = rivals_by_community(explanations.arrow)
    own_readings = _by_account(member_explanations.arrow)
    campaigns = _by_account(campaign_members.arrow)
    rows = []
    for known in accounts.arrow.select(["account_uid", "platform", "native_id"]).to_pylist():
        account_uid = known["account_uid"]
        place = member.get(account_uid)
        group = place["community_id"] if place else ""
        rows.append(
            known
            | {"campaign_id": campaigns.get(account_uid, _NO_CAMPAIGN)["campaign_id"]}
            | _finding(
                evidence.get(account_uid, _NOTHING),
                place,
                with_own_reading(rivals.get(group, NO_RIVALS), own_readings.get(account_uid)),
                _inauthenticity(signs.get(account_uid), priors.get(group), settings),
                settings,
            )
        )
    return Table.checked(
        AccountFindings, pa.Table.from_pylist(rows, schema=AccountFindings.arrow_schema())
    )


_NOTHING = _Evidence()
_NO_CAMPAIGN = {"campaign_id": None}


def _by_account(table: pa.Table) -> dict[str, dict[str, Any]]:
    """Return the rows of a table that has one at most for an account."""
    return {row["account_uid"]: row for row in table.to_pylist()}


def _priors_that_count(
    account_signals: pa.Table, member: dict[str, dict[str, Any]], settings: Settings
) -> dict[str, float]:
    """Return the prior of each community whose members may be called inauthentic.

    Copying and youth together are what a share button looks like: without pairs, only accounts
    created in batches are more than that.
    """
    sizes = Counter(row["community_id"] for row in member.values())
    paired = Counter(row["community_id"] for row in member.values() if row["basis"] == "pair")
    priors = _priors(account_signals, sizes, settings.accounts.prior)
    batched = _batched(account_signals)
    return {group: p for group, p in priors.items() if paired[group] > 1 or group in batched}


def _finding(
    own: _Evidence,
    place: dict[str, Any] | None,
    rivals: Rivals,
    authenticity: _Authenticity,
    settings: Settings,
) -> dict[str, Any]:
    """Return what is found about one account, strongest reasons first."""
    probability = authenticity.probability
    is_validated = own.is_validated or (place is not None and own.q < np.inf)
    verdict = _verdict(is_validated, rivals, authenticity, settings)
    return {
        "community_id": place["community_id"] if place else None,
        "coordination_q": own.q if own.q < np.inf else None,
        "coordination_strength": place["strength"] if place else None,
        "coordination_score": float(-np.log10(own.p)) + 0.0,
        "inauthenticity": probability,
        "contributions": authenticity.contributions,
        "verdict": verdict,
        "reasons": [
            *rivals.reasons,
            *_sign_reasons(authenticity, verdict),
            *(reason for _, reason in sorted(own.reasons)),
        ],
    }


def _verdict(
    is_validated: bool, rivals: Rivals, authenticity: _Authenticity, settings: Settings
) -> str:
    """Return the verdict that the evidence allows."""
    if not is_validated:
        return "none"
    if rivals.innocent:
        return "coordinated_explained"
    if rivals.commercial or rivals.undecided:
        return "coordinated"
    if rivals.margin < settings.accounts.explanation_margin:
        return "coordinated"
    probability = authenticity.probability
    if probability is not None and probability >= settings.accounts.inauthentic_at:
        return "coordinated_inauthentic"
    return "coordinated"


def _sign_reasons(authenticity: _Authenticity, verdict: str) -> list[str]:
    """Return the signs an account shows, those of inauthenticity first, or that it has none."""
    signs = sorted(authenticity.signs, key=lambda s: (s[1] not in AUTHENTICITY_SIGNALS, *s))
    is_by_company = verdict == "coordinated_inauthentic" and not authenticity.has_own_sign
    return [*(["by_company"] if is_by_company else []), *(f"sign:{name}" for _, name in signs)]


def _coordination(
    edges: pa.Table, tests: pa.Table, account_tests: pa.Table, settings: Settings
) -> dict[str, _Evidence]:
    """Return the evidence of coordination of each account that was tested.

    Hashtags follow events: what they add to a pair is a reason, never the validation of an account.
    """
    evidence: dict[str, _Evidence] = defaultdict(_Evidence)
    tests = tests.filter(
        pc.invert(pc.is_in(tests.column("layer"), value_set=pa.array(sorted(SUPPORT_ONLY))))
    )
    partners = dict(
        zip(tests.column("layer").to_pylist(), tests.column("n_accounts").to_pylist(), strict=True)
    )
    best = edges.group_by(["layer", "a", "b"]).aggregate(
        [("q_value", "min"), ("p_combined", "min")]
    )
    counted: Counter[tuple[str, str]] = Counter()
    smallest: dict[tuple[str, str], float] = {}
    for row in best.to_pylist():
        counted.update((account, row["layer"]) for account in (row["a"], row["b"]))
        if row["layer"] in SUPPORT_ONLY:
            continue
        # The best of many possible partners: its p-value pays for the choice.
        p_value = min(row["p_combined_min"] * partners[row["layer"]], 1.0)
        for account in (row["a"], row["b"]):
            own = evidence[account]
            own.q, own.p = min(own.q, row["q_value_min"]), min(own.p, p_value)
            place = (account, row["layer"])
            smallest[place] = min(smallest.get(place, 1.0), p_value)
    for (account, layer), n in sorted(counted.items()):
        evidence[account].reasons.append((-n, f"pairs:{layer}:{n}"))
    q_values = benjamini_hochberg(np.array(list(smallest.values())), sum(partners.values()))
    for (account, _), q_value in zip(smallest, q_values, strict=True):
        evidence[account].is_validated |= bool(q_value <= settings.coordination.q)
    for row in account_tests.to_pylist():
        own = evidence[row["account_uid"]]
        own.p = min(own.p, row["p_value"])
        if row["q_value"] <= settings.coordination.account_q:
            own.q = min(own.q, row["q_value"])
            own.is_validated = True
            own.reasons.append((0, f"copies:{row['n_copied']}/{row['n_original']}"))
    return evidence


def _add_groups(
    evidence: dict[str, _Evidence], tests: pa.Table, members: pa.Table, settings: Settings
) -> None:
    """Add the sets that accounts carry; to be present in one is no evidence.

    A member may carry a set because of others in which it is found: its error rate is then that of
    the search, not that of this set.
    """
    names = ("group_id", "kind", "p_value", "q_value")
    by_id = {row["group_id"]: row for row in tests.select(list(names)).to_pylist()}
    carried: dict[str, Counter[str]] = defaultdict(Counter)
    for row in members.filter(pc.equal(members.column("role"), "carries")).to_pylist():
        own, group = evidence[row["account_uid"]], by_id[row["group_id"]]
        own.q = min(own.q, group["q_value"], settings.groups.q)
        own.p = min(own.p, group["p_value"])
        own.is_validated = True
        carried[row["account_uid"]][group["kind"]] += 1
    for account, kinds in carried.items():
        evidence[account].reasons += [(0, f"group:{kind}:{n}") for kind, n in sorted(kinds.items())]


def _priors(signals: pa.Table, sizes: Counter[str], prior: float) -> dict[str, float]:
    """Return the prior of each community with a significant sign of inauthenticity.

    It comes of the sign that leaves most members to be explained, ``(share - control_share) / (1 -
    control_share)`` of them; members that could not be measured count as explained.
    """
    significant = signals.filter(
        pc.and_(
            pc.greater(signals.column("log_lr"), 0.0),
            pc.is_in(signals.column("signal"), value_set=pa.array(AUTHENTICITY_SIGNALS)),
        )
    )
    counted = significant.group_by(["community_id", "signal", "control_share"]).aggregate(
        [("account_uid", "count")]
    )
    priors: dict[str, float] = {}
    for row in counted.to_pylist():
        n_others = sizes[row["community_id"]] - 1
        # One is taken off for the account that is judged, whether it shows the sign or not.
        beyond = max(row["account_uid_count"] - 1 - row["control_share"] * n_others, 0.0)
        n_inauthentic = beyond / max(1.0 - row["control_share"], 1e-9)
        found = _prior(n_inauthentic, n_others, prior)
        priors[row["community_id"]] = max(priors.get(row["community_id"], prior), found)
    return priors


def _prior(n_inauthentic: float, n_others: int, prior: float) -> float:
    """Return the probability that an account is inauthentic, by what the others show.

    The share of the others, drawn to the prior as a Beta distribution draws it whose weight is one
    inauthentic account (of ``1 / prior`` in all), and at most ``_COMPANY``.
    """
    share = (n_inauthentic + 1.0) / (n_others + 1.0 / prior)
    return max(min(share, _COMPANY), prior)


def _batched(signals: pa.Table) -> set[str]:
    """Return the communities in which creation in batches is significant."""
    found = signals.filter(
        pc.and_(
            pc.greater(signals.column("log_lr"), 0.0),
            pc.equal(signals.column("signal"), BATCH_SIGNAL),
        )
    )
    return set(found.column("community_id").to_pylist())


def _signs(signals: pa.Table) -> dict[str, list[tuple[float, str]]]:
    """Return (minus the log likelihood ratio, name) of every measured sign of each account."""
    signs: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in signals.select(["account_uid", "signal", "log_lr"]).to_pylist():
        signs[row["account_uid"]].append((-row["log_lr"], row["signal"]))
    return signs


def _inauthenticity(
    measured: list[tuple[float, str]] | None, prior: float | None, settings: Settings
) -> _Authenticity:
    """Return the probability of inauthenticity and the terms it is made of."""
    if not measured:
        return _NOT_MEASURED
    shown = [(minus, name) for minus, name in measured if minus < 0 and prior is not None]
    before = _log_odds(settings.accounts.prior if prior is None else prior)
    own, support = _strongest(shown)
    n_support = -sum(minus for minus, _ in support)
    log_odds = before - sum(minus for minus, _ in own) + min(n_support, _SUPPORT)
    terms = [(-before, "prior"), *sorted([*own, *support])]
    if n_support > _SUPPORT:
        terms.append((n_support - _SUPPORT, "support_bound"))
    return _Authenticity(
        float(1.0 / (1.0 + np.exp(-log_odds))),
        shown,
        [f"{name}:{-minus:+.2f}" for minus, name in terms],
    )


def _strongest(
    shown: list[tuple[float, str]],
) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Return the strongest sign of inauthenticity of each family, and what others add to it.

    Both as minus the log likelihood ratio and the name.
    """
    own: dict[str, tuple[float, str]] = {}
    support: dict[str, tuple[float, str]] = {}
    for minus, name in sorted(shown):
        (own if name in AUTHENTICITY_SIGNALS else support).setdefault(
            FAMILIES.get(name, name), (minus, name)
        )
    more = {
        family: (minus - own.get(family, (0.0, ""))[0], name)
        for family, (minus, name) in support.items()
    }
    return list(own.values()), sorted(term for term in more.values() if term[0] < 0)


def _log_odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))
