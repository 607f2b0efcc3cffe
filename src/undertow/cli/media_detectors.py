"""``undertow media calibrate|score|detectors``: detectors of manipulation, what they may say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from undertow.captures import check_untouched
from undertow.case import Case, file_sha256, write_atomically
from undertow.cli.console import (
    command_line,
    number_of,
    operator,
    printable,
    progress,
    tell,
)
from undertow.cli.media import Language
from undertow.cli.tables import Format, Titles, print_table
from undertow.errors import InputError, PluginError, ReviewRequiredError
from undertow.media.detectors import (
    Calibration,
    Detector,
    Examined,
    Labelled,
    Manifest,
    Verdict,
    calibrate,
    items_sha256,
    judge,
    manifest_file,
    read_calibrations,
    read_labelled,
    read_manifest,
    read_model,
    require_results,
    score_rows,
    with_scores,
)
from undertow.media_intake import examine_files, examine_media, keep_scores
from undertow.rulings import MediaRulings, resolve_media
from undertow.schema import MediaFiles, MediaScores
from undertow.settings import MediaSettings
from undertow.wording.detection.verdicts import hint, reason_words, trait_words

Model = Annotated[
    Path, typer.Argument(metavar="MODEL", help="Folder of the detector, its manifest or its model.")
]

_DETECTORS: Titles = {
    ("name", "version"): "detector",
    ("input", "licence"): "looks at, licence",
    "calibrated_for": "calibrated for",
    "state": "state",
}
_SCORES: Titles = {
    "file": "file",
    ("rank", "log10_lr"): "rank, log10 ratio",
    ("lower", "upper"): "95 % interval",
    "domain": "domain",
    "why": "why it is silent",
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("calibrate")(calibrate_detector)
    app.command("score")(score_files)
    app.command("detectors")(list_detectors)


def calibrate_detector(
    model: Model,
    data: Annotated[
        Path,
        typer.Argument(
            metavar="DATA",
            help="Folder with real/SOURCE/FILE and manipulated/SOURCE/GENERATOR/FILE; or a CSV "
            "with columns label (real or manipulated), source, generator, and path or score.",
        ),
    ],
    domain: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="What the items are, as the manifest calls it: faces-broadcast."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the calibration goes; else beside the manifest."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Measure what the scores of a detector mean for items whose truth is known.

    Three results are measured apart: real against manipulated within a source, generators that
    were left out, and real items of one source against those of another. Where one of them cannot
    be had, nothing is written and what is missing is said; there is no figure over everything.

    A CSV with scores needs traits beside them: short_side_px, face_px, detail, bytes_per_px,
    duration_s, bytes_per_s (whichever are known of all items).

    Example: undertow media calibrate detectors/univfd labelled --domain press-photos

    Example: undertow media calibrate detectors/univfd scores.csv --domain press-photos --json
    """
    file = manifest_file(model)
    manifest = read_manifest(file)
    read_model(file, manifest)
    items = read_labelled(data)
    require_results(domain, items)
    examined = _examined(model, items)
    found = calibrate(manifest, domain, items, examined, items_sha256(items))
    place = out or file.parent / manifest.calibrations.get(domain, f"{domain}.json")
    write_atomically(place, found.written().encode())
    if as_json:
        typer.echo(json.dumps(_summary(found) | {"file": str(place)}, indent=2))
        return
    for line in _told(found):
        tell(line)
    tell(f"Written: {place}")
    if manifest.calibrations.get(domain) != place.name:
        tell(f'Name it in {file.name}, under [calibrations]: {domain} = "{place.name}"')


