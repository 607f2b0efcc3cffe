"""Suite ``attribution``: ceilings, ranks of hypotheses, and crowds that are no campaign."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final, get_args

from undertow.assessments import ActorStatement, Bearing, bearing_of
from undertow.assessments.statement import Basis, Bilingual, EvidenceItem
from undertow.case import Case
from undertow.estimative import CONFIDENCE, TERMS
from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.corpora import analysed, scenario
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.outcome import ACCUSED, largest_group
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, share, table
from undertow.schema import (
    AccountFindings,
    Campaigns,
    Hypotheses,
    OperationEvidence,
    OperationLinks,
)
from undertow.synth import CAMPAIGN, CROWDS, ScenarioKnobs

_PLANTED: Final = ("contested", "mini", "comeback", "copycat", "wrong-flag")
_CROWDS: Final = ("petition", "commercial")
_FALSE_FLAGS: Final = ("copycat", "wrong-flag")
# A crowd alone among ordinary people, larger than in `everyday`: else there is little to find.
_CROWD_FACTOR: Final = 2.0

INTRODUCTION: Final = """\
What is said of who is behind a campaign, on [scenarios](scenarios.md) of which that is known.
`comeback`: a known operation comes back with accounts that were published by their native ids.
`copycat`: somebody says its published texts word for word and has none of its other habits.
`wrong-flag`: a group inside the country imitates it on purpose. `contested` and `mini`: a network
of the same craft, of which nothing was published. `petition` and `commercial`: only that crowd of
`everyday`, twice as large, among ordinary people.

The *link* is the computed one to the operation. The *actor* columns say what a person's judgement
could say at most: with every kind of evidence that the campaign shows and two sources outside the
case, and with the best single kind. Nobody makes that judgement here. The *planted* hypothesis is
the one that is true in the scenario; many share the first rank where the evidence does not tell
them apart, which is the honest answer and no success.
"""


def measure_attribution(folder: Path, name: str, seed: int) -> Outcome:
    """Analyse a scenario, and return what is said of who is behind each campaign of it."""
    knobs = _crowd_alone(name) if name in _CROWDS else scenario(name)
    corpus = analysed(folder, knobs, seed)
    labels = corpus.truth.accounts
    findings = [
        row
        for row in corpus.case.read(AccountFindings).arrow.to_pylist()
        if row["account_uid"] in labels
    ]
    groups: dict[str, dict[str, int]] = {}
    for row in findings:
        if row["campaign_id"] is not None:
            own = groups.setdefault(row["campaign_id"], {})
            group = labels[row["account_uid"]].group
            own[group] = own.get(group, 0) + 1
    return {
        "scenario": name,
        "seed": seed,
        "hypothesis": corpus.truth.hypothesis,
        "operation": corpus.truth.operation or "spamouflage",
        "n_accused": sum(
            row["verdict"] == ACCUSED and labels[row["account_uid"]].group == name
            for row in findings
        ),
        "campaigns": [
            _campaign(corpus.case, row, groups.get(row["campaign_id"], {}))
            for row in corpus.case.read(Campaigns).arrow.to_pylist()
        ],
    }


def _crowd_alone(name: str) -> ScenarioKnobs:
    """Return ordinary people and one crowd."""
    everyday = scenario("everyday")
    parts: dict[str, Any] = {
        field.name: None
        for field in fields(everyday)
        if field.name in CROWDS and field.name != name
    }
    parts[name] = getattr(everyday, name).scaled(_CROWD_FACTOR)
    return replace(everyday, **parts)


def _campaign(case: Case, campaign: dict[str, Any], groups: dict[str, int]) -> Outcome:
    ident = campaign["campaign_id"]
    ranks = {row["hypothesis"]: row["rank"] for row in _own(case.read(Hypotheses), ident)}
    most, single = _actor(case, ident)
    return {
        "verdict": campaign["verdict"],
        "groups": groups,
        "ranks": ranks,
        "links": {
            row["operation_id"]: {
                name: row[name]
                for name in ("likelihood", "ceiling", "ceiling_reasons", "confidence")
            }
            for row in _own(case.read(OperationLinks), ident)
        },
        "rises": _rises(case, ident),
        "actor": most.ceiling.term,
        "actor_reasons": list(most.ceiling.reasons),
        "actor_confidence": most.confidence,
        "actor_single": single,
    }


def _own(found: Any, campaign_id: str) -> list[dict[str, Any]]:
    return [row for row in found.arrow.to_pylist() if row["campaign_id"] == campaign_id]


def _rises(case: Case, campaign_id: str) -> int:
    """Return how many indicators raise the confidence in a link when they are taken away."""
    whole = {row["operation_id"]: row for row in _own(case.read(OperationLinks), campaign_id)}
    return sum(
        CONFIDENCE.index(row["confidence_without"])
        > CONFIDENCE.index(whole[row["operation_id"]]["confidence"])
        for row in _own(case.read(OperationEvidence), campaign_id)
    )


def _actor(case: Case, campaign_id: str) -> tuple[Bearing, str]:
    """Return what the fullest statement could say, and the highest term of any single kind."""
    every = frozenset(get_args(Basis))
    missing = bearing_of(case, _statement(campaign_id, every)).missing
    shown = every - set(missing)
    single = [bearing_of(case, _statement(campaign_id, {basis})).ceiling.term for basis in shown]
    single.append(bearing_of(case, _statement(campaign_id, {"context"})).ceiling.term)
    return bearing_of(case, _statement(campaign_id, shown)), max(single, key=TERMS.index)


def _statement(campaign_id: str, bases: Iterable[Any]) -> ActorStatement:
    words = {"en": "An actor", "fr": "Un acteur"}
    evidence = [
        EvidenceItem(basis=basis, source=source, **words)
        for basis in sorted(bases)
        for source in (("one", "another") if basis == "external" else (None,))
    ]
    return ActorStatement(
        campaign=campaign_id,
        likelihood=TERMS[0],
        confidence=CONFIDENCE[0],
        actor=Bilingual(**words),
        evidence=tuple(evidence),
        assumption=(Bilingual(**words),),
    )


def _runs(n_seeds: int) -> list[Run]:
    return [
        Run(f"attribution {name} seed {seed}", measure_attribution, (name, seed))
        for name in (*_PLANTED, *_CROWDS)
        for seed in range(1, n_seeds + 1)
    ]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs."""
    found = [(outcome, own) for outcome in outcomes for own in outcome["campaigns"]]
    of_network = [(o, own) for o, own in found if largest_group(own["groups"]) == CAMPAIGN]
    flags = [(o, own) for o, own in of_network if o["scenario"] in _FALSE_FLAGS]
    crowds = [outcome for outcome in outcomes if outcome["scenario"] in _CROWDS]
    n_accused = sum(outcome["n_accused"] for outcome in crowds)
    headlines = [
        *(
            _at_most(f"{name}: link to the operation", "likely", own, _link)
            for name in _FALSE_FLAGS
            for own in [[pair for pair in flags if pair[0]["scenario"] == name]]
        ),
        _at_most("copycat and wrong flag: actor, all evidence", "likely", flags, _actor_most),
        _at_most("actor, one kind of evidence alone", "roughly_even", found, _actor_single),
        _at_most("link by a machine, any scenario", "very_likely", found, _link),
        Headline(
            "indicators whose removal raises confidence",
            "0",
            str(sum(own["rises"] for _, own in found)),
            not any(own["rises"] for _, own in found),
        ),
        Headline(
            "accounts of a petition or of spam called inauthentic",
            "0",
            str(n_accused),
            n_accused == 0,
        ),
        _leading("planted hypothesis among the least inconsistent", of_network),
    ]
    return Report(headlines, _body(outcomes))


