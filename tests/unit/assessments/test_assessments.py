"""Judgements on actors: under their ceilings, signed by a second person, superseded, withdrawn."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations
from typing import Any, get_args

import product_case
import pytest
import sqlalchemy as sa
from cases import vouch
from pydantic import ValidationError

from undertow.assessments import (
    Assessment,
    Bearing,
    Breakout,
    Response,
    as_breakout,
    bearing_of,
    corrections,
    propose,
    read_assessments,
    read_responses,
    record_breakout,
    record_response,
    sign,
    withdraw,
)
from undertow.assessments.statement import (
    EXAMPLE,
    ActorStatement,
    Basis,
    as_bilingual,
    as_statement,
)
from undertow.attribution import Ceiling
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import InputError, ReviewRequiredError, VerificationError
from undertow.estimative import CONFIDENCE, TERMS
from undertow.notify import drafts_of
from undertow.report.assessment import build_document
from undertow.report.html import render
from undertow.report.material import gather
from undertow.report.phrases import PHRASES
from undertow.rulings import record_rulings
from undertow.schema import Campaigns, CampaignSigns, Claims, Hypotheses, OperationEvidence, Table
from undertow.wording import catalogue

SOURCES = ("First report", "Second report")
BASES: tuple[Basis, ...] = get_args(Basis)


def statement(
    *bases: str, likelihood: str = "likely", confidence: str = "moderate", **more: Any
) -> ActorStatement:
    """Return a statement that rests on some kinds of evidence; the n-th external one differs."""
    evidence: list[dict[str, Any]] = []
    for basis in bases:
        item: dict[str, Any] = {"basis": basis, "en": f"{basis} says", "fr": f"{basis} dit"}
        if basis == "external":
            n = sum(own["basis"] == "external" for own in evidence)
            item |= {"source": SOURCES[n % 2], "date": date(2023, 10, 23)}
        evidence.append(item)
    values = {
        "campaign": product_case.CAMPAIGN,
        "likelihood": likelihood,
        "confidence": confidence,
        "actor": {"en": "Example <Org>", "fr": "l’Organisation <Exemple>"},
        "evidence": evidence,
        "assumption": [{"en": "They are independent", "fr": "Elles sont indépendantes"}],
    }
    return as_statement(values | more, "a test")


@pytest.fixture
def judged(case: Case, rows_of: Any) -> Case:
    """A case that shows signs of every kind, and in which imitation does not lead."""
    product_case.fill(case, rows_of)
    return shown(case, rows_of)


def shown(case: Case, rows_of: Any, *, rank: int = 2, groups: tuple[str, ...] = BASES) -> Case:
    signs = [
        {"sign": name, "sign_group": group, "state": "shown" if group in groups else "not_shown"}
        for name, group in (("account_age", "accounts"), ("x", "texts"), ("y", "conduct"))
    ]
    published = [
        {"operation_id": "o", "indicator_id": group, "sign_group": group, "state": "shown"}
        for group in ("published", "quoted")
        if group in groups
    ]
    own = {"campaign_id": product_case.CAMPAIGN}
    case.write(
        Table.checked(CampaignSigns, rows_of(CampaignSigns, *(row | own for row in signs))),
        Table.checked(
            OperationEvidence, rows_of(OperationEvidence, *(row | own for row in published))
        ),
        Table.checked(
            Hypotheses, rows_of(Hypotheses, {"hypothesis": "imitation", "rank": rank} | own)
        ),
    )
    return vouch(case)


def signed(case: Case, own: ActorStatement) -> Assessment:
    log = DecisionLog.of(case)
    proposed = propose(case, log, own, by="Ana Roy", operator="ana")
    return sign(case, log, proposed.assessment_id, by="Bo Lin", operator="bo")


def one(case: Case) -> Assessment:
    [found] = read_assessments(case, DecisionLog.of(case))
    return found


def test_nothing_external_is_even_at_most(judged: Case) -> None:
    bearing = bearing_of(judged, statement("accounts", "texts", "conduct", "published"))
    assert bearing.ceiling == Ceiling("roughly_even", ("nothing_external",))
    assert bearing.confidence == "low"


def test_evidence_of_every_kind_bears_the_most(judged: Case) -> None:
    found = bearing_of(judged, statement("external", "external", "accounts", "published"))
    assert found == Bearing(Ceiling(TERMS[-1], ()), "high", ())


def subsets() -> list[tuple[str, ...]]:
    kinds = ("accounts", "texts", "published", "context", "external")
    return list(chain.from_iterable(combinations(kinds, n) for n in range(1, len(kinds) + 1)))


def test_less_evidence_never_bears_more(judged: Case) -> None:
    """Taking any one item away lowers both ceilings or leaves them."""
    for bases in subsets():
        whole = bearing_of(judged, statement(*bases))
        for i in range(len(bases)) if len(bases) > 1 else ():
            part = bearing_of(judged, statement(*bases[:i], *bases[i + 1 :]))
            assert TERMS.index(part.ceiling.term) <= TERMS.index(whole.ceiling.term)
            assert CONFIDENCE.index(part.confidence) <= CONFIDENCE.index(whole.confidence)


@pytest.mark.parametrize("rank", [1, 2])
def test_a_flag_that_may_be_false_is_likely_at_most(judged: Case, rows_of: Any, rank: int) -> None:
    shown(judged, rows_of, rank=rank)
    found = bearing_of(judged, statement("external", "external", "accounts", "published"))
    assert (found.ceiling.term == "likely") == (rank == 1)
    assert (found.confidence == "moderate") == (rank == 1)


def test_where_no_hypothesis_was_weighed_a_flag_may_be_false(judged: Case) -> None:
    judged.write(Table.empty(Hypotheses))
    found = bearing_of(vouch(judged), statement("external", "accounts", "published"))
    assert found.ceiling == Ceiling("likely", ("imitation",))


def test_who_merely_acts_together_has_no_actor(judged: Case, rows_of: Any) -> None:
    [row] = product_case.rows()[Campaigns]
    row |= {"verdict": "coordinated"}
    judged.write(Table.checked(Campaigns, rows_of(Campaigns, row)))
    found = bearing_of(vouch(judged), statement("external", "accounts"))
    assert found.ceiling == Ceiling("roughly_even", ("authenticity_open",))


@pytest.mark.parametrize("basis", ["accounts", "texts", "conduct", "published", "quoted"])
def test_what_the_campaign_does_not_show_is_no_evidence(
    judged: Case, rows_of: Any, basis: str
) -> None:
    others = tuple(own for own in BASES if own != basis)
    shown(judged, rows_of, groups=others)
    with pytest.raises(ReviewRequiredError, match=f"nothing of this kind.*{basis}"):
        propose(judged, DecisionLog.of(judged), statement("external", basis), by="A", operator="a")


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (statement("external", "accounts", likelihood="very_likely", confidence="high"), "high"),
        (statement("accounts", "texts"), "roughly_even at most"),
        (statement("external", "texts", likelihood="very_likely"), "likely at most .words_only"),
    ],
)
def test_more_than_is_borne_is_not_recorded(judged: Case, own: ActorStatement, told: str) -> None:
    log = DecisionLog.of(judged)
    with pytest.raises(ReviewRequiredError):
        propose(judged, log, own, by="Ana", operator="ana")
    objection = bearing_of(judged, own).objection(own)
    assert objection is not None
    assert log.events() == []
    if told != "high":
        import re

        assert re.search(told, objection)


def test_a_second_person_signs(judged: Case) -> None:
    log = DecisionLog.of(judged)
    own = propose(judged, log, statement("external", "accounts"), by="Ana Roy", operator="ana")
    assert not one(judged).is_current
    with pytest.raises(ReviewRequiredError, match="a second person"):
        sign(judged, log, own.assessment_id, by="ana  ROY", operator="x")
    with pytest.raises(ReviewRequiredError, match="at this login"):
        sign(judged, log, own.assessment_id, by="Bo Lin", operator="ana")
    sign(judged, log, own.assessment_id[:8], by="Bo Lin", operator="ana", shares_login=True)
    found = one(judged)
    assert found.is_current
    assert (found.proposed_by, found.signed_by) == ("Ana Roy", "Bo Lin")
    assert found.statement == own.statement
    with pytest.raises(InputError, match="is signed already"):
        sign(judged, log, own.assessment_id, by="Cy", operator="cy")


def test_a_later_one_supersedes_when_it_is_signed(judged: Case) -> None:
    first = signed(judged, statement("external", "accounts"))
    log = DecisionLog.of(judged)
    second = propose(
        judged, log, statement("external", "texts", "accounts"), by="Ana", operator="ana"
    )
    states = {a.assessment_id: a.state for a in read_assessments(judged, log)}
    assert states == {first.assessment_id: "signed", second.assessment_id: "proposed"}
    sign(judged, log, second.assessment_id, by="Bo", operator="bo")
    every = read_assessments(judged, log)
    assert [own.state for own in every] == ["superseded", "signed"]
    assert [own.assessment_id for own in corrections(every)] == [first.assessment_id]


def test_what_was_withdrawn_stays_on_record(judged: Case) -> None:
    found = signed(judged, statement("external", "accounts"))
    log = DecisionLog.of(judged)
    why = as_bilingual("The source was retracted", "La source a été rétractée", "a test")
    withdraw(log, found.assessment_id, why, by="Bo", operator="bo")
    assert (one(judged).state, one(judged).correction) == ("withdrawn", why)
    assert not one(judged).is_current
    with pytest.raises(InputError, match="is withdrawn already"):
        withdraw(log, found.assessment_id, why, by="Bo", operator="bo")


def test_when_the_evidence_goes_the_judgement_is_not_told(judged: Case, rows_of: Any) -> None:
    signed(judged, statement("external", "accounts"))
    assert one(judged).is_current
    shown(judged, rows_of, groups=("texts",))
    assert one(judged).state == "signed"
    assert not one(judged).is_current
    assert "accounts" in str(one(judged).objection)
    product_case.without_campaign(judged, rows_of)
    assert "no such campaign" in str(one(judged).objection)


def test_a_changed_log_tells_nothing(judged: Case) -> None:
    signed(judged, statement("external", "accounts"))
    log = DecisionLog.of(judged)
    with log.transaction() as change:
        change.connection.execute(sa.text("UPDATE events SET who = 'Cy' WHERE who = 'Bo Lin'"))
    with pytest.raises(VerificationError):
        read_assessments(judged, log)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"likelihood": "certain"}, "likelihood 'certain': unknown"),
        ({"confidence": "very high"}, "confidence"),
        ({"actor": {"en": "x"}}, "actor.fr"),
        ({"actor": {"en": "x", "fr": " "}}, "actor.fr"),
        ({"assumption": []}, "assumption"),
        ({"evidence": []}, "evidence"),
        ({"more": 1}, "more"),
        ({"assumption": [{"en": "It was proven", "fr": "x"}]}, "'proven' claims more"),
        ({"assumption": [{"en": "x", "fr": "C’est confirmé"}]}, "'confirmé' claims more"),
        ({"evidence": [{"basis": "external", "en": "x", "fr": "x"}]}, "its source and date"),
        ({"evidence": [{"basis": "language", "en": "x", "fr": "x"}]}, "evidence.0.basis"),
    ],
)
def test_a_statement_says_all_and_not_too_much(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        statement("external", "accounts", **changes)


def test_the_example_is_no_statement() -> None:
    import tomllib

    with pytest.raises(InputError, match="still says what the example says"):
        as_statement(tomllib.loads(EXAMPLE), "a test")


def pages(case: Case) -> dict[str, str]:
    document = build_document(gather(case))
    return {name: render(document, catalogue(name, PHRASES)) for name in ("en", "fr")}


def test_the_report_names_nobody_before_a_signature(judged: Case) -> None:
    log = DecisionLog.of(judged)
    before = pages(judged)
    propose(judged, log, statement("external", "accounts"), by="Ana", operator="ana")
    assert pages(judged) == before
    assert "makes no attribution" in before["en"]


def test_the_report_tells_what_was_signed_in_both_languages(judged: Case) -> None:
    dissent = [{"by": "Cy <i>", "en": "Too thin", "fr": "Trop mince"}]
    signed(judged, statement("external", "accounts", dissent=dissent))
    found = pages(judged)
    wanted = {
        "en": ("It is likely (55–80%) that Example &lt;Org&gt; is behind", "Bo Lin", "Too thin",
               "They are independent", "external says", "First report", "Cy &lt;i&gt;"),
        "fr": ("que derrière cette campagne se trouve l’Organisation &lt;Exemple&gt;.", "Bo Lin",
               "Trop mince", "Elles sont indépendantes", "external dit", "First report"),
    }  # fmt: skip
    for language, parts in wanted.items():
        for part in parts:
            assert part in found[language], part
    assert "makes no attribution" not in found["en"]
    assert "aucune attribution" not in found["fr"]
    assert "Too thin" not in found["fr"]


def entry(category: int, **more: object) -> Breakout:
    words = {"en": "A newspaper repeated it <b>", "fr": "Un journal l’a repris <b>"}
    values = {
        "campaign": product_case.CAMPAIGN,
        "category": category,
        "words": words,
        "source": "The Example, page 3",
        "date": date(2023, 9, 5),
        "by": "Ana Roy",
    }
    return as_breakout(values | more)


def test_how_far_it_got_beyond_the_captures_is_entered_by_a_person(judged: Case) -> None:
    log = DecisionLog.of(judged)
    assert "entered category" not in pages(judged)["en"]
    record_breakout(judged, log, entry(4), operator="ana")
    record_breakout(judged, log, entry(6), operator="ana")
    found = pages(judged)
    assert "Ana Roy entered category 6 of the Breakout Scale" in found["en"]
    assert "A newspaper repeated it &lt;b&gt;" in found["en"]
    assert "Un journal l’a repris &lt;b&gt;" in found["fr"]
    record_breakout(judged, log, entry(0), operator="ana")
    assert "entered category" not in pages(judged)["en"]


@pytest.mark.parametrize("wrong", [{"category": 3}, {"category": 7}, {"source": ""}])
def test_what_captures_show_is_not_entered(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match="the entry: "):
        entry(4, **wrong) if "category" not in wrong else entry(int(str(wrong["category"])))


def test_no_entry_on_a_campaign_that_is_not_there(judged: Case) -> None:
    with pytest.raises(InputError, match="no campaign c-none"):
        record_breakout(judged, DecisionLog.of(judged), entry(4, campaign="c-none"), operator="a")


@pytest.mark.parametrize("said", ["It is probably them", "It is likely, with high confidence"])
def test_assumptions_grade_by_the_table_alone(said: str) -> None:
    with pytest.raises(InputError, match="say it otherwise"):
        statement("external", assumption=[{"en": said, "fr": "Rien"}])


def test_what_people_reject_on_review_bears_no_judgement(judged: Case) -> None:
    own = signed(judged, statement("external", "accounts"))
    claim = next(
        row["claim_id"]
        for row in judged.read(Claims).arrow.to_pylist()
        if row["kind"] == "accounts"
    )
    record_rulings(
        judged, DecisionLog.of(judged), "claim", (claim,), "reject",
        by="Cy Moe", operator="cy", reason="I looked",
    )  # fmt: skip
    (found,) = read_assessments(judged, DecisionLog.of(judged))
    assert (found.assessment_id, found.is_current) == (own.assessment_id, False)
    assert "authenticity_open" in (found.objection or "")
    assert "Example &lt;Org&gt; is behind" not in pages(judged)["en"]


def test_the_report_keeps_what_stands_no_more(judged: Case) -> None:
    own = signed(judged, statement("external", "accounts"))
    why = as_bilingual("The source was retracted", "La source a été rétractée", "a test")
    withdraw(DecisionLog.of(judged), own.assessment_id, why, by="Bo", operator="bo")
    found = pages(judged)
    assert "The source was retracted" in found["en"]
    assert "La source a été rétractée" in found["fr"]
    assert "makes no attribution" in found["en"]


def test_notices_say_who_is_behind_it_once_people_have(judged: Case) -> None:
    before = drafts_of(judged)["t-2"].decode().replace("=\r\n", "")
    assert "No state, organisation or person is identified" in before
    signed(judged, statement("external", "accounts"))
    after = drafts_of(judged)["t-2"].decode().replace("=\r\n", "")
    assert "No state, organisation or person is identified" not in after
    assert "that Example <Org> is behind this campaign." in after
    assert "Ana Roy made it, and Bo Lin signed it" in after
    lines = [line for line in after.splitlines() if "is behind this campaign" in line]
    assert not any("onfidence" in line for line in lines)


ANSWER = {
    "campaign": product_case.CAMPAIGN,
    "date": date(2023, 10, 24),
    "language": "en",
    "text": "There is no direct evidence. <script>alert(1)</script>\u202e",
    "source": "A press briefing",
    "by": {"en": "The embassy <b>", "fr": "L’ambassade <b>"},
}


def answer(case: Case, **changes: Any) -> None:
    values = ANSWER | {"claims": [product_case.rows()[Claims][0]["claim_id"]]} | changes
    response = Response.model_validate(values)
    record_response(case, DecisionLog.of(case), response, by="Ana", operator="ana")


def test_a_response_is_told_word_for_word_beside_the_claims_that_answer_it(judged: Case) -> None:
    answer(judged)
    ident = product_case.rows()[Claims][0]["claim_id"]
    for page in pages(judged).values():
        part = page[page.index('id="campaign-1-responses"') :]
        assert "There is no direct evidence. &lt;script&gt;alert(1)&lt;/script&gt;" in part
        assert "&lt;b&gt;" in part
        assert ident in part[: part.index("</section>")]
        assert "\u202e" not in part
    assert "The embassy" in pages(judged)["en"]
    assert "L’ambassade" in pages(judged)["fr"]


def test_a_response_is_answered_by_claims_of_its_campaign(judged: Case) -> None:
    for changes in ({"claims": ["k-unknown"]}, {"campaign": "c-other"}):
        with pytest.raises(InputError, match="no claim of campaign"):
            answer(judged, **changes)
    assert read_responses(DecisionLog.of(judged)) == []


@pytest.mark.parametrize("changes", [{"text": ""}, {"claims": []}, {"language": "xx"}, {"by": {}}])
def test_a_response_says_all(judged: Case, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        answer(judged, **changes)
