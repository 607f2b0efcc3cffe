"""Approval: by a second person, of what was drafted, and never where something is in the way."""

from __future__ import annotations

import email
import email.policy
import json
from email.message import EmailMessage
from typing import Any, cast

import product_case
import pytest
from cases import vouch

from undertow.case import Case
from undertow.decisions import DecisionLog, Notice, Outbox, named
from undertow.errors import InputError, ReviewRequiredError, VerificationError
from undertow.judgements import judge_threat
from undertow.notify import Approver, Letterhead, approve, drafts_of, record_drafts
from undertow.notify.letterhead import EXAMPLE, as_letterhead
from undertow.schema import Claims, Posts, PostText, Table, TargetHits, Targets, ThreatHits

WORDS = {
    "sender": "Unit <desk@agency.example>",
    "en": {"contact": "Ana, 613-555-0100", "kind": "It says that you broke the law. <b>"},
    "fr": {"contact": "Ana, 613-555-0101", "kind": "On dit que vous avez enfreint la loi."},
}
REASSURANCE = ("not cause you physical harm", "non à vous causer un préjudice physique")


def head(**changes: Any) -> Letterhead:
    return as_letterhead({**WORDS, **changes}, "a test")


def drafted(
    case: Case, rows_of: Any, letterhead: Letterhead | None, *, lang: str = "en", n_hits: int = 0
) -> DecisionLog:
    """Fill a case, in which the posts can be screened, and record the drafts of Ana."""
    product_case.fill(case, rows_of)
    posts = [
        row | {"text": f"words {n % 3}", "lang": lang}
        for n, row in enumerate(product_case.rows()[Posts])
    ]
    hits = [
        {"post_uid": f"x:p{n}", "kind": "physical_harm", "grade": "explicit", "end_char": 5}
        for n in range(n_hits)
    ]
    case.write(
        Table.checked(Posts, rows_of(Posts, *posts)),
        Table.checked(ThreatHits, rows_of(ThreatHits, *hits)),
    )
    return draft(vouch(case), letterhead)


def draft(case: Case, letterhead: Letterhead | None) -> DecisionLog:
    log = DecisionLog.of(case)
    record_drafts(log, letterhead, drafts_of(case, letterhead), by="Ana Roy", operator="ana")
    return log


def signed(
    case: Case,
    log: DecisionLog,
    by: str = "Bo Lin",
    target_ids: list[str] | None = None,
    *,
    operator: str = "bo",
    number: int | None = None,
    **more: Any,
) -> Any:
    made = log.events("notices_drafted")
    last = made[-1].seq if made else 0
    approver = Approver(by, operator, **more)
    return approve(case, log, last if number is None else number, approver, target_ids)


def parts(notice: Notice) -> dict[str, str]:
    """Return the text, the page and the attachment of a notice."""
    message = cast(
        EmailMessage, email.message_from_bytes(notice.message, policy=email.policy.default)
    )
    assert message.defects == []
    found = {}
    for name in ("plain", "html"):
        body = message.get_body((name,))
        assert body is not None
        found[name] = str(body.get_content())
    for attached in message.iter_attachments():
        found[str(attached.get_filename())] = str(attached.get_content())
    return found


