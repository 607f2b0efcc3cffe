"""Drafts: one an official, nobody else's facts, nothing live, nothing sent."""

from __future__ import annotations

import email
import email.policy
import json
import re
import shutil
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import product_case
import pytest
from cases import vouch

from undertow.case import Case
from undertow.errors import SchemaError
from undertow.judgements import judge_threat
from undertow.notify import write_drafts
from undertow.notify.drafts import file_name
from undertow.notify.letters import read_letters
from undertow.notify.mailbox import mailbox
from undertow.schema import Claims, Evidence, Posts, Table, Targets, ThreatHits


@pytest.fixture
def analysed(case: Case, rows_of: Any) -> Case:
    return product_case.fill(case, rows_of)


def read(path: Path) -> EmailMessage:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert parsed.defects == []
    return cast(EmailMessage, parsed)


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def drafts(analysed: Case, tmp_path: Path) -> dict[str, EmailMessage]:
    """Drafts by the target they are for."""
    paths = write_drafts(analysed, tmp_path / "drafts")
    ids = {file_name(target): target for target in ("t-1", "t-2", "t-3", "../4")}
    return {ids[path.name]: read(path) for path in paths}


def test_each_addressed_official_has_one_draft(drafts: dict[str, EmailMessage]) -> None:
    assert sorted(drafts) == ["../4", "t-1", "t-2", "t-3"]


def test_draft_is_in_the_language_of_the_official(drafts: dict[str, EmailMessage]) -> None:
    assert drafts["t-1"]["Content-Language"] == "fr"
    assert drafts["t-2"]["Content-Language"] == "en"
    both = text_of(drafts["t-3"])
    assert drafts["t-3"]["Content-Language"] == "en, fr"
    assert 0 < both.index("Dear Sam Ilk") < both.index("Bonjour Sam Ilk")
    assert "Bonjour" not in text_of(drafts["t-2"])


def test_draft_holds_the_facts_of_its_official_alone(drafts: dict[str, EmailMessage]) -> None:
    everybody = {
        "t-1": ("Roy", "431"),
        "t-2": ("Ann Lee", "77"),
        "t-3": ("Sam Ilk", "3\u00a0posts"),
    }
    for target, message in drafts.items():
        text = text_of(message)
        for other, marks in everybody.items():
            assert all((mark in text) == (mark in text and other == target) for mark in marks)
        # Neither the size of the whole campaign nor the spread over parties.
        assert not re.search(r"1[,\u202f]234|Maple|Érable", text)
    assert "431" in text_of(drafts["t-1"])


def test_draft_quotes_nothing_and_has_no_live_link(drafts: dict[str, EmailMessage]) -> None:
    for message in drafts.values():
        text = text_of(message)
        assert not re.search(r"script|alert|third_party|说谎|罗佐伊", text)
        assert "://" not in text
        assert not re.search(r"\bwww\.|\b[\w-]+\.example\b", text)


def test_draft_is_marked_unsent_and_unapproved(drafts: dict[str, EmailMessage]) -> None:
    for message in drafts.values():
        assert message["X-Unsent"] == "1"
        assert message["Date"] is None
        assert message["From"].endswith("<draft@undertow.invalid>")
        assert message.get_content_type() == "multipart/mixed"
    text = text_of(drafts["t-2"])
    assert text.startswith("DRAFT — not sent; approved by: ____")
    assert "[To be checked and signed by the approving officer: ____" in text
    assert "[Contact:" in text


def test_likelihood_and_confidence_are_on_lines_of_their_own(
    drafts: dict[str, EmailMessage],
) -> None:
    [line] = [line for line in text_of(drafts["t-2"]).splitlines() if "55–80%" in line]
    assert "onfidence" not in line
    assert "Confidence in this judgement: moderate." in text_of(drafts["t-2"])


def test_texts_that_name_the_official_are_counted(drafts: dict[str, EmailMessage]) -> None:
    assert "1\u00a0texte qui vous nomme a été répété" in text_of(drafts["t-1"])
    assert "repeated posts addressed to you" in text_of(drafts["t-2"])


def test_register_cannot_inject_headers_or_paths(
    analysed: Case, tmp_path: Path, drafts: dict[str, EmailMessage]
) -> None:
    message = drafts["../4"]
    assert message["Bcc"] is None
    assert message["To"] == "undisclosed-recipients:;"
    assert "[Address: the register holds none that can be used" in text_of(message)
    folder = tmp_path / "drafts"
    assert {path.parent for path in folder.iterdir()} == {folder}
    assert all(re.fullmatch(r"draft-[A-Za-z0-9-]+\.eml", path.name) for path in folder.iterdir())


