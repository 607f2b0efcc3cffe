"""Measure the reading of frames on sentences whose frames are known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from undertow.narratives.frames import Frame, FrameReader

REGISTER = {
    "t-1": ["Ann Lee", "MP Lee", "李安娜"],
    "t-2": ["Zoé Roy", "佐伊·罗伊"],
}
"""Officials of the suite; they and all others in it are invented."""

Key = tuple[str, str, str | None, bool]


@dataclass(frozen=True, slots=True)
class FrameScore:
    """How well frames are read from a part of the suite.

    Attributes
    ----------
    part, language : str
        ``development`` (the rules were written with it) or ``held_out``; a language or ``all``.
    n_sentences, n_expected, n_read, n_right : int
        Sentences, frames in them, frames read, and those among them that are exactly right: actor,
        act, target and whether it is denied.
    """

    part: str
    language: str
    n_sentences: int
    n_expected: int
    n_read: int
    n_right: int

    @property
    def precision(self) -> float | None:
        """Share of the frames read that are right."""
        return self.n_right / self.n_read if self.n_read else None

    @property
    def recall(self) -> float | None:
        """Share of the frames there are that are read."""
        return self.n_right / self.n_expected if self.n_expected else None


def frame_suite() -> list[dict[str, Any]]:
    """Return the sentences: ``set``, ``language``, ``text``, ``frames``."""
    text = resources.files("undertow.evaluate").joinpath("frames.json").read_text("utf-8")
    suite: list[dict[str, Any]] = json.loads(text)
    return suite


def evaluate_frames(suite: Sequence[dict[str, Any]] | None = None) -> list[FrameScore]:
    """Read every sentence of the suite and compare.

    Parameters
    ----------
    suite : sequence of dict, optional
        Other sentences than those that come with the package.

    Returns
    -------
    list of FrameScore
        By part and language, with the sum of each part.
    """
    rows = frame_suite() if suite is None else suite
    reader = FrameReader(REGISTER)
    scores = []
    for part in sorted({row["set"] for row in rows}):
        own = [row for row in rows if row["set"] == part]
        for language in (*sorted({row["language"] for row in own}), "all"):
            chosen = [row for row in own if language in (row["language"], "all")]
            scores.append(_score(part, language, chosen, reader))
    return scores


def expected(row: dict[str, Any]) -> set[Key]:
    """Return the frames a sentence of the suite has."""
    return {(f["actor"], f["kind"], f["target"], f["is_negated"]) for f in row["frames"]}


def found(frames: Iterable[Frame]) -> set[Key]:
    """Return what was read, in the same form."""
    return {
        (f.actor.name, f.kind, f.target.name if f.target else None, f.is_negated) for f in frames
    }


def frames_markdown(scores: Iterable[FrameScore]) -> str:
    """Return the scores as a table."""
    lines = [
        "| set | language | sentences | frames | read | right | precision | recall |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for s in scores:
        shares = (f"{x:.3f}" if x is not None else "–" for x in (s.precision, s.recall))
        counts = (s.n_sentences, s.n_expected, s.n_read, s.n_right)
        lines.append(f"| {s.part} | {s.language} | {' | '.join((*map(str, counts), *shares))} |")
    return "\n".join(lines) + "\n"


def _score(
    part: str, language: str, rows: Sequence[dict[str, Any]], reader: FrameReader
) -> FrameScore:
    pairs = [(expected(row), found(reader.read(row["text"], row["language"]))) for row in rows]
    return FrameScore(
        part,
        language,
        n_sentences=len(rows),
        n_expected=sum(len(wanted) for wanted, _ in pairs),
        n_read=sum(len(read) for _, read in pairs),
        n_right=sum(len(wanted & read) for wanted, read in pairs),
    )
