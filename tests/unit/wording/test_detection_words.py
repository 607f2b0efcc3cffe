"""What detectors say in words: every reason in both languages, and whose word stands."""

from __future__ import annotations

from typing import Any

import pytest

from undertow.media.detectors import ABSTENTIONS
from undertow.wording.detection.verdicts import (
    RANKS,
    detection_document,
    detection_lines,
    reason_words,
    standing,
    trait_words,
)
from undertow.wording.media import MediaFinding

UID = "a" * 64


def score(rank: str, **changes: Any) -> dict[str, Any]:
    return {
        "media_uid": UID, "detector": "toy", "detector_version": "1", "raw": 0.25,
        "log10_lr": 0.5, "lower": 0.25, "upper": 0.75, "domain": "tiny", "outside": None,
        "is_in_domain": True, "rank": rank, "abstained": None,
    } | changes  # fmt: skip


def silent(reason: str, **changes: Any) -> dict[str, Any]:
    none = dict.fromkeys(("raw", "log10_lr", "lower", "upper", "domain"))
    return score("n/a", is_in_domain=False, abstained=reason, **(none | changes))


def finding(says: Any, at: str = "2026-01-02T00:00:00Z", seq: int = 1) -> MediaFinding:
    basis: Any = "analyst" if says == "manipulated" else None
    return MediaFinding(UID, says, basis, "I looked", "Ana Roy", at, seq=seq)


@pytest.mark.parametrize("code", ABSTENTIONS)
def test_reasons_are_said_in_both_languages(code: str) -> None:
    english, french = (reason_words(code, name) for name in ("en", "fr"))
    assert english != french
    assert code not in (english, french)


@pytest.mark.parametrize(
    ("ranks", "stands"),
    [
        ([], "unknown"),
        (["n/a"], "n/a"),
        (["n/a", "high"], "high"),
        (["low", "low"], "low"),
        (["low", "high"], "uncertain"),
        (["uncertain", "high"], "uncertain"),
    ],
)
def test_what_detectors_leave_standing(ranks: list[str], stands: str) -> None:
    assert stands in RANKS
    rows = [silent("gave_up") if rank == "n/a" else score(rank) for rank in ranks]
    assert standing(rows, []) == (stands, None)


@pytest.mark.parametrize(
    ("says", "stands"), [("manipulated", "high"), ("no_sign", "low"), ("satire", "n/a")]
)
def test_what_a_person_found_goes_before(says: str, stands: str) -> None:
    own = finding(says)
    for rows in ([], [score("high")], [score("low")], [silent("too_small")]):
        assert standing(rows, [own]) == (stands, own)


def test_the_last_finding_stands() -> None:
    first, last = finding("manipulated", seq=4), finding("no_sign", "2026-01-03T00:00:00Z", 9)
    assert standing([], [last, first]) == ("low", last)


def test_a_score_without_a_calibration_is_not_shown() -> None:
    row = silent("out_of_domain", domain="tiny", outside=["detail", "features"])
    for name in ("en", "fr"):
        text = "\n".join(detection_lines([row], [], name))
        assert "Score" not in text
        assert ", ".join(trait_words(["detail"], name)) in text
    document = detection_document([row], [finding("no_sign")])
    assert (document["rank"], document["by"]) == ("low", "Ana Roy")
    assert {*document["scores"][0]["why"]} == {"en", "fr"}


def test_french_numbers_have_a_comma() -> None:
    assert "0,50" in "\n".join(detection_lines([score("low")], [], "fr"))