def test_names_of_any_script_fit_a_header(analysed: Case, tmp_path: Path, rows_of: Any) -> None:
    row = {"target_id": "t-1", "name": '罗佐伊 "Zoé", <x@y.ca>', "email": "zoe@parl.invalid"}
    claims = [c for c in product_case.rows()[Claims] if c["subject"] == "t-1"]
    analysed.write(
        Table.checked(Targets, rows_of(Targets, row)),
        Table.checked(Claims, rows_of(Claims, *claims)),
    )
    vouch(analysed)
    [path] = write_drafts(analysed, tmp_path / "drafts")
    [address] = read(path)["To"].addresses
    assert (address.display_name, address.addr_spec) == (row["name"], "zoe@parl.invalid")
    assert path.read_bytes().isascii()


def test_same_case_gives_the_same_bytes(analysed: Case, tmp_path: Path, rows_of: Any) -> None:
    again = product_case.fill(
        Case.create(tmp_path / "again", purpose="other"), rows_of, is_reversed=True
    )
    first = write_drafts(analysed, tmp_path / "a")
    second = write_drafts(again, tmp_path / "b")
    assert [(p.name, p.read_bytes()) for p in first] == [(p.name, p.read_bytes()) for p in second]


def test_drafts_of_officials_no_longer_addressed_go(
    analysed: Case, tmp_path: Path, rows_of: Any
) -> None:
    out = tmp_path / "drafts"
    write_drafts(analysed, out)
    (out / "notes.txt").write_text("mine")
    product_case.without_campaign(analysed, rows_of)
    assert write_drafts(analysed, out) == []
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


def test_several_campaigns_make_one_draft(analysed: Case, tmp_path: Path, rows_of: Any) -> None:
    second = [
        row | {"campaign_id": "c-2", "claim_id": f"m-{row['claim_id']}", "likelihood": None}
        for row in product_case.rows()[Claims]
    ]
    rows = [*product_case.rows()[Claims], *second]
    analysed.write(Table.checked(Claims, rows_of(Claims, *rows)))
    vouch(analysed)
    paths = write_drafts(analysed, tmp_path / "drafts")
    assert len(paths) == 4
    text = text_of(read(tmp_path / "drafts" / file_name("t-2")))
    assert text.count("Activity 1") == text.count("Activity 2") == 2
    assert "whether they are authentic is open" in text


def test_official_outside_the_register_is_an_error(
    analysed: Case, tmp_path: Path, rows_of: Any
) -> None:
    analysed.write(Table.empty(Targets))
    vouch(analysed)
    with pytest.raises(SchemaError, match="not in the register"):
        write_drafts(analysed, tmp_path / "drafts")
    assert not (tmp_path / "drafts").exists()


@pytest.mark.parametrize(
    "bad",
    [None, "", "a", "a@b", "a@b\nBcc: c@d.ca", "a b@c.ca", "a@c.ca, d@e.ca", "<a@b.ca>", "@b.ca",
     "a@-b.ca", "a..b@c.ca", "é@c.ca", "a" * 250 + "@b.ca"],
)  # fmt: skip
def test_unusable_addresses(bad: str | None) -> None:
    assert mailbox("n", bad) is None


def test_usable_address_is_kept() -> None:
    address = mailbox("A\r\nB", " a.b+c@d-e.gc.ca ")
    assert address is not None
    assert str(address) == "A B <a.b+c@d-e.gc.ca>"


def test_rivals_that_hold_are_told(analysed: Case, tmp_path: Path, rows_of: Any) -> None:
    rows = []
    for row in product_case.rows()[Claims]:
        facts = json.loads(row["facts"])
        if row["kind"] == "alternatives":
            facts["considered"][0]["holds"] = True
        rows.append(row | {"facts": json.dumps(facts)})
    analysed.write(Table.checked(Claims, rows_of(Claims, *rows)))
    vouch(analysed)
    write_drafts(analysed, tmp_path / "drafts")
    text = text_of(read(tmp_path / "drafts" / file_name("t-2")))
    assert "Part of the activity can be explained" in text


