"""A kind of link that chance alone produces is measured, refused, told and left out everywhere."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import BEGIN_S, WEEK_S, crowd, crowd_of_bundles

from undertow import schema as s
from undertow.case import Case
from undertow.coordination import pair_test
from undertow.review import verify_case

Run = Callable[..., Any]
SHUFFLES = ("week", "popularity", "both")


@pytest.fixture(scope="module", autouse=True)
def misled() -> Iterator[None]:
    """Let the pair test take the links of one post for acts of their own: the gate finds it out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_test, "_BUNDLING", frozenset())
        yield


def own_words(rng: np.random.Generator) -> str:
    """A text that nobody else writes."""
    return " ".join("".join(word) for word in rng.choice(list("aeioubdklmnrst"), (9, 6)))


def records() -> list[dict[str, Any]]:
    """A crowd that shares articles by four links each, and five accounts with the same texts."""
    rng = np.random.default_rng(8)
    posts: dict[str, dict[str, Any]] = {}
    for act in crowd_of_bundles(1):
        post = posts.setdefault(act.post, {"author_id": act.account[2:], "at_s": act.at_s})
        post.setdefault("urls", []).append(f"https://news.example/{act.obj}")
    for i, act in enumerate(
        crowd(rng, n_accounts=200, n_objects=300, n_weeks=2, spread_s=20000, inequality=3)
    ):
        text = f"a saying that goes round, number {act.obj}, as everybody knows"
        posts[f"t{i:05d}"] = {"author_id": act.account[2:], "at_s": act.at_s, "text": text}
    for o, begin in enumerate(rng.uniform(0, 2 * WEEK_S, 14) + BEGIN_S):
        text = f"{own_words(rng)} {o}"
        for i in range(5):
            own = {"author_id": f"z{i}", "at_s": begin + 9 * i, "text": text}
            posts[f"n{o:02d}-{i}"] = own
    return [
        {
            "platform": "x",
            "id": post_id,
            "kind": "post",
            "author_id": post["author_id"],
            "text": post.get("text") or own_words(rng),
            "urls": post.get("urls", []),
            "created_at": f"{datetime.fromtimestamp(int(post['at_s']), UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        for post_id, post in sorted(posts.items())
    ]


@pytest.fixture(scope="module")
def journey(
    misled: None, undertow: Run, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """Take the records through the whole job; return the case and what analyze printed."""
    folder = tmp_path_factory.mktemp("calibrating")
    case, capture = folder / "case", folder / "posts.ndjson"
    capture.write_text("\n".join(map(json.dumps, records())), encoding="utf-8")
    printed = ""
    for arguments in (
        ("init", case, "--purpose", "test"),
        ("ingest", case, capture),
        ("analyze", case),
        ("report", case),
    ):
        done = undertow(*arguments)
        assert done.returncode == 0, done.stderr
        printed = done.stdout if arguments[0] == "analyze" else printed
    return case, printed


def rows(case: Path, spec: type[s.TableSpec]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = Case.open(case).read(spec).arrow.to_pylist()
    return found


def test_analyze_says_why_a_layer_is_refused(journey: tuple[Path, str]) -> None:
    _, printed = journey
    line = next(line for line in printed.splitlines() if line.startswith("url: REFUSED."))
    told = re.search(
        r"(\d+) pairs passed the test, but copies in which accounts were exchanged within weeks "
        r"give ([\d.]+) on average, (\d+) at most \(3 copies; allowed: fewer than 1, or 1% of what "
        r"is found\)\. Chance alone gives such pairs here, so none of this layer is called "
        r"validated\.",
        line,
    )
    assert told is not None, line
    n_real, mean, most = (float(number) for number in told.groups())
    assert n_real > 30
    assert 1 < mean <= most
    assert re.search(r"│ url .* │ none; \d+ refused", printed)
    assert "Calibration: every other layer passes" in printed


def test_nothing_rests_on_what_was_refused(journey: tuple[Path, str]) -> None:
    case, _ = journey
    for spec in (s.DirectEdges, s.Edges, s.DirectEdgeEvidence, s.EdgeEvidence):
        layers = Counter(row["layer"] for row in rows(case, spec))
        assert layers["text"] > 0, spec.name
        assert layers["url"] == 0, spec.name
    paired = {row[end] for row in rows(case, s.Edges) for end in "ab"}
    assert paired == {f"x:z{i}" for i in range(5)}
    reasons = [
        (row["account_uid"], reason)
        for row in rows(case, s.AccountFindings)
        for reason in row["reasons"]
        if reason.startswith("pairs:")
    ]
    assert {account for account, _ in reasons} == paired
    assert not any(reason.startswith("pairs:url") for _, reason in reasons)
    tests = {row["layer"]: row for row in rows(case, s.CoordinationTests)}
    assert (tests["url"]["calibration"], tests["text"]["calibration"]) == ("refused", "passed")
    assert tests["url"]["n_validated"] == tests["text"]["n_refused"] == 0


SAID = {
    "en": (
        r"Not used: same link\. \d+ pairs of accounts passed the test, but copies with accounts "
        r"exchanged at random within each week gave [\d.]+ on average"
    ),
    "fr": (
        r"Non utilisé : même lien\. \d+ paires de comptes ont passé l’épreuve, mais les copies où "
        r"les comptes sont échangés au hasard au sein de chaque semaine en donnent en moyenne "
        r"[\d,]+"
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_the_report_says_it(journey: tuple[Path, str], language: str) -> None:
    page = (journey[0] / f"out/report/report.{language}.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    text = re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))
    assert re.search(SAID[language], text)


def test_more_copies_are_kept_and_change_nothing_else(
    undertow: Run, journey: tuple[Path, str], tmp_path: Path
) -> None:
    case = journey[0]
    before = {
        spec.name: Case.open(case).table_sha256(spec)
        for spec in s.TABLES.values()
        if spec not in (s.Provenance, s.Calibrations, s.CalibrationRuns)
    }
    done = undertow("calibrate", case, "--copies", 5, "--format", "json", "--memory", "2GB")
    assert done.returncode == 0, done.stderr
    found = {(row["layer"], row["shuffle"]): row for row in json.loads(done.stdout)}
    assert set(found) == {(layer, shuffle) for layer in ("text", "url") for shuffle in SHUFFLES}
    assert {row["n_copies"] for row in found.values()} == {5}
    assert {place for place, row in found.items() if not row["is_passed"]} == {("url", "week")}
    assert verify_case(Case.open(case)).ok
    after = {name: Case.open(case).table_sha256(s.TABLES[name]) for name in before}
    assert after == before
    again = undertow("analyze", case)
    assert again.stdout.startswith("0 stages run")
    assert "(5 copies; allowed" in again.stdout


def test_strict_fails_and_the_table_is_for_people(undertow: Run, journey: tuple[Path, str]) -> None:
    case = journey[0]
    done = undertow("calibrate", case, "--copies", 2, "--shuffle", "week")
    assert done.returncode == 0, done.stderr
    assert re.search(r"│ url +│ week .* │ FAILED", done.stdout)
    assert re.search(r"│ text +│ week .* │ passed", done.stdout)
    assert "text: passes. It has 10 pairs; copies give 0.00 on average." in done.stdout
    strict = undertow("calibrate", case, "--copies", 2, "--shuffle", "week", "--strict")
    assert strict.returncode == 1
    assert strict.stderr.strip().endswith("1 layer failed calibration")


def test_a_measurement_that_somebody_changed_opens_no_gate(
    undertow: Run, journey: tuple[Path, str]
) -> None:
    case = Case.open(journey[0])
    assert undertow("calibrate", case.path, "--copies", 4).returncode == 0
    runs = case.read(s.CalibrationRuns).arrow
    clean = [row | {"n_edges": 0} for row in runs.to_pylist()]
    case.write(s.Table.checked(s.CalibrationRuns, type(runs).from_pylist(clean, runs.schema)))
    assert not verify_case(case).ok
    assert "url: REFUSED." in undertow("analyze", case.path).stdout
    assert case.n_rows(s.CalibrationRuns) == 0
    assert verify_case(case).ok


def test_a_case_without_records_cannot_be_calibrated(undertow: Run, tmp_path: Path) -> None:
    assert undertow("init", tmp_path / "case", "--purpose", "test").returncode == 0
    done = undertow("calibrate", tmp_path / "case")
    assert done.returncode == 1
    assert "holds no records; run `undertow ingest" in done.stderr