def test_what_is_approved_is_complete(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    found = signed(case, log, target_ids=["t-2"])
    [notice] = found.notices
    message = email.message_from_bytes(notice.message, policy=email.policy.default)
    assert str(message["From"]) == "Unit <desk@agency.example>"
    assert str(message["To"]) == "Ann Lee <ann.lee@parl.invalid>"
    assert message["X-Unsent"] is message["X-Undertow-Status"] is message["Date"] is None
    text = parts(notice)["plain"]
    for wanted in ("Ana, 613-555-0100", "It says that you broke the law.", "Approved by Bo Lin"):
        assert wanted in text
    for mark in ("DRAFT", "____", "completed", "[To be", "[Contact"):
        assert mark not in text
    assert notice.message.isascii()
    assert Outbox(log).notices()[0].state == "waiting"


def test_the_page_says_what_the_text_says_and_nothing_is_live(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    for notice in signed(case, log).notices:
        found = parts(notice)
        assert "<script" not in found["html"]
        assert "<b>" not in found["html"]
        assert "<a " not in found["html"]
        assert "http" not in found["html"]
        for line in found["plain"].replace("_" * 60, "").splitlines():
            said = line.removeprefix("- ").replace("<b>", "&lt;b&gt;")
            assert said in found["html"]


def test_the_languages_are_marked(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    pages = {n.target_id: parts(n)["html"] for n in signed(case, log).notices}
    assert '<html lang="fr">' in pages["t-1"]
    assert '<section lang="en">' in pages["t-3"]
    assert '<section lang="fr">' in pages["t-3"]


@pytest.mark.parametrize(
    "by",
    [
        "Ana Roy",
        " ana   ROY",
        "Ａna Roy",
        "Ana Roy.",
        "Roy, Ana",
        "Ana-Roy",
        "Ana M. Roy",
        "Аna Roy",
        "Aña Roy",
        "Ana",
    ],
)
def test_the_author_approves_nothing(case: Case, rows_of: Any, by: str) -> None:
    log = drafted(case, rows_of, head())
    with pytest.raises(ReviewRequiredError, match="a second person"):
        signed(case, log, by)
    assert Outbox(log).notices() == []


def test_who_shares_the_login_says_so(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    with pytest.raises(ReviewRequiredError, match="at this login"):
        signed(case, log, operator="ana")
    assert len(signed(case, log, operator="ana", shares_login=True).notices) == 3
    assert log.sound_events("notice_approved")[-1].body["shares_login"] is True


def test_newer_drafts_are_to_be_read_first(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    [first] = log.events("notices_drafted")
    draft(case, head(en={"contact": "c", "kind": "Something else."}))
    with pytest.raises(ReviewRequiredError, match="the last drafts are number"):
        signed(case, log, number=first.seq)


def test_several_campaigns_need_a_kind_of_claim_each(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    second = [
        row | {"campaign_id": "c-2", "claim_id": f"m-{row['claim_id']}"}
        for row in product_case.rows()[Claims]
    ]
    case.write(Table.checked(Claims, rows_of(Claims, *product_case.rows()[Claims], *second)))
    vouch(case)
    log = draft(case, head())
    assert set(reasons(signed(case, log)).values()) == {"no_kind", "no_address"}
    kinds = {f"c-{n}": {"en": f"Kind {n}.", "fr": f"Nature {n}."} for n in (1, 2)}
    log = draft(case, head(campaign=kinds))
    found = signed(case, log, target_ids=["t-2"])
    text = parts(found.notices[0])["plain"]
    assert "Kind of claim: Kind 1." in text
    assert "Kind of claim: Kind 2." in text
    assert "broke the law" not in text


@pytest.mark.parametrize("by", ["", "  ", "x" * 121, "Bo\u202eLin", "Bo\x07"])
def test_a_name_is_needed(by: str) -> None:
    with pytest.raises(InputError, match="--by"):
        named(by, "--by")


def test_without_drafts_or_letterhead_nothing_is_approved(case: Case, rows_of: Any) -> None:
    with pytest.raises(ReviewRequiredError, match="no drafts"):
        signed(product_case.fill(case, rows_of), DecisionLog.of(case))
    log = draft(case, None)
    with pytest.raises(ReviewRequiredError, match="do not say who writes"):
        signed(case, log)


def reasons(found: Any) -> dict[str, str]:
    return {refusal.target_id: refusal.reason for refusal in found.refusals}


def test_nobody_is_written_to_without_an_address(case: Case, rows_of: Any) -> None:
    found = signed(case, drafted(case, rows_of, head()))
    assert reasons(found) == {"../4": "no_address"}
    assert [notice.target_id for notice in found.notices] == ["t-1", "t-2", "t-3"]


def test_every_language_of_an_official_is_needed(case: Case, rows_of: Any) -> None:
    english = as_letterhead({name: WORDS[name] for name in ("sender", "en")}, "a test")
    found = signed(case, drafted(case, rows_of, english))
    assert [notice.target_id for notice in found.notices] == ["t-2"]
    assert reasons(found) | {"../4": ""} == {
        "t-1": "no_letterhead",
        "t-3": "no_letterhead",
        "../4": "",
    }


def test_what_changed_since_the_draft_is_not_approved(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    rows = []
    for row in product_case.rows()[Claims]:
        facts = json.loads(row["facts"])
        if row["kind"] == "target" and row["subject"] == "t-2":
            facts["n_posts"] += 1
        rows.append(row | {"facts": json.dumps(facts)})
    case.write(Table.checked(Claims, rows_of(Claims, *rows)))
    vouch(case)
    found = signed(case, log)
    assert reasons(found)["t-2"] == "changed"
    assert [notice.target_id for notice in found.notices] == ["t-1", "t-3"]


def test_a_pending_threat_is_in_the_way_until_a_person_judged(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head(), n_hits=2)
    assert reasons(signed(case, log))["t-1"] == "awaits_judgement"
    for uid in ("x:p0", "x:p1"):
        judge_threat(case, uid, "no-threat", by="Cy", note="", who="cy", command="")
    log = draft(case, head())
    found = signed(case, log, target_ids=["t-1"], signs_safety=True)
    [notice] = found.notices
    assert REASSURANCE[1] in parts(notice)["plain"].replace("\xa0", " ")


def test_the_sentence_on_safety_is_there_where_it_is_signed(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    [plain] = signed(case, log, target_ids=["t-1"]).notices
    assert not any(words in parts(plain)["plain"] for words in REASSURANCE)
    [own] = signed(case, log, target_ids=["t-1"], signs_safety=True).notices
    assert REASSURANCE[1] in parts(own)["plain"]
    assert "Vérifié et signé par Bo Lin." in parts(own)["plain"]
    body = log.sound_events("notice_approved")[-1].body
    assert body["is_safety_signed"] is True


@pytest.mark.parametrize("threat", ["threat", "other language"])
def test_the_sentence_on_safety_cannot_be_signed(case: Case, rows_of: Any, threat: str) -> None:
    if threat == "threat":
        log = drafted(case, rows_of, head(), n_hits=1)
        judge_threat(case, "x:p0", "threat", by="Cy", note="", who="cy", command="")
        log = draft(case, head())
    else:
        log = drafted(case, rows_of, head(), lang="ru")
    found = signed(case, log, target_ids=["t-1"], signs_safety=True)
    assert found.unsigned == ("t-1",)
    assert not any(words in parts(found.notices[0])["plain"] for words in REASSURANCE)


def test_a_later_approval_takes_the_place_of_an_earlier(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    first, second = (signed(case, log, b, target_ids=["t-2"]).notices[0] for b in ("Bo", "Cy"))
    states = {notice.notice_id: notice.state for notice in Outbox(log).notices()}
    assert states == {first.notice_id: "withdrawn", second.notice_id: "waiting"}


@pytest.mark.parametrize("state", ["handed_over", "sent", "delivered", "bounced"])
def test_who_was_warned_is_warned_again_with_a_reason_only(
    case: Case, rows_of: Any, state: Any
) -> None:
    log = drafted(case, rows_of, head())
    [notice] = signed(case, log, target_ids=["t-2"]).notices
    with log.transaction() as change:
        Outbox.move(change, notice.notice_id, state, origin=("waiting",), who="Ana", operator="ana")
    assert reasons(signed(case, log, target_ids=["t-2"])) == {"t-2": "warned"}
    found = signed(case, log, target_ids=["t-2"], again="a second wave")
    assert len(found.notices) == 1
    assert log.sound_events("notice_approved")[-1].body["again"] == "a second wave"


def test_an_official_without_a_draft_is_named(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    with pytest.raises(InputError, match="nobody: no draft"):
        signed(case, log, target_ids=["nobody"])


def test_tables_that_were_changed_are_not_approved(case: Case, rows_of: Any) -> None:
    log = drafted(case, rows_of, head())
    case.write(Table.empty(Targets))
    with pytest.raises(VerificationError):
        signed(case, log)


def test_examples_are_apart_redacted_and_of_the_official_alone(case: Case, rows_of: Any) -> None:
    product_case.fill(case, rows_of)
    texts = ["@ann_lee see https://evil.example/a Zoé Roy 613-555-0199 lies"] * 3
    texts += ["a text for two officials"] * 5 + ["words that threaten"] * 9
    rows = product_case.rows()[Posts][: len(texts)]
    posts = [row | {"text": text, "lang": "en"} for row, text in zip(rows, texts, strict=True)]
    uids = [row["post_uid"] for row in posts]
    groups = [{"post_uid": uid, "text_group": text} for uid, text in zip(uids, texts, strict=True)]
    hits = [{"post_uid": uid, "target_id": "t-2", "via": "reply"} for uid in uids]
    hits += [{"post_uid": uid, "target_id": "t-1", "via": "reply"} for uid in uids[3:8]]
    threats = [{"post_uid": uid, "kind": "physical_harm", "end_char": 5} for uid in uids[8:]]
    case.write(
        Table.checked(Posts, rows_of(Posts, *posts)),
        Table.checked(PostText, rows_of(PostText, *groups)),
        Table.checked(TargetHits, rows_of(TargetHits, *hits)),
        Table.checked(ThreatHits, rows_of(ThreatHits, *threats)),
    )
    vouch(case)
    judge_threat(case, uids[8], "no-threat", by="Cy", note="", who="cy", command="")
    log = draft(case, head())
    [notice] = signed(case, log, target_ids=["t-2"]).notices
    found = parts(notice)
    quoted = found["examples.txt"].splitlines()[2:]
    assert quoted == ["@[…] see hxxps://evil[.]example/… […] […] lies"]
    assert "lies" not in found["plain"]
    assert "lies" not in found["html"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sender": "nobody"}, "sender: no address"),
        ({"fr": {"contact": "x"}}, "fr.kind"),
        ({"en": {"contact": " ", "kind": "k"}}, "en.contact"),
        ({"more": 1}, "more"),
    ],
)
def test_a_letterhead_says_all_and_no_more(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        head(**changes)


def test_the_example_is_no_letterhead() -> None:
    import tomllib

    with pytest.raises(InputError, match="still says what the example says"):
        as_letterhead(tomllib.loads(EXAMPLE), "a test")