def score_files(
    model: Model,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="Media files; with --case, hashes of media of the case or their first digits, and "
            "without any all that the detector looks at.",
        ),
    ] = None,
    case: Annotated[
        Path | None,
        typer.Option(metavar="CASE", help="Score media of a case, and keep what is said there."),
    ] = None,
    show_raw: Annotated[
        bool,
        typer.Option(
            "--show-raw", help="Show scores also where the detector abstains: they mean nothing."
        ),
    ] = False,
    language: Annotated[
        Language, typer.Option("--lang", help="Language of reasons.")
    ] = Language.en,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Ask a detector about files: a hint with its interval, or why it keeps silent.

    A rank is high or low where the file is at least twice as likely to look so if manipulated, or
    if not, and the interval excludes that it says nothing. It is never a finding. What is kept in
    a case stays until the same detector is asked again; `undertow media show` tells it.

    Example: undertow media score detectors/univfd photo.jpg

    Example: undertow media score detectors/univfd --case mycase

    Example: undertow media score detectors/univfd 3f9a01c2 --case mycase --format json
    """
    if case is not None:
        named = _scored_of_case(model, Case.open(case), files or [], show_raw=show_raw)
    elif files:
        named = _scored_files(model, [Path(name) for name in files])
    else:
        raise InputError("nothing to score: name files, or a case with --case")
    rows = [
        _row(name, sha256, verdict, show_raw=show_raw, language=language.value)
        for name, sha256, verdict in named
    ]
    titles = dict(_SCORES) | ({"raw": "raw: means nothing"} if show_raw else {})
    print_table(pa.Table.from_pylist(rows, _SCORE), titles, form)
    if form is Format.table:
        tell(hint(language.value))


def list_detectors(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Folder that holds a folder for each detector."),
    ],
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List detectors: whose they are, what they are calibrated for, and whether they may speak.

    None comes with undertow. A model is checked against its manifest and loaded; one that asks for
    other files or for operators of its own is refused.

    Example: undertow media detectors detectors

    Example: undertow media detectors detectors --format json
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; make one with a folder for each detector")
    places = sorted(place for place in folder.iterdir() if place.is_dir())
    rows = []
    with progress() as bar:
        for place in bar.track(places, description="detectors"):
            rows.append(_listed(place))
    if not rows and form is Format.table:
        tell(f"{folder}: holds no detector; docs/how-to/media-detectors.md says how to add one.")
        return
    print_table(pa.Table.from_pylist(rows, _LISTED), _DETECTORS, form)


_SCORE = pa.schema(
    [
        ("file", pa.string()),
        ("sha256", pa.string()),
        ("rank", pa.string()),
        ("log10_lr", pa.float64()),
        ("lower", pa.float64()),
        ("upper", pa.float64()),
        ("domain", pa.string()),
        ("is_in_domain", pa.bool_()),
        ("abstained", pa.string()),
        ("outside", pa.list_(pa.string())),
        ("why", pa.string()),
        ("raw", pa.float64()),
        ("note", pa.string()),
    ]
)
_LISTED = pa.schema(
    [
        ("name", pa.string()),
        ("version", pa.string()),
        ("licence", pa.string()),
        ("input", pa.string()),
        ("made_for", pa.string()),
        ("training_data", pa.string()),
        ("calibrated_for", pa.list_(pa.string())),
        ("state", pa.string()),
    ]
)


_Named = tuple[str, str, Verdict]


def _scored_files(model: Path, files: Sequence[Path]) -> list[_Named]:
    """Return what a detector says of loose files: their names, hashes and verdicts."""
    if missing := next((one for one in files if not one.is_file()), None):
        raise InputError(f"{missing}: no such file")
    file = manifest_file(model)
    manifest = read_manifest(file)
    calibrations = read_calibrations(file, manifest)
    settings = MediaSettings()
    detector = Detector.load(model, settings.max_time_s)
    found = []
    with progress() as bar:
        task = bar.add_task("score", total=len(files), note="")
        for one, seen in zip(files, examine_files(detector, files, settings), strict=True):
            verdict = judge(manifest, calibrations, seen)
            found.append((printable(one.name), file_sha256(one), verdict))
            bar.advance(task)
    return found


def _scored_of_case(
    model: Path, case: Case, media: Sequence[str], *, show_raw: bool
) -> list[_Named]:
    """Keep what a detector says of media of a case, and return it."""
    file = manifest_file(model)
    manifest = read_manifest(file)
    calibrations = read_calibrations(file, manifest)
    with case.writing():
        check_untouched(case, who=operator(), command=command_line())
        uids = _to_score(case, manifest, media)
        detector = Detector.load(model, case.settings.media.max_time_s)
        found = {}
        with progress() as bar:
            task = bar.add_task("score", total=len(uids), note="")
            for uid, seen in examine_media(case, detector, uids):
                found[uid] = judge(manifest, calibrations, seen)
                bar.advance(task)
        scores = score_rows(manifest, found.items(), with_raw=show_raw)
        keep_scores(
            case,
            with_scores(case.read(MediaScores), scores),
            detector=f"{manifest.name} {manifest.version} {manifest.sha256}",
            n_files=len(found),
            who=operator(),
            command=command_line(),
        )
    return [(uid, uid, verdict) for uid, verdict in found.items()]


_LOOKS_AT = {"picture": ("image",), "frames": ("video",), "sound": ("audio", "video")}


def _to_score(case: Case, manifest: Manifest, media: Sequence[str]) -> list[str]:
    """Return the media of a case that a detector is asked about, ascending.

    Raises
    ------
    InputError
        There is no such file, or none that the detector looks at.
    ReviewRequiredError
        A file is kept by hash alone.
    """
    rulings = MediaRulings.of(case)
    named = sorted({resolve_media(case, one) for one in media})
    if hidden := next((uid for uid in named if not rulings.may_show(uid)), None):
        raise ReviewRequiredError(
            f"media {hidden}: kept by hash and place alone, so nothing is said of it; see "
            f"`undertow media findings {case.path}`"
        )
    if named:
        return named
    if manifest.input == "face":
        raise InputError(
            f"detector {manifest.name}: looks at pictures cut to a face, which undertow does not "
            "cut; name the media that are such pictures"
        )
    found = [
        row["media_uid"]
        for row in case.read(MediaFiles).arrow.to_pylist()
        if row["kind"] in _LOOKS_AT[manifest.input]
        and row["state"] != "quarantined"
        and (manifest.input != "sound" or row["has_sound"])
        and rulings.may_show(row["media_uid"])
    ]
    if not found:
        raise InputError(
            f"{case.path}: holds no media that detector {manifest.name} looks at "
            f"({manifest.input}); see `undertow media list`"
        )
    return sorted(found)


def _examined(model: Path, items: Sequence[Labelled]) -> list[Examined]:
    """Return a score for each item: the one it came with, or what the model says of its file."""
    files = [item.path for item in items if item.path is not None]
    if not files:
        return [Examined(item.raw, dict(item.traits)) for item in items]
    settings = MediaSettings()
    detector = Detector.load(model, settings.max_time_s)
    with progress() as bar:
        task = bar.add_task("score", total=len(files), note="")
        scored = examine_files(detector, files, settings)
        found = []
        for item in items:
            if item.path is None:
                found.append(Examined(item.raw, dict(item.traits)))
                continue
            found.append(next(scored))
            bar.update(task, advance=1, note=f"{len(found):,} of {len(items):,}")
    return found


def _told(found: Calibration) -> list[str]:
    """Return what a calibration says, a result a line, and what it does not."""
    lines = [
        f"{found.detector} {found.version}, domain {found.domain}: "
        f"{number_of(sum(found.real.values()), 'real item')}, "
        f"{number_of(sum(found.manipulated.values()), 'manipulated item')}, "
        f"{found.n_unscored:,} without a score."
    ]
    for own in found.within_source:
        lines.append(
            f"Within {own.source}: area {own.auc:.3f} [{own.lower:.3f}, {own.upper:.3f}] "
            f"({own.n_real:,} real, {own.n_manipulated:,} manipulated)."
        )
    for other in found.unseen_generator:
        lines.append(
            f"Unseen generator {other.generator}: area {other.auc:.3f}, cost {other.cllr:.3f} "
            f"(best {other.cllr_min:.3f}; 1 says nothing), calibration error {other.ece:.3f}."
        )
    for pair in found.real_against_real:
        lines.append(
            f"Real {pair.source_a} against real {pair.source_b}: area {pair.auc:.3f} "
            f"[{pair.lower:.3f}, {pair.upper:.3f}]; .5 if it does not tell sources apart."
        )
    lines.append(
        f"Of the items themselves {found.share_outside:.1%} would be turned away as unlike them."
    )
    if found.silence:
        lines.append(f"It will keep silent: {reason_words(found.silence, 'en')}.")
    return lines


def _summary(found: Calibration) -> dict[str, Any]:
    """Return a calibration without its resamples, and what follows from it."""
    values = found.model_dump(mode="json", exclude={"resamples", "range"})
    return values | {
        "within_source_auc": found.within_source_auc,
        "cllr": found.cllr,
        "silence": found.silence,
    }


def _row(
    name: str, sha256: str, verdict: Verdict, *, show_raw: bool, language: str
) -> dict[str, Any]:
    why = reason_words(verdict.abstained, language)
    if verdict.outside:
        why += f" ({', '.join(trait_words(verdict.outside, language))})"
    return asdict(verdict) | {
        "file": name,
        "sha256": sha256,
        "raw": verdict.raw if show_raw or not verdict.abstained else None,
        "outside": list(verdict.outside),
        "why": why,
        "note": hint(language),
    }


def _listed(place: Path) -> dict[str, Any]:
    """Return what is known of a detector, or why it is refused."""
    row: dict[str, Any] = {"name": place.name, "calibrated_for": []}
    try:
        file = manifest_file(place)
        manifest: Manifest = read_manifest(file)
        row |= manifest.model_dump(include={"name", "version", "licence", "input", "training_data"})
        row["made_for"] = manifest.domain.made_for
        calibrations = read_calibrations(file, manifest)
        Detector.load(place, MediaSettings().max_time_s)
    except PluginError as error:
        return row | {"state": f"refused: {printable(str(error))}"}
    row["calibrated_for"] = sorted(calibrations)
    if not calibrations:
        return row | {"state": "silent: not calibrated"}
    speaking = [one for one in calibrations.values() if not one.silence]
    return row | {"state": "may speak" if speaking else "silent: its calibrations show nothing"}
