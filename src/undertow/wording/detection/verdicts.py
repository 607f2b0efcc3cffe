"""What detectors say of a media file, beside what people found of it, which goes before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from undertow.wording.catalogue import Catalogue, catalogue
from undertow.wording.detection import en, fr
from undertow.wording.media import MediaFinding, finding_sentences
from undertow.wording.phrase import Phrase, phrase, plain, word

PHRASES: Mapping[str, Mapping[str, str]] = {"en": en.PHRASES, "fr": fr.PHRASES}

RANKS: Final = ("low", "uncertain", "high", "n/a", "unknown")
"""What can stand of a file: said by a detector or a person; ``n/a`` where nothing is said, though
somebody or something was asked; ``unknown`` where nobody was."""

_FOUND: Final = {"manipulated": "high", "no_sign": "low", "satire": "n/a"}


def standing(
    scores: Iterable[Mapping[str, Any]], findings: Sequence[MediaFinding]
) -> tuple[str, MediaFinding | None]:
    """Return the rank that stands of a file, and the finding that it rests on.

    Parameters
    ----------
    scores : iterable of mapping
        Rows of ``media_scores`` of the file.
    findings : sequence of MediaFinding
        What people found of it, oldest first. The last of them goes before every detector: that
        something was manipulated is ``high``, that nothing was found ``low``, and of satire no rank
        is told.

    Returns
    -------
    (str, MediaFinding or None)
        One of :data:`RANKS`. Detectors that speak and do not agree leave it ``uncertain``.
    """
    if findings:
        last = max(findings, key=lambda own: (own.at, own.seq))
        return _FOUND[last.says], last
    ranks = {str(row["rank"]) for row in scores}
    if not ranks:
        return "unknown", None
    spoken = ranks - {"n/a"}
    if not spoken:
        return "n/a", None
    return (spoken.pop() if len(spoken) == 1 else "uncertain"), None


def reason_words(code: str, language: str) -> str:
    """Return why a detector abstains; empty for one that does not."""
    return "" if not code else catalogue(language, PHRASES).say(_reason(code))


def trait_words(traits: Iterable[str], language: str) -> list[str]:
    """Return in what a file is unlike those of a calibration."""
    said = catalogue(language, PHRASES)
    return [said.say(word("detection.trait", name)) for name in traits]


def hint(language: str) -> str:
    """Return what stands beside every rank."""
    return catalogue(language, PHRASES).text("detection.hint")


def detection_lines(
    scores: Sequence[Mapping[str, Any]], findings: Sequence[MediaFinding], language: str
) -> list[str]:
    """Return what stands of a file, then what people found and what each detector says.

    Parameters
    ----------
    scores, findings
        As for :func:`standing`.
    language : str
        ``en`` or ``fr``.

    Returns
    -------
    list of str
        A title, and indented below it what is said. A reason in the words of a person is not
        among it.
    """
    said = catalogue(language, PHRASES)
    lines = [said.text("detection.title")]
    lines += [f"  {line}" for line in _said(said, scores, findings)]
    return lines


def detection_document(
    scores: Sequence[Mapping[str, Any]], findings: Sequence[MediaFinding]
) -> dict[str, Any]:
    """Return the same for :func:`json.dumps`, with reasons in both languages."""
    rank, found = standing(scores, findings)
    return {
        "rank": rank,
        "by": None if found is None else found.by,
        "findings": [
            {name: getattr(own, name) for name in ("says", "basis", "by", "at", "reason")}
            for own in findings
        ],
        "scores": [
            {name: value for name, value in row.items() if name != "media_uid"}
            | {"why": {name: reason_words(row["abstained"] or "", name) for name in PHRASES}}
            for row in scores
        ],
        "hint": {name: hint(name) for name in PHRASES},
    }


def _said(
    said: Catalogue, scores: Sequence[Mapping[str, Any]], findings: Sequence[MediaFinding]
) -> Iterator[str]:
    rank, found = standing(scores, findings)
    if found is None:
        yield said.text("detection.stands", rank=_rank(rank))
    else:
        yield said.text("detection.stands.found", rank=_rank(rank), by=plain(found.by), at=found.at)
    for own in findings:
        yield " ".join(map(said.say, finding_sentences(own)))
    for row in scores:
        first, *more = map(said.say, _verdict(row))
        yield first
        yield from (f"  {line}" for line in more)
    yield said.text("detection.hint" if scores else "detection.unknown")


def _verdict(row: Mapping[str, Any]) -> Iterator[Phrase]:
    told = {
        "detector": plain(row["detector"]),
        "version": plain(row["detector_version"]),
        "rank": _rank(row["rank"]),
    }
    if row["abstained"]:
        yield phrase("detection.silent", reason=_reason(row["abstained"]), **told)
        if row["outside"]:
            traits = [word("detection.trait", name) for name in row["outside"]]
            yield phrase("detection.outside", domain=plain(row["domain"] or "–"), traits=traits)
        if row["raw"] is not None:
            yield phrase("detection.raw", raw=plain(f"{row['raw']:.4g}"))
        return
    interval = {"value": row["log10_lr"], "lower": row["lower"], "upper": row["upper"]}
    yield phrase("detection.speaks", **told, **interval)
    yield phrase("detection.in_domain", domain=plain(row["domain"]), raw=plain(f"{row['raw']:.4g}"))


def _rank(rank: str) -> Phrase:
    return word("detection.rank", rank)


def _reason(code: str) -> Phrase:
    return word("detection.reason", code)
