"""Hypotheses on a terminal: rank, what they assume, what is not known, what would change a mind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from undertow.assessments import Assessment, read_assessments
from undertow.attribution import Hypothesis, shipped_hypotheses
from undertow.attribution.knowledge import Words
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.wording import Catalogue, word
from undertow.wording.locale import NBSP, NNBSP

Row = dict[str, Any]


def name_of(hypothesis: Hypothesis, language: str) -> str:
    """Return the name of a hypothesis in a language."""
    return _in(hypothesis.name, language)


def told(rows: Sequence[Row], catalogue: Catalogue) -> Iterator[str]:
    """Yield what there is to say of each hypothesis of a campaign, least inconsistent first."""
    entries = {entry.id: entry for entry in shipped_hypotheses()}
    for row in sorted(rows, key=lambda row: (row["rank"], row["hypothesis"])):
        entry = entries[row["hypothesis"]]
        yield ""
        yield f"{row['rank']}. {name_of(entry, catalogue.language)}"
        for key, words in (
            ("assumptions", entry.assumptions),
            ("gaps", entry.gaps),
            ("changes", entry.changes),
        ):
            said = "; ".join(_in(one, catalogue.language) for one in words)
            yield _line(catalogue, f"ach.{key}", said=said)
        for key in ("unmeasured", "turned_by"):
            items = ", ".join(_plain(catalogue.say(word("item", name))) for name in row[key])
            yield _line(catalogue, f"ach.{key}" if items else f"ach.{key}.none", said=items)


def judged(case: Case, campaign_id: str, catalogue: Catalogue) -> Iterator[str]:
    """Yield what people assume and who judges otherwise, where a judgement is on record."""
    log = DecisionLog.of(case)
    own = [one for one in read_assessments(case, log) if one.is_about(campaign_id)]
    standing = [one for one in own if one.state in ("proposed", "signed")]
    yield ""
    if not standing:
        yield _plain(catalogue.text("ach.dissent.unjudged"))
    for one in standing:
        yield from _judgement(one, catalogue)


def _judgement(one: Assessment, catalogue: Catalogue) -> Iterator[str]:
    def in_language(words: Any) -> str:
        return str(words.fr if catalogue.language == "fr" else words.en)

    said = "; ".join(in_language(own) for own in one.statement.assumption)
    yield catalogue.text("ach.judgement", ident=one.assessment_id[:12], by=one.proposed_by)
    yield _line(catalogue, "ach.assumptions", said=said)
    for own in one.statement.dissent:
        yield _line(catalogue, "ach.dissent", by=own.by, said=in_language(own))
    if not one.statement.dissent:
        yield _line(catalogue, "ach.dissent.none")


def _line(catalogue: Catalogue, key: str, **values: str) -> str:
    return f"   {_plain(catalogue.text(key, **values))}"


def _plain(text: str) -> str:
    """Return text with plain spaces: a terminal shows no others."""
    return text.replace(NBSP, " ").replace(NNBSP, " ")


def _in(words: Words, language: str) -> str:
    return (words.fr if language == "fr" else None) or words.en
