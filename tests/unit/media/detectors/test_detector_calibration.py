"""A calibration has three results that stand apart, or it is not made."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import detector_scene as scene
import numpy as np
import pytest

from undertow.errors import InputError, PluginError
from undertow.media.detectors import (
    Calibration,
    Examined,
    Labelled,
    calibrate,
    judge,
    read_calibrations,
    read_labelled,
    require_results,
    score_rows,
)

HASH = "0" * 64
MANIFEST = scene.manifest()


def calibrated(
    shift: float = 2.0, n: int = 30, of_source: dict[str, float] | None = None
) -> Calibration:
    rng = np.random.default_rng(11)
    items, seen = scene.scored_items(rng, n, shift, of_source)
    return calibrate(MANIFEST, "tiny", items, seen, HASH)


@pytest.fixture(scope="module")
def good() -> Calibration:
    return calibrated()


def test_results_stand_apart(good: Calibration) -> None:
    assert {one.source for one in good.within_source} == {*scene.SOURCES}
    assert all(one.lower < 0.92 < one.upper for one in good.within_source)  # Phi(2 / sqrt 2)
    assert {one.generator for one in good.unseen_generator} == {*scene.NAMES}
    assert all(one.cllr_min <= one.cllr < 0.7 for one in good.unseen_generator)
    (pair,) = good.real_against_real
    assert pair.lower < 0.5 < pair.upper
    assert good.silence == ""
    assert "auc" not in good.model_dump()


def test_the_same_data_gives_the_same_bytes(good: Calibration) -> None:
    assert calibrated().written() == good.written()


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        (lambda i: i.generator != "generator_b", ["unseen generators"]),
        (lambda i: i.source == "phone", ["real against real"]),
        (lambda i: i.is_manipulated or i.source == "phone", ["real against real"]),
        (
            lambda i: i.is_manipulated == (i.source == "phone"),
            ["within a source", "unseen generators", "real against real"],
        ),
        (lambda i: not i.is_manipulated, ["within a source", "unseen generators"]),
        (lambda i: i.is_manipulated, ["within a source", "real against real"]),
    ],
)
def test_a_pooled_figure_is_refused(kept, missing: list[str]) -> None:  # type: ignore[no-untyped-def]
    items, seen = scene.scored_items(np.random.default_rng(1), shift=2.0)
    chosen = [(i, s) for i, s in zip(items, seen, strict=True) if kept(i)]
    with pytest.raises(InputError, match="one figure over everything would say nothing") as told:
        calibrate(MANIFEST, "tiny", [i for i, _ in chosen], [s for _, s in chosen], HASH)
    assert all(f"{name}: " in str(told.value) for name in missing)


def test_too_few_items_are_none() -> None:
    items, seen = scene.scored_items(np.random.default_rng(1), n=4, shift=2.0)
    with pytest.raises(InputError, match=r"agency: 4, phone: 4"):
        calibrate(MANIFEST, "tiny", items, seen, HASH)


def test_without_traits_nobody_could_tell_what_is_alike() -> None:
    items, seen = scene.scored_items(np.random.default_rng(1))
    bare = [replace(one, traits={}) for one in seen]
    with pytest.raises(InputError, match="no trait"):
        calibrate(MANIFEST, "tiny", items, bare, HASH)


@pytest.mark.parametrize("domain", ["../tiny", "", "Tiny Faces", "a" * 65])
def test_a_domain_has_a_plain_name(domain: str) -> None:
    items, seen = scene.scored_items(np.random.default_rng(1))
    with pytest.raises(InputError, match="domain"):
        calibrate(MANIFEST, domain, items, seen, HASH)
    with pytest.raises(InputError, match="domain"):
        require_results(domain, items)


def test_a_detector_of_sources_keeps_silent() -> None:
    found = calibrated(shift=0.5, of_source={"phone": 3.0})
    (pair,) = found.real_against_real
    assert pair.auc > 0.95
    assert found.silence == "source_confound"


def test_a_detector_of_nothing_keeps_silent() -> None:
    assert calibrated(shift=0.0).silence in {"source_confound", "uninformative"}


def test_a_ratio_is_capped_by_the_size_of_the_calibration() -> None:
    found = calibrated(shift=12.0)
    scores = np.array([-1e6, 1e6])
    for bound in found.line.log10_lr(scores):
        assert bound[0] == pytest.approx(-np.log10(121))  # 120 manipulated items
        assert bound[1] == pytest.approx(np.log10(61))  # 60 real ones


def seen(raw: float | None, px: float = 103.0, reason: str = "") -> Examined:
    return Examined(raw, {"short_side_px": px}, None, reason)


def test_what_is_said_in_the_domain(good: Calibration) -> None:
    high, low = (judge(MANIFEST, {"tiny": good}, seen(raw)) for raw in (6.0, -4.0))
    assert (high.rank, high.abstained, high.domain, high.is_in_domain) == ("high", "", "tiny", True)
    assert high.log10_lr is not None
    assert high.lower is not None
    assert 0 < high.lower <= high.log10_lr
    assert low.rank == "low"
    assert judge(MANIFEST, {"tiny": good}, seen(1.0)).rank == "uncertain"


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (seen(6.0, px=1080.0), "out_of_domain"),
        (Examined(6.0, {}), "out_of_domain"),
        (Examined(6.0, {"short_side_px": float("nan")}), "out_of_domain"),
        (seen(None, reason="not_decoded"), "not_decoded"),
    ],
)
def test_why_it_abstains(good: Calibration, item: Examined, reason: str) -> None:
    found = judge(MANIFEST, {"tiny": good}, item)
    assert (found.rank, found.abstained, found.log10_lr) == ("n/a", reason, None)


def test_without_a_calibration_it_abstains() -> None:
    found = judge(MANIFEST, {}, seen(6.0))
    assert (found.rank, found.abstained, found.domain) == ("n/a", "no_calibration", None)


def test_a_calibration_that_shows_nothing_is_not_used(good: Calibration) -> None:
    confounded = calibrated(shift=0.5, of_source={"phone": 3.0})
    found = judge(MANIFEST, {"tiny": confounded}, seen(6.0))
    assert (found.rank, found.abstained, found.is_in_domain) == ("n/a", "source_confound", True)
    assert judge(MANIFEST, {"a": confounded, "b": good}, seen(6.0)).domain == "b"


def test_of_several_domains_the_more_cautious_speaks(good: Calibration) -> None:
    weaker = calibrated(shift=1.0)
    found = judge(MANIFEST, {"a": good, "b": weaker}, seen(2.0))
    assert found.domain == "b"


def test_scores_are_hidden_where_it_abstains(good: Calibration) -> None:
    verdicts = [
        ("a", judge(MANIFEST, {"tiny": good}, seen(6.0))),
        ("b", judge(MANIFEST, {"tiny": good}, seen(6.0, px=1080.0))),
    ]
    rows = score_rows(MANIFEST, verdicts).arrow.to_pylist()
    assert [row["raw"] for row in rows] == [6.0, None]
    assert [row["abstained"] for row in rows] == [None, "out_of_domain"]
    shown = score_rows(MANIFEST, verdicts, with_raw=True).arrow.to_pylist()
    assert [row["raw"] for row in shown] == [6.0, 6.0]


def stored(folder: Path, found: Calibration, **changes: object) -> None:
    values = json.loads(found.written()) | changes
    (folder / "tiny.json").write_text(json.dumps(values), encoding="utf-8")


def test_a_file_is_read_as_it_was_written(tmp_path: Path, good: Calibration) -> None:
    (tmp_path / "tiny.json").write_text(good.written(), encoding="utf-8")
    assert read_calibrations(tmp_path / "detector.json", MANIFEST) == {"tiny": good}
    (tmp_path / "tiny.json").unlink()
    assert read_calibrations(tmp_path / "detector.json", MANIFEST) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"unseen_generator": []},
        {"real_against_real": []},
        {"within_source": []},
        {"real": {"agency": 1, "phone": 1}},
        {"real": {"agency": 10**9}},
        {"slope": -1.0},
        {"spread": 0.0},
        {"resamples": [[1.0, 0.0]]},
        {"model_sha256": "1" * 64},
        {"version": "2"},
        {"domain": "other"},
        {"auc": 0.99},
    ],
)
def test_a_file_that_was_altered_is_refused(
    tmp_path: Path, good: Calibration, changes: dict[str, object]
) -> None:
    stored(tmp_path, good, **changes)
    with pytest.raises(PluginError, match=r"tiny\.json"):
        read_calibrations(tmp_path / "detector.json", MANIFEST)


def test_labelled_scores_of_a_csv(tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text(
        "label,source,generator,score,duration_s\nreal,a,,0.5,3\nmanipulated,a,g,2,4\n", "utf-8"
    )
    assert read_labelled(file) == [
        Labelled(False, "a", "", None, 0.5, {"duration_s": 3.0}),
        Labelled(True, "a", "g", None, 2.0, {"duration_s": 4.0}),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("label,source\nreal,a\n", "lacks the columns generator"),
        ("label,source,generator,score\nfake,a,g,1\n", ":2: label 'fake'"),
        ("label,source,generator,score\nreal,a,g,1\n", ":2: needs a source, and a generator"),
        ("label,source,generator,score\nmanipulated,a,,1\n", ":2: needs a source, and a generator"),
        ("label,source,generator,score\nreal,a,,nan\n", ":2: score 'nan' is no number"),
        ("label,source,generator,score\nreal,a,,\n", ":2: needs a path or a score"),
        ("label,source,generator,path\nreal,a,,no.png\n", r":2: no\.png: no such file"),
        ("label,source,generator,score,detail\nreal,a,,1,-1\n", ":2: traits are more than 0"),
        ("label,source,generator,score\n", "holds no labelled item"),
    ],
)
def test_what_a_csv_must_say(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "items.csv").write_text(text, "utf-8")
    with pytest.raises(InputError, match=told):
        read_labelled(tmp_path / "items.csv")


def test_a_file_at_the_wrong_depth_is_told(tmp_path: Path) -> None:
    (tmp_path / "manipulated" / "agency").mkdir(parents=True)
    (tmp_path / "manipulated" / "agency" / "a.png").write_bytes(b"x")
    with pytest.raises(InputError, match="put it into manipulated/SOURCE/GENERATOR/"):
        read_labelled(tmp_path)
