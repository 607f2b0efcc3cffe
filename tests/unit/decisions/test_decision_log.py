"""The decision log: chained, whole or not at all, in either database, by several at once."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from cases import log_init

from undertow.case import Case
from undertow.decisions import DecisionLog, Event, Notice, Outbox, parse_url
from undertow.decisions import database as db
from undertow.decisions.event import START, faults
from undertow.decisions.model import EVENTS, METADATA, NOTICES
from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest import CustodyLog

HOSTILE = {"text": "l'é\u202e'); DROP TABLE events; --\x00\n\udc80", "n": [1, None, True]}


def decide(log: DecisionLog, *subjects: str) -> list[Event]:
    return [log.append("decided", who="Ana", operator="ana", subject=s) for s in subjects]


def change(log: DecisionLog, statement: sa.Executable) -> None:
    """Do to the database what whoever can write to it can do."""
    with log.transaction() as held:
        held.connection.execute(statement)


def test_nothing_is_made_until_something_is_decided(case: Case) -> None:
    log = DecisionLog.of(case)
    assert log.events() == []
    assert log.head() == {"decisions_seq": 0, "decisions_hash": START}
    assert Outbox(log).notices() == []
    assert not (case.path / "case.db").exists()


def test_entries_follow_from_one_another(case: Case) -> None:
    log = DecisionLog.of(case)
    decide(log, "a", "b")
    opened, a, b = DecisionLog.of(Case.open(case.path)).sound_events()
    assert (opened.action, opened.seq, opened.prev_hash) == ("opened", 1, START)
    assert (a.subject, b.subject) == ("a", "b")
    assert (a.prev_hash, b.prev_hash) == (opened.hash, a.hash)
    assert log.head() == {"decisions_seq": 3, "decisions_hash": b.hash}
    assert [event.subject for event in log.events("decided")] == ["a", "b"]


def test_bodies_come_back_as_they_were(case: Case) -> None:
    log = DecisionLog.of(case)
    log.append("decided", who="Zoé", operator="ana", body=HOSTILE)
    [event] = log.sound_events("decided")
    assert event.body == HOSTILE


@pytest.mark.parametrize("column", ["who", "at", "subject", "body", "operator", "action"])
def test_a_changed_entry_is_noticed(case: Case, column: str) -> None:
    log = DecisionLog.of(case)
    decide(log, "a", "b")
    change(log, EVENTS.update().where(EVENTS.c.seq == 2).values({column: '{"x": 1}'}))
    assert [seq for seq, _ in faults(log.events())] == [2]
    with pytest.raises(VerificationError, match="decision 2 was changed"):
        log.sound_events()


def test_a_body_that_is_no_json_is_noticed(case: Case) -> None:
    log = DecisionLog.of(case)
    decide(log, "a")
    change(log, EVENTS.update().where(EVENTS.c.seq == 2).values(body="{"))
    with pytest.raises(VerificationError, match="decision 2"):
        log.sound_events()


def test_a_body_that_is_no_object_is_noticed(case: Case) -> None:
    log = DecisionLog.of(case)
    decide(log, "a")
    change(log, EVENTS.update().where(EVENTS.c.seq == 2).values(body="[]"))
    with pytest.raises(VerificationError, match="decision 2"):
        log.sound_events()


def test_an_older_copy_is_noticed_by_the_custody_log(case: Case) -> None:
    log = DecisionLog.of(case)
    decide(log, "a", "b")
    CustodyLog.of(case).append("x", who="ana", command="", fields=log.head())
    assert log.sound_events()
    change(log, EVENTS.delete().where(EVENTS.c.seq == 3))
    with pytest.raises(VerificationError, match="decision 3 is missing"):
        log.sound_events()


def test_no_copy_at_all_is_noticed_by_the_custody_log(tmp_path: Path) -> None:
    made = log_init(Case.create(tmp_path / "c", purpose="p"))
    log = DecisionLog.of(made)
    decide(log, "a")
    CustodyLog.of(made).append("x", who="ana", command="", fields=log.head())
    (made.path / "case.db").unlink()
    with pytest.raises(VerificationError, match="decision 2 is missing"):
        DecisionLog.of(made).sound_events()


def test_it_is_read_where_nobody_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = log_init(Case.create(tmp_path / "c", purpose="p"))
    decide(DecisionLog.of(made), "a")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert [event.subject for event in DecisionLog.of(made).events("decided")] == ["a"]
    assert sorted(file.name for file in made.path.glob("case.db*")) == ["case.db"]


def test_an_entry_taken_out_is_noticed(case: Case) -> None:
    log = DecisionLog.of(case)
    decide(log, "a", "b", "c")
    change(log, EVENTS.delete().where(EVENTS.c.seq == 3))
    assert [fault for _, fault in faults(log.events())] == ["entry 3 is missing before it"]


def test_a_change_is_whole_or_not_at_all(case: Case) -> None:
    log = DecisionLog.of(case)
    decide(log, "a")

    def half() -> None:
        with log.transaction() as held:
            held.append("decided", who="Ana", operator="ana", subject="b")
            held.append("decided", who="Ana", operator="ana", body={"x": object()})

    with pytest.raises(TypeError):
        half()
    assert [event.subject for event in log.events("decided")] == ["a"]


def _append(path: Path, n: int) -> None:
    log = DecisionLog.of(Case.open(path))
    for i in range(n):
        log.append("decided", who="Ana", operator="ana", subject=str(i))


def test_several_processes_at_once_make_one_chain(case: Case) -> None:
    """Also where the first of them makes the tables."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_append, args=(case.path, 8)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(DecisionLog.of(case).sound_events("decided")) == 24


