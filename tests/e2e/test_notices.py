"""From drafts to the mail server, as people do it: each official once, and nobody unapproved."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import product_case
import pytest
import sqlalchemy as sa
from cases import log_init, vouch
from cryptography.hazmat.primitives.serialization import pkcs7
from keys import cell, certificate_for, rsa_key
from mail_server import Inbox, ReportingInbox, certificate, mail_server
from product_case import rows

from undertow.case import Case
from undertow.decisions import DecisionLog, Outbox
from undertow.decisions.model import NOTICES
from undertow.judgements import judge_threat
from undertow.schema import Posts, Table, Targets, ThreatHits

HEAD = """\
sender = "Unit <desk@agency.example>"
[en]
contact = "Ana, 613-555-0100"
kind = "It says that you broke the law."
[fr]
contact = "Ana, 613-555-0101"
kind = "On dit que vous avez enfreint la loi."
"""
OFFICIALS = {row["email"] for row in rows()[Targets] if row["target_id"] in ("t-1", "t-2", "t-3")}

Run = Callable[..., subprocess.CompletedProcess[str]]


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "undertow", *map(str, words)]


def drafted(run: Run, case: Case, tmp_path: Path) -> str:
    """Let Ana make drafts; return their number."""
    (tmp_path / "head.toml").write_text(HEAD)
    head = ("--letterhead", tmp_path / "head.toml")
    made = run("notify", "draft", case.path, "--by", "Ana Roy", *head, UNDERTOW_OPERATOR="ana")
    assert made.returncode == 0, made.stderr
    number = re.search(r"number (\d+)", made.stdout)
    assert number is not None
    return number[1]


def approved(run: Run, case: Case, number: str, *more: object, by: str = "Bo Lin") -> Any:
    words = ("notify", "approve", case.path, number, "--by", by, *more)
    return run(*words, UNDERTOW_OPERATOR="bo")


@pytest.fixture(scope="module")
def approved_case(rows_of: Any, tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """A case whose drafts Bo has approved: three officials have an address. It is only copied."""
    folder = tmp_path_factory.mktemp("approved")
    case = log_init(Case.create(folder / "case", purpose="a test"))
    product_case.fill(case, rows_of)
    done = approved(run, case, drafted(run, case, folder))
    assert done.returncode == 0, done.stderr
    assert "Approved 3 notices" in done.stdout
    return case.path


@pytest.fixture
def ready(approved_case: Path, tmp_path: Path) -> Case:
    """A copy of its own of that case."""
    return Case.open(Path(shutil.copytree(approved_case, tmp_path / "case")))


def send(run: Run, case: Case, inbox: Inbox, *more: object, **env: str) -> Any:
    where = ("--server", "127.0.0.1", "--port", inbox.port, "--per-minute", "60000")
    plain = () if "--security" in more else ("--security", "none")
    return run("notify", "send", case.path, "--by", "Ana Roy", *where, *plain, *more, **env)


def states(case: Case) -> dict[str, str]:
    found = Outbox(DecisionLog.of(case)).notices()
    return {n.target_id: n.state for n in found if n.state != "withdrawn"}


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_who_has_a_certificate_is_written_to_encrypted(
    case: Case, rows_of: Any, tmp_path: Path, run: Run
) -> None:
    official, *others = rows()[Targets]
    own = certificate_for(official["email"], rsa_key())
    people = [official | {"certificate": cell(own)}, *others]

    def register(*changed: Any) -> None:
        case.write(Table.checked(Targets, rows_of(Targets, *changed, *others)))
        vouch(case)

    product_case.fill(case, rows_of)
    register(people[0])
    number = drafted(run, case, tmp_path)
    register(official | {"certificate": cell(certificate_for(official["email"], rsa_key(), -1))})
    assert "is not in force" in approved(run, case, number).stdout
    register(people[0])
    assert "Approved 1 notice" in approved(run, case, number, "--target", "t-1").stdout
    with mail_server() as inbox:
        # Another certificate than the one that was approved is nobody's wish.
        register(official)
        assert "certificate changed since" in send(run, case, inbox).stdout
        assert official["email"] not in inbox.counts
        register(people[0])
        assert "1 notice sent" in send(run, case, inbox).stdout
    kinds = {to: message.get_content_type() for to, message in inbox.messages().items()}
    assert kinds.pop(official["email"]) == "application/pkcs7-mime"
    assert set(kinds.values()) == {"multipart/mixed"}
    der = inbox.messages()[official["email"]].get_payload(decode=True)
    opened = message_from_bytes(pkcs7.pkcs7_decrypt_der(der, own, rsa_key(), []), policy=SMTP)
    assert official["name"] in text_of(opened)


def test_each_official_gets_one_message_once(ready: Case, run: Run) -> None:
    with mail_server() as inbox:
        first, second = send(run, ready, inbox), send(run, ready, inbox)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stdout
    assert "3 notices sent" in first.stdout
    assert "Nothing was sent" in second.stdout
    assert inbox.counts == dict.fromkeys(OFFICIALS, 1)
    approved = {n.recipient: n.message for n in Outbox(DecisionLog.of(ready)).notices()}
    for recipient, raw in inbox.received:
        date, _, rest = raw.partition(b"\r\n")
        assert date.startswith(b"Date: ")
        assert rest.rstrip() == approved[recipient].rstrip()
        assert "Approved by Bo Lin" in text_of(inbox.messages()[recipient]) or (
            "Approuvé par Bo Lin" in text_of(inbox.messages()[recipient])
        )
    assert set(states(ready).values()) == {"sent"}
    status = run("notify", "status", ready.path)
    assert "3 of 4 people warned." in status.stdout
    verified = run("verify", ready.path)
    assert "case.db" not in verified.stderr  # made by hand, the rest of the case does not verify


@pytest.mark.parametrize("way", ["no drafts", "drafts", "by the author", "withdrawn"])
def test_nothing_is_sent_without_an_approval(
    way: str, case: Case, rows_of: Any, tmp_path: Path, run: Run
) -> None:
    product_case.fill(case, rows_of)
    number = "" if way == "no drafts" else drafted(run, case, tmp_path)
    if way == "by the author":
        refused = approved(run, case, number, by="ana roy")
        assert refused.returncode == 1
        assert "a second person" in refused.stderr
    if way == "withdrawn":
        approved(run, case, number)
        for notice in Outbox(DecisionLog.of(case)).notices():
            taken = run(
                "notify", "withdraw", case.path, notice.notice_id[:12],
                "--by", "Bo Lin", "--why", "wrong",
            )  # fmt: skip
            assert taken.returncode == 0, taken.stderr
    with mail_server() as inbox:
        done = send(run, case, inbox)
    assert done.returncode == 0
    assert "Nothing was sent" in done.stdout
    assert inbox.received == []


@pytest.mark.parametrize(
    "change",
    [
        {"message": b"From: Unit <desk@agency.example>\r\n\r\nother words"},
        {"recipient": "somebody.else@parl.invalid"},
        {"target_id": "t-9"},
    ],
)
def test_what_was_changed_after_its_approval_is_not_sent(
    ready: Case, run: Run, change: dict[str, Any]
) -> None:
    with DecisionLog.of(ready).transaction() as held:
        own = NOTICES.c.target_id == "t-2"
        held.connection.execute(NOTICES.update().where(own).values(**change))
    with mail_server() as inbox:
        done = send(run, ready, inbox)
    assert done.returncode == 1
    assert "is not what a second person approved" in done.stderr
    assert inbox.received == []
    assert "is not what a second person approved" in run("verify", ready.path).stderr


def test_a_notice_put_beside_the_log_is_not_sent(ready: Case, run: Run) -> None:
    with DecisionLog.of(ready).transaction() as held:
        held.connection.execute(sa.text("UPDATE notices SET state = 'withdrawn'"))
        row = {"notice_id": "0" * 64, "target_id": "t-2", "recipient": "x@y.ca", "reply": ""}
        row |= {"message": b"From: a@b.ca\r\n\r\nhello", "state": "waiting", "attempts": 0}
        held.connection.execute(NOTICES.insert().values(**row, changed_at=""))
    with mail_server() as inbox:
        assert send(run, ready, inbox).returncode == 1
    assert inbox.received == []


def test_decisions_that_were_changed_send_nothing(ready: Case, run: Run) -> None:
    with DecisionLog.of(ready).transaction() as held:
        held.connection.execute(sa.text("UPDATE events SET who = 'Cy' WHERE who = 'Bo Lin'"))
    with mail_server() as inbox:
        done = send(run, ready, inbox)
    assert "no decision can be relied on" in done.stderr
    assert inbox.received == []
    assert "was changed after it was written" in run("verify", ready.path).stderr


def test_decisions_cut_off_are_missed_by_verify(ready: Case, run: Run) -> None:
    """The rest is a sound chain; the custody log knows that there was more."""
    with DecisionLog.of(ready).transaction() as held:
        held.connection.execute(sa.text("DELETE FROM events WHERE seq > 2"))
        held.connection.execute(sa.text("DELETE FROM notices"))
    assert "than the custody log noted" in run("verify", ready.path).stderr


@pytest.mark.parametrize("after_s", [0.0, 0.1, 0.4])
def test_killed_while_sending_each_official_gets_one(ready: Case, run: Run, after_s: float) -> None:
    """The server thinks for a while over each message, and the sender is killed meanwhile."""
    with mail_server(Inbox(delay_s=0.3)) as inbox:
        words = ("notify", "send", ready.path, "--by", "Ana", "--server", "127.0.0.1")
        more = ("--port", inbox.port, "--security", "none", "--per-minute", "60000")
        sender = subprocess.Popen(command(*words, *more))
        while not inbox.received and sender.poll() is None:
            time.sleep(0.005)
        time.sleep(after_s)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        inbox.delay_s = 0.0
        done = send(run, ready, inbox)
        # What got no answer is told, and a person who looked into the server's log settles it.
        left = [n for n in Outbox(DecisionLog.of(ready)).notices() if n.state == "handed_over"]
        assert len(left) <= 1
        for notice in left:
            assert f"No answer came for {notice.notice_id[:12]}" in done.stdout
            came = "--sent" if inbox.counts[notice.recipient] else "--not-sent"
            settled = run(
                "notify", "settle", ready.path, notice.notice_id[:12],
                came, "--by", "Ana", "--why", "as the server's log says",
            )  # fmt: skip
            assert settled.returncode == 0, settled.stderr
        send(run, ready, inbox)
        assert inbox.counts == dict.fromkeys(OFFICIALS, 1)
    assert set(states(ready).values()) == {"sent"}


def test_a_server_that_dies_over_a_message_leaves_it_to_a_person(ready: Case, run: Run) -> None:
    class Dying(Inbox):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            said = await super().handle_DATA(server, session, envelope)
            if len(self.received) == 1:
                server.transport.abort()
            return said

    with mail_server(Dying()) as inbox:
        done = send(run, ready, inbox)
        assert done.returncode == 1
        assert "2 notices sent, 1 unanswered" in done.stdout
        again = send(run, ready, inbox)
        assert "Nothing was sent" in again.stdout
        assert inbox.counts == dict.fromkeys(OFFICIALS, 1)


def test_refused_and_put_off(ready: Case, run: Run) -> None:
    first, second, _ = sorted(OFFICIALS)
    answers = {first: "550 no \u202esuch user", second: "451 try again later"}
    with mail_server(Inbox(lambda recipient: answers.get(recipient, "250 OK"))) as inbox:
        done = send(run, ready, inbox)
        assert done.returncode == 1
        assert "1 notice sent, 1 refused, 1 put off by the server" in done.stdout
        answers.clear()
        again = send(run, ready, inbox)
        assert "1 notice sent" in again.stdout
        assert inbox.counts == dict.fromkeys(OFFICIALS - {first}, 1)
    refused = [n for n in Outbox(DecisionLog.of(ready)).notices() if n.state == "refused"]
    assert [notice.reply for notice in refused] == ["550 no such user"]


class Turning(Inbox):
    """A server that will not speak to anybody, or hangs up over one recipient."""

    def __init__(self, mail: str = "250 OK", hangs_up_on: str = "") -> None:
        super().__init__()
        self.mail, self.hangs_up_on = mail, hangs_up_on

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address == self.hangs_up_on:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.mark.parametrize("said", ["530 Authentication required", "550 not you", "451 later"])
def test_a_server_that_refuses_the_sender_takes_no_approval_away(
    ready: Case, run: Run, said: str
) -> None:
    with mail_server(Turning(mail=said)) as inbox:
        done = send(run, ready, inbox)
    assert done.returncode == 1
    assert said in done.stderr
    assert set(states(ready).values()) == {"waiting"}


def test_one_official_over_whom_the_server_hangs_up_keeps_no_other_waiting(
    ready: Case, run: Run
) -> None:
    first = min(OFFICIALS)
    with mail_server(Turning(hangs_up_on=first)) as inbox:
        done = send(run, ready, inbox)
        assert "2 notices sent, 1 given up when the server hung up" in done.stdout
        assert inbox.counts == dict.fromkeys(OFFICIALS - {first}, 1)
    assert sorted(states(ready).values()) == ["sent", "sent", "waiting"]


def test_a_server_that_never_answers_is_not_given_everything(ready: Case, run: Run) -> None:
    class Mute(Inbox):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            server.transport.abort()
            return "250 OK"

    with mail_server(Mute()) as inbox:
        done = send(run, ready, inbox)
    assert done.returncode == 1
    assert "no answer came to the last messages" in done.stderr
    assert sorted(states(ready).values()) == ["handed_over", "handed_over", "waiting"]
    assert "0 of 4 people warned." in run("notify", "status", ready.path).stdout


def test_what_became_a_threat_after_the_approval_is_not_sent(
    case: Case, rows_of: Any, tmp_path: Path, run: Run
) -> None:
    product_case.fill(case, rows_of)
    posts = [row | {"text": "words", "lang": "en"} for row in rows()[Posts]]
    hit = {"post_uid": "x:p0", "kind": "physical_harm", "grade": "explicit", "end_char": 5}
    case.write(
        Table.checked(Posts, rows_of(Posts, *posts)),
        Table.checked(ThreatHits, rows_of(ThreatHits, hit)),
    )
    vouch(case)
    judge_threat(case, "x:p0", "no-threat", by="Cy", note="", who="cy", command="")
    done = approved(run, case, drafted(run, case, tmp_path), "--sign-safety")
    assert "Approved 3 notices" in done.stdout
    judge_threat(case, "x:p0", "threat", by="Cy", note="", who="cy", command="")
    with mail_server() as inbox:
        sent = send(run, case, inbox)
    assert sent.returncode == 1
    assert "Not sent to t-1: the analysis, a judgement or the certificate changed" in sent.stdout
    assert len(inbox.received) == 2
    assert states(case)["t-1"] == "waiting"


@pytest.mark.parametrize("way", ["sent", "withdrawn"])
def test_a_state_that_the_log_does_not_know_sends_nothing(ready: Case, run: Run, way: str) -> None:
    with mail_server() as inbox:
        if way == "sent":
            send(run, ready, inbox)
        else:
            for notice in Outbox(DecisionLog.of(ready)).notices():
                ident = notice.notice_id[:12]
                run("notify", "withdraw", ready.path, ident, "--by", "Bo", "--why", "wrong")
        n_before = len(inbox.received)
        with DecisionLog.of(ready).transaction() as held:
            held.connection.execute(sa.text("UPDATE notices SET state = 'waiting'"))
        done = send(run, ready, inbox)
    assert done.returncode == 1
    assert "is marked waiting" in done.stderr
    assert len(inbox.received) == n_before
    assert "is marked waiting" in run("verify", ready.path).stderr


@pytest.mark.parametrize("is_gone", [False, True])
def test_an_older_copy_of_the_decisions_sends_nothing_again(
    ready: Case, run: Run, is_gone: bool
) -> None:
    database = ready.path / "case.db"
    before = database.read_bytes()
    with mail_server() as inbox:
        send(run, ready, inbox)
        for name in ("case.db", "case.db-wal", "case.db-shm"):
            (ready.path / name).unlink(missing_ok=True)
        if not is_gone:
            database.write_bytes(before)
        done = send(run, ready, inbox)
    assert done.returncode == 1
    assert "than the custody log noted" in done.stderr
    assert inbox.counts == dict.fromkeys(OFFICIALS, 1)


def test_what_was_sent_is_told_and_noted_while_another_command_writes(
    ready: Case, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undertow.cli.anchoring._WAIT_S", 0.0)
    with mail_server() as inbox, ready.writing():
        done = send(run, ready, inbox)
    assert "3 notices sent" in done.stdout
    assert "the custody log does not know of these decisions yet" in done.stdout


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_with_an_account(
    ready: Case, run: Run, tls: tuple[Path, Path], security: str
) -> None:
    account = ("desk", "a secret")
    is_from_start = security == "tls"
    with mail_server(tls=tls, is_tls_from_start=is_from_start, account=account) as inbox:
        where = ("--server", "localhost", "--port", inbox.port, "--security", security)
        who = ("notify", "send", ready.path, "--by", "Ana", "--user", "desk", *where)
        untrusted = run(*who, UNDERTOW_SMTP_PASSWORD="a secret")
        assert untrusted.returncode == 1
        assert "certificate verify failed" in untrusted.stderr
        none = run(*who, "--ca", tls[0], UNDERTOW_SMTP_PASSWORD="")
        assert "set UNDERTOW_SMTP_PASSWORD" in none.stderr
        wrong = run(*who, "--ca", tls[0], UNDERTOW_SMTP_PASSWORD="another")
        assert wrong.returncode == 1
        assert "535" in wrong.stderr
        assert inbox.received == []
        done = run(*who, "--ca", tls[0], UNDERTOW_SMTP_PASSWORD="a secret")
        assert done.returncode == 0, done.stderr
    assert inbox.counts == dict.fromkeys(OFFICIALS, 1)
    assert inbox.was_encrypted == {True}
    for found in (untrusted, wrong, done):
        assert "a secret" not in found.stdout + found.stderr
    assert b"a secret" not in (ready.path / "case.db").read_bytes()


def test_without_encryption_to_this_machine_only(ready: Case, run: Run) -> None:
    done = run(
        "notify", "send", ready.path, "--by", "Ana", "--server", "192.0.2.1", "--security", "none"
    )
    assert done.returncode == 1
    assert "without encryption to a server on this machine only" in done.stderr


def test_a_server_that_is_not_there(ready: Case, run: Run) -> None:
    with mail_server() as inbox:
        pass
    done = send(run, ready, inbox)
    assert done.returncode == 1
    assert "3 of 3 notices were not tried" in done.stderr
    assert set(states(ready).values()) == {"waiting"}


BOUNCE = """\
From: MAILER-DAEMON@agency.example
To: desk@agency.example
Subject: Delivery failed
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It failed.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.agency.example
{envelope}
Final-Recipient: rfc822; {recipient}
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 unknown user

