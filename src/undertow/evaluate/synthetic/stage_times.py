"""From captures to notices that a second person approved, command by command, on a clock."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from undertow.case import Case
from undertow.errors import InputError
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.runs import Run
from undertow.judgements import hit_texts, judge_threat, read_judgements, text_sha256
from undertow.schema import CampaignPosts

_AUTHOR: Final = ("First Person", "first")
_APPROVER: Final = ("Second Person", "second")
_NUMBER: Final = re.compile(r"number ([0-9,]+)")
_APPROVED: Final = re.compile(r"Approved ([0-9,]+) notice")
_DRAFTED: Final = re.compile(r"Wrote ([0-9,]+) draft")
_LETTERHEAD: Final = """\
sender = "Evaluation <desk@agency.invalid>"
[en]
contact = "The desk of this evaluation"
kind = "An accusation of misconduct in office"
[fr]
contact = "Le bureau de cette évaluation"
kind = "Une accusation de manquement dans l'exercice du mandat"
"""


class _Clock:
    """Steps and what they took, wall and CPU, seconds."""

    def __init__(self) -> None:
        self.steps: list[list[str | float]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), _cpu()
        yield
        self.steps.append([name, round(time.perf_counter() - wall, 1), round(_cpu() - cpu, 1)])

    def command(self, *words: object, name: str = "", login: str = "") -> str:
        """Run a command as a user would; return what it printed."""
        with self.step(name or str(words[0])):
            done = subprocess.run(  # noqa: S603 - this very program
                [sys.executable, "-m", "undertow", *map(str, words)],
                capture_output=True,
                text=True,
                check=False,
                env=os.environ | ({"UNDERTOW_OPERATOR": login} if login else {}),
            )
        if done.returncode:
            raise InputError(f"undertow {words[0]}: {done.stderr.strip()}")
        return done.stdout + done.stderr


def measure_stages(folder: Path, name: str, seed: int, scale: float) -> Outcome:
    """Take a scenario from its captures to approved notices, and say what each step took.

    Every post of a campaign that the screen for threats found is judged harmless, as a person would
    have to, else no notice about it may be approved; reading takes no time here.
    """
    clock, made, case = _Clock(), folder / "scenario", folder / "case"
    load = os.getloadavg()[0]
    clock.command("synth", name, made, "--seed", seed, "--scale", scale, name="captures made")
    letterhead = folder / "letterhead.toml"
    letterhead.write_text(_LETTERHEAD, "utf-8")
    clock.command("init", case, "--purpose", "evaluation", "--register", made / "register.csv")
    clock.command("ingest", case, made / "captures")
    clock.command("analyze", case)
    clock.command("report", case)
    clock.command("export", case, "stix", name="export of indicators")
    with clock.step("judging what may threaten, without the reading"):
        n_judged = _judge_all(Case.open(case))
    by, login = _AUTHOR
    told = clock.command(
        "notify", "draft", case, "--by", by, "--letterhead", letterhead, name="drafts", login=login
    )
    by, login = _APPROVER
    number = _found(_NUMBER, told)
    approved = clock.command(
        "notify", "approve", case, number, "--by", by, name="approval", login=login
    )
    return {
        "steps": clock.steps,
        "n_cores": os.cpu_count() or 1,
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "n_judged": n_judged,
        "n_drafts": _found(_DRAFTED, told),
        "n_approved": _found(_APPROVED, approved),
    }


def stages_run(name: str, seed: int, scale: float = 1.0) -> Run:
    """Return the run of a scenario."""
    return Run(f"stages {name} seed {seed} scale {scale:g}", measure_stages, (name, seed, scale))


def _judge_all(case: Case) -> int:
    """Judge every text of a campaign that awaits a person."""
    judged, n = set(read_judgements(case)), 0
    of_campaigns = set(case.read(CampaignPosts).arrow.column("post_uid").to_pylist())
    for uid, text in sorted(hit_texts(case).items()):
        if uid not in of_campaigns or text_sha256(text) in judged:
            continue
        with case.writing():
            judge_threat(
                case, uid, "no-threat", by=_AUTHOR[0], note="evaluation",
                who="evaluate", command="undertow evaluate",
            )  # fmt: skip
        judged.add(text_sha256(text))
        n += 1
    return n


def _found(pattern: re.Pattern[str], told: str) -> int:
    match = pattern.search(told)
    return int(match[1].replace(",", "")) if match else 0


def _cpu() -> float:
    """Return the CPU time of this process and of those that it ran and that ended, seconds."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
