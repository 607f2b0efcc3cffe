"""Suite ``text``: everything that reads texts, measured part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from undertow.evaluate.frames import evaluate_frames, frames_markdown
from undertow.evaluate.near_duplicates import (
    SENTENCES,
    TWEETS,
    evaluate_near_duplicates,
    near_duplicates_markdown,
)
from undertow.evaluate.stance import evaluate_stance, stance_markdown
from undertow.evaluate.targets import evaluate_targets, targets_markdown
from undertow.evaluate.threats import evaluate_threats, threats_markdown
from undertow.evaluate.xlingual import evaluate_xlingual, xlingual_markdown

TEXT_INTRODUCTION = """\
# Evaluation of text analysis

Written by `undertow evaluate text`; run it on the same data to get the same numbers. Shares are
given with 95 % intervals (Wilson). Everything runs at the default settings. No text of the data is
shown.
"""
"""What a reader has to know before the tables."""

_MEMBERS = "mp_roster/ca_house_of_commons_44th_2023-11.csv"
_DISTRICTS = "mp_roster/ocd_federal_electoral_districts.csv"
_HEADLINES = "xlingual/spamouflage_headlines_multilingual.parquet"


@dataclass(frozen=True, slots=True)
class TextSuite:
    """A part of the suite.

    Attributes
    ----------
    needs : tuple of str
        Files that it reads, relative to the data; it is skipped where one is absent.
    measure : callable
        Data folder -> Markdown.
    """

    needs: tuple[str, ...]
    measure: Callable[[Path], str]


def _near_duplicates(data: Path) -> str:
    return near_duplicates_markdown(evaluate_near_duplicates(data))


def _xlingual(data: Path) -> str:
    return xlingual_markdown(evaluate_xlingual(data / "xlingual"))


def _targets(data: Path) -> str:
    return targets_markdown(evaluate_targets(data / _MEMBERS, data / _DISTRICTS))


def _threats(data: Path) -> str:
    posts = data / "evalA"
    return "## Threats\n\n" + threats_markdown(
        evaluate_threats(posts if (posts / "posts.parquet").is_file() else None)
    )


TEXT_SUITES: dict[str, TextSuite] = {
    "near_duplicates": TextSuite((*TWEETS, SENTENCES), _near_duplicates),
    "xlingual": TextSuite((_HEADLINES, SENTENCES), _xlingual),
    "stance": TextSuite((), lambda _: stance_markdown(evaluate_stance())),
    "targets": TextSuite((_MEMBERS, _DISTRICTS), _targets),
    "threats": TextSuite((), _threats),
    "frames": TextSuite((), lambda _: "## Frames\n\n" + frames_markdown(evaluate_frames())),
}
"""The parts, in the order in which they run."""


def evaluate_text(
    data: Path, names: Sequence[str] | None = None, tell: Callable[[str], None] = lambda _: None
) -> Iterator[str]:
    """Run parts of the suite.

    Parameters
    ----------
    data : Path
        Folder that holds ``evalA``, ``ira_scale``, ``xlingual`` and ``mp_roster``.
    names : sequence of str, optional
        Parts of ``TEXT_SUITES``; all where None.
    tell : callable
        Is given a line before each part.

    Yields
    ------
    str
        Markdown of each part; of a part whose data are absent, a line that says so.
    """
    wanted = [name for name in TEXT_SUITES if names is None or name in names]
    for number, name in enumerate(wanted, start=1):
        suite = TEXT_SUITES[name]
        absent = [file for file in suite.needs if not (data / file).is_file()]
        if absent:
            tell(f"{number} of {len(wanted)}: {name} skipped, {data / absent[0]} is not there")
            yield f"*{name}* was not measured: {', '.join(absent)} not there.\n"
            continue
        tell(f"{number} of {len(wanted)}: {name}")
        yield suite.measure(data)