--b
Content-Type: text/rfc822-headers

{headers}
--b--
"""


def report(envelope: str, action: str, headers: str, recipient: str) -> str:
    return BOUNCE.format(envelope=envelope, action=action, headers=headers, recipient=recipient)


def test_reports_are_asked_for_and_recorded_once(ready: Case, run: Run, tmp_path: Path) -> None:
    inbox = ReportingInbox()
    with mail_server(inbox):
        assert send(run, ready, inbox).returncode == 0
    assert inbox.wishes.count("NOTIFY=SUCCESS,FAILURE,DELAY") == 3
    by_target = {n.target_id: n for n in Outbox(DecisionLog.of(ready)).notices()}
    envelopes = {wish.partition("=")[2] for wish in inbox.wishes if wish.startswith("ENVID=")}
    assert envelopes == {n.notice_id for n in by_target.values()}
    ident = re.search(rb"Message-ID: (\S+)", by_target["t-2"].message)
    assert ident is not None
    to = {target: notice.recipient for target, notice in by_target.items()}
    known = f"Original-Envelope-Id: {by_target['t-1'].notice_id}\n"
    returned = f"Message-ID: {ident[1].decode()}\n"
    files = {
        "another.eml": report(known, "failed", "", "somebody@else.example"),
        "failed.eml": report(known, "failed", "", to["t-1"].upper()),
        "mailbox": "\nFrom x Mon Jan  1 00:00:00 2024\n"
        + report("", "delivered", returned, to["t-2"])
        + "\nFrom x Mon Jan  1 00:00:01 2024\nSubject: no report\n\nhello\n",
        "quoted.eml": report("", "failed", f"In-Reply-To: {ident[1].decode()}\n", to["t-2"]),
        "other.eml": report("Original-Envelope-Id: of-another-case\n", "failed", "", to["t-3"]),
        "binary.eml": "\x00\x01",
        "nested.eml": "Content-Type: message/rfc822\n\n" * 3000,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    paths = [tmp_path / name for name in files]
    first = run("notify", "reports", ready.path, *paths, "--by", "Ana")
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode())
    second = run("notify", "reports", ready.path, *paths[:3], "--by", "Ana")
    assert first.returncode == 0, first.stderr
    assert "2 new reports" in first.stdout
    assert "1 message could not be read" in first.stdout
    assert "0 new reports" in second.stdout
    assert states(ready) == {"t-1": "bounced", "t-2": "delivered", "t-3": "sent"}
    status = run("notify", "status", ready.path)
    assert "2 of 4 people warned." in status.stdout
