"""Findings on media need a basis that the tables bear; what is kept by hash is shown nowhere."""

from __future__ import annotations

from typing import Any

import media_scene
import pytest
import typer
from claim_scene import table
from media_scene import COPY, FIRST, MIRROR, PICTURE
from typer.testing import CliRunner

from undertow.case import Case
from undertow.cli.media_findings import add_to
from undertow.decisions import DecisionLog
from undertow.errors import InputError, ReviewRequiredError
from undertow.rulings import (
    MediaRulings,
    keep_hash_only,
    lift_hash_only,
    record_media_finding,
    resolve_media,
    withdraw_media_finding,
)
from undertow.schema import MediaFiles, MediaMatches
from undertow.wording.media import MediaFinding

BY = {"by": "Ana Roy", "operator": "ana"}


@pytest.fixture
def held(case: Case) -> Case:
    rows = media_scene.media_rows(c2pa={"a": "invalid"})
    for spec, own in rows.items():
        case.write(table(spec, own))
    return case


def find(case: Case, media: str = MIRROR, **given: Any) -> MediaFinding:
    values: dict[str, Any] = {"says": "manipulated", "basis": "analyst", "reason": "Seen twice"}
    return record_media_finding(case, DecisionLog.of(case), media, **values | BY | given)


@pytest.mark.parametrize("basis", ["depicted_person", "analyst", "credentials"])
def test_a_basis_that_is_borne_is_recorded(held: Case, basis: str) -> None:
    made = find(held, basis=basis)
    (read,) = MediaRulings.of(held).findings
    assert read == made
    assert (read.basis, read.by, read.likelihood) == (basis, "Ana Roy", "likely")


@pytest.mark.parametrize("basis", [None, "score", "", "deepfake"])
def test_nothing_is_recorded_without_a_basis(held: Case, basis: str | None) -> None:
    with pytest.raises(InputError, match="needs a basis"):
        find(held, basis=basis)
    assert DecisionLog.of(held).events() == []


def test_valid_credentials_are_no_basis(held: Case) -> None:
    with pytest.raises(ReviewRequiredError, match="not invalid"):
        find(held, COPY, basis="credentials")


def test_an_original_must_match(held: Case) -> None:
    assert find(held, basis="original", original=FIRST[:8]).original == FIRST
    with pytest.raises(ReviewRequiredError, match="do not match"):
        find(held, basis="original", original=PICTURE)
    with pytest.raises(InputError, match="go together"):
        find(held, basis="original")


def test_a_basis_that_the_tables_lose_is_told_no_more(held: Case) -> None:
    find(held, basis="credentials")
    find(held, COPY, basis="original", original=FIRST)
    rows = media_scene.media_rows()
    held.write(table(MediaFiles, rows[MediaFiles]))
    held.write(table(MediaMatches, []))
    decided = MediaRulings.of(held)
    assert decided.findings == ()
    assert {own.media_uid for own in decided.unborne} == {MIRROR, COPY}


def test_a_later_finding_takes_the_place_of_an_earlier_one(held: Case) -> None:
    find(held)
    find(held, says="satire", basis=None)
    find(held, basis="depicted_person", reason="She says so")
    found = {own.says: own for own in MediaRulings.of(held).findings}
    assert found["manipulated"].basis == "depicted_person"
    assert len(DecisionLog.of(held).events("media_found")) == 3
    log = DecisionLog.of(held)
    withdraw_media_finding(held, log, MIRROR, says="manipulated", reason="An error", **BY)
    assert [own.says for own in MediaRulings.of(held).findings] == ["satire"]
    with pytest.raises(InputError, match="no finding"):
        withdraw_media_finding(held, log, MIRROR, says="manipulated", reason="Again", **BY)


@pytest.mark.parametrize("given", ["1111111", "", "9" * 64, "../../x", "%"])
def test_a_file_is_named_by_eight_digits_or_more(held: Case, given: str) -> None:
    with pytest.raises(InputError, match="media"):
        resolve_media(held, given)


def test_what_is_the_same_material_is_hidden_with_it(held: Case) -> None:
    log = DecisionLog.of(held)
    assert keep_hash_only(held, log, COPY, reason="An address", **BY) == {FIRST, COPY, MIRROR}
    decided = MediaRulings.of(held)
    assert not decided.may_show(FIRST)
    assert decided.may_show(PICTURE)
    with pytest.raises(InputError, match="same material"):
        lift_hash_only(held, log, FIRST, reason="Not this", **BY)
    lift_hash_only(held, log, COPY, reason="It was a film", **BY)
    assert MediaRulings.of(held).hidden == frozenset()


def run(case: Case, *words: str) -> str:
    app = typer.Typer()
    add_to(app)
    result = CliRunner().invoke(app, [words[0], str(case.path), *words[1:]])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_commands_record_list_and_hide(held: Case) -> None:
    for name in (FIRST, PICTURE):
        media_scene.write_thumbnail(held, name)
    why = ("--because", "Another face from 0:04 on", "--by", "Ana Roy")
    run(held, "finding", MIRROR, "--basis", "original", "--original", FIRST[:10], *why)
    run(held, "finding", COPY, "--says", "satire", *why)
    run(held, "hash-only", COPY[:8], *why)
    told = run(held, "findings", "--format", "csv")
    assert f"{MIRROR},manipulated,original,likely,Ana Roy" in told
    assert f"{COPY},hash-only" in told
    pictures = held.path / "media" / "thumbnails"
    assert [own.name for own in pictures.iterdir()] == [f"{PICTURE}.jpg"]
    run(held, "finding", MIRROR, "--withdraw", *why)
    assert [own.says for own in MediaRulings.of(held).findings] == ["satire"]
    run(held, "hash-only", COPY[:8], "--lift", *why)
    assert DecisionLog.of(held).sound_events()
    with pytest.raises(InputError, match="needs a basis"):
        run(held, "finding", MIRROR, *why)
