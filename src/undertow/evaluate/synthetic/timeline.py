"""Suite ``timeline``: when a campaign would have been found, and what the machine takes for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.replay import DAYS, first_called, first_in_full, replay_runs
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.stage_times import stages_run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, table

SCENARIO: Final = "golden-2023"
"""The campaign of 2023 with the published numbers."""

# Of the campaign of 2023, by the record of the House of 12 December 2023: posts from 7 August,
# known on 5 September, its extent known on 20 September, members told on 23 October.
_AWARE_D, _SCOPE_D, _NOTIFIED_D = 29, 15, 33

_LOOKED: Final = ", ".join(map(str, DAYS))

INTRODUCTION: Final = f"""\
In 2023 it took {_AWARE_D} days from the first post to awareness, {_SCOPE_D} more until the extent
was known, and {_NOTIFIED_D} more until those addressed were told. Two things are measured beside
that.

**Days of the data.** The scenario `{SCENARIO}` is cut at the end of a day, and what was posted
until then is analysed as if nothing had come later.
*Found* is the first day at whose end, and at that of every later day looked at, a campaign of the
network is called `coordinated_inauthentic`; *extent* is the first with nine in ten of the
officials that are found on the last. Days looked at after the first post: {_LOOKED}. It supposes
that the pages of officials are captured every day, and it counts no time for people: an analyst
has to look. Counts of likes and followers are those at the end of the scenario, as a later
capture would have them.

**Time of the machine.** The same scenario goes through the commands of this
program from captures to notices that a second person approved, each on the clock. What people
need to read, judge and sign is not in it, and is what remains of the {_NOTIFIED_D} days.
"""


def _runs(n_seeds: int) -> list[Run]:
    replays = [run for seed in range(1, n_seeds + 1) for run in replay_runs(SCENARIO, seed)]
    return [*replays, stages_run(SCENARIO, 1)]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up replays and the timed run."""
    days = [outcome for outcome in outcomes if "day" in outcome]
    replays = [days[start : start + len(DAYS)] for start in range(0, len(days), len(DAYS))]
    timed = next((outcome for outcome in outcomes if "steps" in outcome), None)
    headlines = [
        _latest("found, days after the first post", _AWARE_D, replays, first_called),
        _latest(
            "extent known, days after the first post", _AWARE_D + _SCOPE_D, replays, first_in_full
        ),
        _machine(timed),
        Headline(
            "campaigns of others called inauthentic on the way",
            "0",
            str(sum(day["n_false"] for day in days)),
            not any(day["n_false"] for day in days),
        ),
    ]
    parts = [_beside(replays, timed), "## Day by day\n", _by_day(replays)]
    if timed is not None:
        parts += [f"## Time by step, `{SCENARIO}`\n", _by_step(timed)]
    return Report(headlines, "\n".join(parts))


_First = Callable[[Sequence[Outcome]], int | None]


def _latest(what: str, limit: int, replays: Sequence[Sequence[Outcome]], first: _First) -> Headline:
    found = [first(days) for days in replays]
    told = ", ".join("never" if day is None else str(day) for day in found)
    is_met = bool(found) and all(day is not None and day < limit for day in found)
    return Headline(what, f"< {limit}", told or "–", is_met)


def _machine(timed: Outcome | None) -> Headline:
    what, target = "captures to approved notices, hours of the machine", "< 24"
    if timed is None:
        return Headline(what, target, "–", None)
    hours = _total(timed, 1) / 3600.0
    told = f"{hours:.2f} ({timed['n_approved']:,} of {timed['n_drafts']:,} drafts approved)"
    return Headline(what, target, told, hours < 24 and timed["n_approved"] == timed["n_drafts"] > 0)


def _beside(replays: Sequence[Sequence[Outcome]], timed: Outcome | None) -> str:
    def days(first: _First) -> str:
        return ", ".join("never" if (d := first(own)) is None else str(d) for own in replays) or "–"

    machine = "–" if timed is None else f"{_total(timed, 1) / 60.0:.0f} minutes, and people"
    return table(
        ("step", "2023, days", "2023, day since the first post", "here"),
        [
            ("aware of it", str(_AWARE_D), str(_AWARE_D), f"day {days(first_called)}"),
            ("extent known", str(_SCOPE_D), str(_AWARE_D + _SCOPE_D), f"day {days(first_in_full)}"),
            (
                "those addressed told",
                str(_NOTIFIED_D),
                str(_AWARE_D + _SCOPE_D + _NOTIFIED_D),
                machine,
            ),
        ],
    )


def _by_day(replays: Sequence[Sequence[Outcome]]) -> str:
    rows = [
        (
            str(number),
            str(day["day"]),
            "yes" if day["n_called"] else "no",
            f"{day['n_named']:,}",
            f"{day['n_right']:,}",
            f"{len(day['targets'])} of {day['n_targets']}",
        )
        for number, days in enumerate(replays, 1)
        for day in days
    ]
    header = (
        "seed", "days after the first post", "campaign called", "accounts named", "of the network",
        "officials found",
    )  # fmt: skip
    return table(header, rows)


def _by_step(timed: Outcome) -> str:
    rows: list[tuple[Any, ...]] = [
        (str(name), f"{wall:,.1f}", f"{cpu:,.1f}") for name, wall, cpu in timed["steps"]
    ]
    rows.append(("all from captures on", *(f"{_total(timed, i):,.1f}" for i in (1, 2))))
    judged = f"{timed['n_judged']:,} of its texts may threaten; all were judged harmless, unread.\n"
    begin, end = timed["load"]
    machine = (
        f"{timed['n_cores']} cores, shared: load {begin:.1f} when it began and {end:.1f} when it "
        "ended, so the CPU time says more than the clock.\n"
    )
    return "\n".join([table(("step", "wall, s", "CPU, s"), rows), machine, judged])


def _total(timed: Outcome, place: int) -> float:
    """Return what all steps took from captures on; the first makes the captures."""
    return float(sum(step[place] for step in timed["steps"][1:]))


TIMELINE: Final = SyntheticSuite(
    "timeline", "Evaluation: how early, and how fast", INTRODUCTION, 1, _runs, report
)
