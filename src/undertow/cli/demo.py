"""``undertow demo``: a planted campaign, the whole job, and how it compares with the truth."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.analyze import print_analysis, run_with_progress
from undertow.cli.console import log_identity, output, progress
from undertow.cli.export import export_all
from undertow.cli.ingest import ingest_with_progress, print_report
from undertow.cli.notify import write_all_drafts
from undertow.cli.products import vouch_for
from undertow.cli.report import Language, write_all
from undertow.errors import InputError
from undertow.evaluate import compare_with_truth
from undertow.pseudonyms import FINGERPRINT, make_key
from undertow.synth import SCENARIOS, load_truth, write_scenario


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("demo")(demo)


def demo(
    out: Annotated[Path, typer.Option(help="Folder to write to; made new.")] = Path("demo-case"),
    scenario: Annotated[
        str, typer.Option(help=f"One of: {', '.join(sorted(SCENARIOS))}.")
    ] = "demo-2023",
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    force: Annotated[bool, typer.Option(help="Replace a demo that is already there.")] = False,
) -> None:
    """Invent a campaign among ordinary traffic, find it, and report it.

    Example: undertow demo
    """
    started = time.monotonic()
    _make_room(out, force)
    if scenario not in SCENARIOS:
        raise InputError(f"scenario {scenario!r}: unknown; choose from {sorted(SCENARIOS)}")
    tell = output.print
    tell(f"1. Inventing people, ordinary traffic and a campaign ({scenario}, seed {seed})")
    write_scenario(scenario, out / "scenario", seed=seed)
    truth = load_truth(out / "scenario")
    case = Case.create(
        out / "case",
        purpose=f"Demonstration on the synthetic scenario {scenario}; every person is invented",
        register=truth.register,
    )
    # Everybody is invented, and the same seed gives the same bytes: the key need not be secret.
    names = make_key(case, hashlib.sha256(f"undertow demo {scenario} {seed}".encode()).digest())
    log_identity(case, "init", **{FINGERPRINT: names.fingerprint})
    tell("2. Ingesting the captures")
    for report in ingest_with_progress(case, list(truth.captures)):
        print_report(report)
    tell("3. Analysing")
    with progress() as bar:
        runs = run_with_progress(case, bar)
    print_analysis(case, runs)
    tell("4. Writing the assessment, the drafts and the indicators")
    with case.writing():
        exported = export_all(case, case.out / "export")
        vouch_for(case, exported, "export", {"product": "stix,misp,csv,gexf"})
    drafts, _ = write_all_drafts(case, case.out / "drafts")
    reports = write_all(case, Language.both, case.out / "report")
    tell("5. Against the planted truth", highlight=False)
    for line in compare_with_truth(case, truth):
        tell(f"   {line}", markup=False, highlight=False)
    tell(f"Done in {time.monotonic() - started:.0f} s. Look at:", highlight=False)
    for path in (*reports, drafts[0].parent if drafts else case.out, case.out / "export"):
        tell(f"   {path}", markup=False, highlight=False)
    tell(f"Check it: undertow verify {case.path}", markup=False, highlight=False)


def _make_room(out: Path, force: bool) -> None:
    """Remove an earlier demo if asked to; never anything that is not one.

    Raises
    ------
    InputError
        Something is in the way.
    """
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    is_demo = (out / "scenario" / "truth").is_dir() and (out / "case" / "case.toml").is_file()
    if not (force and is_demo):
        hint = "--force replaces it" if is_demo else "it is no demo; choose another --out"
        raise InputError(f"{out}: exists; {hint}")
    shutil.rmtree(out)