def test_a_database_is_of_one_case(case: Case, tmp_path: Path, database: str) -> None:
    decide(DecisionLog.of(case), "a")
    other = log_init(Case.create(tmp_path / "other", purpose="another", database=database))
    if not database:
        (other.path / "case.db").write_bytes((case.path / "case.db").read_bytes())
    for attempt in (lambda: decide(DecisionLog.of(other), "b"), DecisionLog.of(other).events):
        with pytest.raises(CaseError, match="another case"):
            attempt()


def test_a_newer_database_is_left_alone(case: Case) -> None:
    log = DecisionLog.of(case)
    decide(log, "a")
    change(log, sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (log.events, lambda: decide(DecisionLog.of(case), "b")):
        with pytest.raises(CaseError, match="newer undertow"):
            attempt()


def test_the_migrations_make_the_tables_that_the_code_expects(case: Case) -> None:
    """Alembic's own comparison of the database with the model finds nothing to do."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    log = DecisionLog.of(case)
    decide(log, "a")
    with log.reading() as connection:
        assert connection is not None
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    script = ScriptDirectory(str(Path(db.__file__).parent / "migrations"))
    assert script.get_current_head() == db.LATEST


def notice(log: DecisionLog, target: str) -> Notice:
    made = Notice(target * 64, target, "a@b.ca", b"message")
    with log.transaction() as held:
        Outbox.add(held, made)
    return made


def test_a_notice_moves_once(case: Case) -> None:
    log = DecisionLog.of(case)
    made = notice(log, "a")
    moved = []
    for _ in range(2):
        with log.transaction() as held:
            moved.append(
                Outbox.move(
                    held,
                    made.notice_id,
                    "sent",
                    origin=("waiting",),
                    who="Ana",
                    operator="ana",
                    reply="250 ok",
                    is_attempt=True,
                )
            )
    assert moved == [True, False]
    [found] = Outbox(log).notices()
    assert (found.state, found.attempts, found.reply) == ("sent", 1, "250 ok")
    assert found.message == b"message"
    [event] = log.sound_events("notice_moved")
    body = {"state": "sent", "reply": "250 ok"}
    assert (event.subject, event.body) == (made.notice_id, body)


def test_only_one_sends(case: Case) -> None:
    log = DecisionLog.of(case)
    with log.alone():
        with pytest.raises(CaseError, match="another process is sending"), log.alone():
            pass
        decide(log, "meanwhile")
    with log.alone():
        pass


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    made = log_init(Case.create(tmp_path / "c", purpose="p"))
    (made.path / "case.db").write_bytes(b"no database" * 1000)
    with pytest.raises(CaseError, match="cannot be used"):
        DecisionLog.of(made).events()


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    made = log_init(
        Case.create(tmp_path / "c", purpose="p", database="postgresql://nobody@127.0.0.1:1/nothing")
    )
    with pytest.raises(CaseError, match="cannot be used"):
        DecisionLog.of(made).events()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://a@b/c", "not PostgreSQL"),
        ("postgresql://a:secret@b/c", "leave the password out"),
        ("postgresql://a@b/c?password=secret", "password cannot be set"),
        ("postgresql://a:secret@b:port/c", "no address of a database"),
        ("host=b password=secret", "no address of a database"),
        ("nonsense", "no address of a database"),
    ],
)
def test_what_is_no_address_is_refused(url: str, told: str) -> None:
    with pytest.raises(InputError, match=told) as caught:
        parse_url(url)
    assert "secret" not in str(caught.value)


def test_the_tables_hold_nothing_else(case: Case) -> None:
    """Who reads the database finds what the model says and no more."""
    log = DecisionLog.of(case)
    decide(log, "a")
    with log.reading() as connection:
        assert connection is not None
        names = set(sa.inspect(connection).get_table_names())
    assert names == {EVENTS.name, NOTICES.name, "alembic_version"}