_Pair = tuple[Outcome, Outcome]


def _at_most(what: str, term: str, pairs: Sequence[_Pair], of: Callable[[_Pair], str]) -> Headline:
    n = sum(TERMS.index(of(pair)) <= TERMS.index(term) for pair in pairs)
    return Headline(
        what, f"≤ {_words(term)}", f"{n} of {len(pairs)} campaigns", bool(pairs) and n == len(pairs)
    )


def _link(pair: _Pair) -> str:
    links = pair[1]["links"].values()
    return max((link["likelihood"] for link in links), key=TERMS.index, default=TERMS[0])


def _actor_most(pair: _Pair) -> str:
    return str(pair[1]["actor"])


def _actor_single(pair: _Pair) -> str:
    return str(pair[1]["actor_single"])


def _leading(what: str, pairs: Sequence[_Pair]) -> Headline:
    n = sum(own["ranks"][outcome["hypothesis"]] == 1 for outcome, own in pairs)
    return Headline(what, "–", share(n, len(pairs)), None)


def _body(outcomes: Sequence[Outcome]) -> str:
    header = (
        "scenario", "seed", "verdict", "link", "at most", "confidence", "actor at most",
        "one kind alone", "planted", "its rank", "rank 1",
    )  # fmt: skip
    rows = [row for outcome in outcomes for row in _rows(outcome)]
    return table(header, rows)


def _rows(outcome: Outcome) -> list[tuple[str, ...]]:
    place = (outcome["scenario"], str(outcome["seed"]))
    if not outcome["campaigns"]:
        return [(*place, "no campaign", *("–",) * 8)]
    return [(*place, *_row(outcome, own)) for own in outcome["campaigns"]]


def _row(outcome: Outcome, own: Outcome) -> tuple[str, ...]:
    link = own["links"].get(outcome["operation"])
    planted = outcome["hypothesis"]
    is_network = largest_group(own["groups"]) == CAMPAIGN
    leads = sorted(name for name, rank in own["ranks"].items() if rank == 1)
    return (
        own["verdict"]
        if is_network
        else f"{own['verdict']} (mostly {largest_group(own['groups'])})",
        _words(link["likelihood"]) if link else "nothing measured",
        _words(link["ceiling"]) if link else "–",
        link["confidence"] if link else "–",
        _words(own["actor"]),
        _words(own["actor_single"]),
        planted or "–",
        str(own["ranks"][planted]) if planted and is_network else "–",
        ", ".join(leads),
    )


def _words(term: str) -> str:
    return term.replace("_", " ")


ATTRIBUTION: Final = SyntheticSuite(
    "attribution", "Evaluation: who is behind it", INTRODUCTION, 4, _runs, report
)