def screened(case: Case, rows_of: Any, n_hits: int, lang: str | None = None) -> Case:
    """Fill a case in which the screen marked some of the sixty posts that address t-1."""
    product_case.fill(case, rows_of)
    posts = [
        row | {"text": f"words {n}", "lang": lang}
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
    return vouch(case)


def judge(case: Case, uid: str, verdict: Any) -> None:
    judge_threat(case, uid, verdict, by="Bo Lin", note="", who="ana", command="undertow threats")


def draft_of(case: Case, tmp_path: Path, target: str) -> EmailMessage:
    write_drafts(case, tmp_path / "drafts")
    return read(tmp_path / "drafts" / file_name(target))


def test_nothing_found_is_said_with_the_number_of_posts(
    case: Case, rows_of: Any, tmp_path: Path
) -> None:
    message = draft_of(screened(case, rows_of, 0), tmp_path, "t-1")
    assert "dans 60\u00a0publications qui vous visent n’a relevé aucune menace" in text_of(message)
    assert "NE PAS TRANSMETTRE" not in text_of(message)
    assert "NOT RELEASABLE" not in message["X-Undertow-Status"]


def test_what_awaits_a_person_holds_the_draft(case: Case, rows_of: Any, tmp_path: Path) -> None:
    screened(case, rows_of, 3)
    message = draft_of(case, tmp_path, "t-1")
    text = text_of(message)
    assert "NE PAS TRANSMETTRE : 3\u00a0publications" in text.replace("\u202f", " ")
    assert "NOT RELEASABLE" in message["X-Undertow-Status"]
    assert "aucune menace" not in text
    other = draft_of(case, tmp_path, "t-2")
    assert "NOT RELEASABLE" not in other["X-Undertow-Status"]


def test_a_threat_is_the_first_thing_that_is_said(case: Case, rows_of: Any, tmp_path: Path) -> None:
    screened(case, rows_of, 2)
    judge(case, "x:p0", "threat")
    judge(case, "x:p1", "no-threat")
    text = text_of(draft_of(case, tmp_path, "t-1"))
    assert text.index("appelez la police") < text.index("Nous vous écrivons")
    assert "aucune menace" not in text
    assert "NE PAS TRANSMETTRE" not in text
    assert "words" not in text


def test_who_judged_and_when_is_said(case: Case, rows_of: Any, tmp_path: Path) -> None:
    screened(case, rows_of, 2)
    for uid in ("x:p0", "x:p1"):
        judge(case, uid, "no-threat")
    text = text_of(draft_of(case, tmp_path, "t-1"))
    assert re.search(r"rien n’y menace votre sécurité.: Bo Lin, le \d+", text)


def test_other_languages_are_not_said_to_be_screened(
    case: Case, rows_of: Any, tmp_path: Path
) -> None:
    text = text_of(draft_of(screened(case, rows_of, 0, lang="ru"), tmp_path, "t-1"))
    assert "Aucune des publications qui vous visent n’a pu faire l’objet" in text
    assert "60\u00a0publications n’ont pas fait l’objet" in text


def test_a_case_that_was_not_screened_holds_every_draft(
    case: Case, rows_of: Any, tmp_path: Path
) -> None:
    product_case.fill(case, rows_of)
    shutil.rmtree(case.table_dir(ThreatHits))
    (case.path / "tables/provenance/threat_hits.parquet").unlink()
    message = draft_of(case, tmp_path, "t-2")
    assert "NOT RELEASABLE" in message["X-Undertow-Status"]
    assert "the posts were not screened" in text_of(message)


def test_a_person_whom_a_campaign_makes_speak_is_warned(
    analysed: Case, tmp_path: Path, rows_of: Any
) -> None:
    critic = {"target_id": "p-1", "kind": "person", "name": "A Critic", "language": "en"}
    claims = product_case.rows()[Claims]
    target = next(row for row in claims if row["kind"] == "target")
    voice = next(row for row in claims if row["kind"] == "voice")
    claims = [row for row in claims if row is not voice]
    claims += [
        target | {"claim_id": "k-p", "kind": "person", "subject": "p-1"},
        voice | {"subject": "p-1"},
    ]
    analysed.write(
        Table.checked(Targets, rows_of(Targets, *product_case.rows()[Targets], critic)),
        Table.checked(Claims, rows_of(Claims, *claims)),
    )
    vouch(analysed)
    assert len(write_drafts(analysed, tmp_path / "drafts")) == 5
    text = text_of(read(tmp_path / "drafts" / file_name("p-1")))
    assert "at least 40\u00a0posts give you as the one who speaks" in text
    assert f"k-p, {voice['claim_id']}, " in text
    others = text_of(read(tmp_path / "drafts" / file_name("t-2")))
    assert "Words put into your mouth" not in others


def test_every_number_is_in_a_claim_that_has_evidence(analysed: Case) -> None:
    has_evidence = set(analysed.read(Evidence).arrow.column("claim_id").to_pylist())
    facts = {row["claim_id"]: row["facts"] for row in analysed.read(Claims).arrow.to_pylist()}
    for letter in read_letters(analysed):
        for activity in letter.activities:
            assert {*activity.claims} <= has_evidence
            told = " ".join(facts[ident] for ident in activity.claims)
            for name in ("n_posts", "n_accounts", "n_direct"):
                assert f'"{name}": {activity.facts[name]}' in told
