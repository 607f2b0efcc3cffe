"""One case serves another as the reference of the account test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cases import log_init

from undertow.analysis import analyze
from undertow.captures import ingest
from undertow.case import Case, write_parquet
from undertow.errors import CaseError, InputError
from undertow.pipeline import unrecorded
from undertow.reference_case import name_of_reference
from undertow.schema import AccountTests, NamedReference, ReferenceRates

Run = Callable[..., Any]
START = datetime(2023, 8, 1, tzinfo=UTC)


def capture(path: Path, n_common: int) -> Path:
    """Write forty accounts of four texts; ``n_common`` of each account's are also another's."""
    lines = []
    for account in range(40):
        for k in range(4):
            shared = f"the same words number {account // 2} {k} are said by both of them"
            own = f"words of account number {account} alone, and these are its text {k}"
            lines.append(
                {
                    "platform": "x",
                    "id": f"{account}-{k}",
                    "author_id": f"a{account:02d}",
                    "text": shared if k < n_common else own,
                    "created_at": (START + timedelta(days=account, hours=5 * k)).isoformat(),
                }
            )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def run(case: Path, *captures: Path, reference: Path | None = None) -> Case:
    """Ingest captures into a case and analyse it."""
    opened = Case.open(case)
    if captures:
        ingest(opened, list(captures), format_id="canonical", who="ana", command="test")
    named = None if reference is None else str(reference)
    analyze(opened, who="ana", command="test", reference=named)
    return opened


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calm case and one in which everybody copies half of the time."""
    folder = tmp_path_factory.mktemp("cases")
    for name, n_common in (("calm", 0), ("busy", 2)):
        log_init(Case.create(folder / name, purpose="test"))
        run(folder / name, capture(folder / f"{name}.ndjson", n_common))
    return folder


@pytest.fixture
def folder(cases: Path, tmp_path: Path) -> Path:
    """A copy of both cases."""
    shutil.copytree(cases, tmp_path / "cases")
    return tmp_path / "cases"


def n_found(case: Path) -> int:
    opened = Case.open(case)
    q_values = opened.read(AccountTests).arrow.column("q_value").to_numpy()
    return int((q_values <= opened.settings.coordination.account_q).sum())


def test_a_named_reference_is_used_recorded_and_told(undertow: Run, folder: Path) -> None:
    busy, calm = folder / "busy", folder / "calm"
    assert n_found(busy) == 0  # copying is the rule there
    assert Case.open(busy).n_rows(NamedReference) == 0

    done = undertow("analyze", busy, "--reference", calm)
    assert done.returncode == 0, done.stderr
    sha256 = Case.open(calm).table_sha256(ReferenceRates)
    assert f"Rates of copying: those of the case calm (sha256 {sha256[:12]})." in done.stdout
    assert n_found(busy) == 40
    named = Case.open(busy).read(NamedReference).arrow
    assert set(named.column("reference_case").to_pylist()) == {"calm"}
    assert set(named.column("rates_sha256").to_pylist()) == {sha256}
    assert not unrecorded(Case.open(busy), (NamedReference,))
    assert undertow("verify", busy).returncode == 0
    assert undertow("report", busy).returncode == 0
    html = (busy / "out/report/report.en.html").read_text(encoding="utf-8")
    assert "rates of the reference case calm" in html
    assert sha256 in html

    # Without it the case is compared with its own accounts again.
    assert name_of_reference(run(busy)).startswith("those of this case's ordinary accounts")
    assert n_found(busy) == 0


def test_the_setting_is_relative_to_the_case_and_a_change_of_rates_is_seen(
    folder: Path,
) -> None:
    busy, calm = folder / "busy", folder / "calm"
    with (busy / "case.toml").open("a", encoding="utf-8") as file:
        file.write('[settings.reference]\ncase = "../calm"\n')
    before = run(busy).provenance("account_test")
    assert n_found(busy) == 40
    assert not [r for r in analyze(Case.open(busy), who="ana", command="test") if r.ran]
    more = capture(folder / "more.ndjson", 0)
    more.write_text(
        more.read_text(encoding="utf-8")
        .replace('"author_id": "a', '"author_id": "b')
        .replace('"id": "', '"id": "more-')
        .replace("account number", "another account"),
        encoding="utf-8",
    )
    run(calm, more)
    after = run(busy).provenance("account_test")
    assert before is not None
    assert after is not None
    assert before["inputs"] != after["inputs"]
    assert before["settings_sha256"] == after["settings_sha256"]


def test_no_account_is_named_in_the_rates(cases: Path) -> None:
    rates = Case.open(cases / "busy").read(ReferenceRates).arrow
    assert rates.num_rows > 0
    assert min(rates.column("n_accounts").to_pylist()) >= 5
    texts = {
        value
        for field in rates.schema
        if field.type == pa.string()
        for value in rates.column(field.name).to_pylist()
    }
    assert texts <= {"same", "near", "x", "*", "post", "answer"}


def missing(folder: Path) -> None:
    shutil.rmtree(folder / "calm")


def never_analysed(folder: Path) -> None:
    shutil.rmtree(folder / "calm/tables/reference_rates")


def changed(folder: Path) -> None:
    calm = Case.open(folder / "calm")
    rates = calm.read(ReferenceRates).arrow
    place = rates.schema.get_field_index("rate")
    higher = pa.array([0.9] * rates.num_rows)
    write_parquet(
        rates.set_column(place, rates.schema.field("rate"), higher),
        calm.table_files(ReferenceRates)[0],
    )


def cut_short(folder: Path) -> None:
    file = Case.open(folder / "calm").table_files(ReferenceRates)[0]
    file.write_bytes(file.read_bytes()[:50])


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (missing, "no case here"),
        (never_analysed, "has no rates; run `undertow analyze"),
        (changed, "is not what its analysis wrote"),
        (cut_short, "cannot be read"),
    ],
)
def test_a_reference_that_cannot_be_used_is_an_error_and_changes_nothing(
    folder: Path, damage: Callable[[Path], None], told: str
) -> None:
    damage(folder)
    busy = folder / "busy"
    before = Case.open(busy).table_sha256(AccountTests)
    with pytest.raises((CaseError, InputError), match=told):
        run(busy, reference=folder / "calm")
    assert Case.open(busy).table_sha256(AccountTests) == before


def test_a_case_is_not_its_own_reference(cases: Path) -> None:
    with pytest.raises(InputError, match="is this case"):
        run(cases / "busy", reference=cases / "busy")
