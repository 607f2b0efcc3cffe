"""The provenance card in words, and as a document that another program reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from undertow.media.provenance.card import Carrier, Place, ProvenanceCard
from undertow.media.provenance.facts import WITHHELD, Fact
from undertow.media.provenance.state import C2paState
from undertow.wording.catalogue import LANGUAGES, catalogue
from undertow.wording.phrase import Phrase, phrase, plain, word, words
from undertow.wording.provenance import en, fr
from undertow.wording.redaction import MASK, defang

PHRASES: Mapping[str, Mapping[str, str]] = {"en": en.PHRASES, "fr": fr.PHRASES}
# Of each list, in words; the document has all.
_MOST_SAID: Final = 40
# What programs write of themselves; every other field may hold the name of a person.
_TECHNICAL: Final = frozenset({"file", "encoder"})
_TECHNICAL_NAMES: Final = frozenset(
    {
        "format", "mode", "size_px", "boxes", "major_brand", "minor_version", "compatible_brands",
        "creation_time", "bit_rate", "streams", "encoder", "Make", "Model", "Software", "DateTime",
        "DateTimeOriginal", "DateTimeDigitized", "Orientation", "xmp:CreatorTool",
        "xmp:CreateDate", "xmp:ModifyDate", "Iptc4xmpExt:DigitalSourceType", "GPSInfo", "type",
        "codec", "profile", "codec_tag", "width", "height", "pix_fmt", "colorspace", "sample_rate",
        "channels", "average_rate", "duration_s", "frames", "time_base",
    }
)  # fmt: skip
_SUCCESS: Final = "validation.success"
# IPTC NewsCodes, Digital Source Type: the address of a word, which is shown as the word.
_SOURCE_TYPES: Final = re.compile(r"https?://cv\.iptc\.org/newscodes/digitalsourcetype/(\w+)/?")
_BY_A_MODEL: Final = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia")


def credentials_sentence(card: ProvenanceCard) -> Phrase:
    """Return what the state of the Content Credentials means, and what it does not."""
    if card.c2pa_state is None:
        return phrase("c2pa.unread")
    if card.c2pa_state is C2paState.INVALID and card.is_changed_since_signed:
        return phrase("c2pa.invalid.changed")
    return phrase(f"c2pa.{card.c2pa_state.value}")


def card_lines(card: ProvenanceCard, language: str, *, names_people: bool) -> list[str]:
    """Return a card as lines of text.

    Parameters
    ----------
    card : ProvenanceCard
        What is held.
    language : str
        ``en`` or ``fr``.
    names_people : bool
        Whether readers may be told accounts, and fields of the file in which people write names;
        see :attr:`undertow.tlp.Tlp.names_accounts`.

    Returns
    -------
    list of str
        Titles, and indented below them what is said. Every text out of the file is on one line,
        without control characters, and links in it are made unusable.
    """
    say = catalogue(language, PHRASES)
    return [
        ("  " * depth) + say.say(one) for depth, one in _outline(card, names_people=names_people)
    ]


def card_document(card: ProvenanceCard, *, names_people: bool) -> dict[str, Any]:
    """Return a card as a document for :func:`json.dumps`, with what its state means in words.

    Parameters
    ----------
    card : ProvenanceCard
        What is held.
    names_people : bool
        As in :func:`card_lines`.
    """
    document: dict[str, Any] = _plain(asdict(card))
    document["c2pa_means"] = {
        language: catalogue(language, PHRASES).say(credentials_sentence(card))
        for language in LANGUAGES
    }
    document["platforms"], document["n_accounts"] = list(card.platforms), card.n_accounts
    if not names_people:
        document["told"] = [_plain(asdict(f)) for f in card.told if _is_technical(f)]
        document["credentials"] = [_plain(asdict(f)) for f in card.credentials if _is_code(f)]
        for one in (*document["carriers"], *filter(None, [document["earliest"]])):
            for name in ("account_uid", "handle", "post_uid"):
                one.pop(name, None)
        for one in document["places"]:
            for name in ("source_url", "path", "member"):
                one.pop(name)
    return document


def _outline(card: ProvenanceCard, *, names_people: bool) -> Iterator[tuple[int, Phrase]]:
    yield 0, phrase("card.title", media_uid=plain(card.media_uid))
    yield from ((1, one) for one in _file(card))
    yield 0, phrase("card.credentials")
    yield 1, credentials_sentence(card)
    if declared := _declared(card):
        yield 1, phrase("c2pa.declares", type=plain(declared))
    said = [f for f in card.credentials if f.name != _SUCCESS and (names_people or _is_code(f))]
    if said:
        yield 1, phrase("card.credentials.fields")
        yield from ((2, one) for one in _facts(said))
    told = [f for f in card.told if names_people or _is_technical(f)]
    yield 0, phrase("card.told" if told else "card.told.nothing")
    yield from ((1, one) for one in _facts(told))
    yield 0, phrase("card.seen")
    yield from ((1, one) for one in _seen(card, names_people=names_people))
    if card.related:
        yield 0, phrase("card.related")
        yield from ((1, one) for one in _cut(_related(card), len(card.related)))
    yield 0, phrase("card.places")
    places = (_place(place, names_people=names_people) for place in card.places)
    yield from ((1, one) for one in _cut(places, len(card.places)))


def _declared(card: ProvenanceCard) -> str | None:
    """Return the kind of making by a model that valid Content Credentials state, if they do."""
    if card.c2pa_state not in (C2paState.VALID_TRUSTED, C2paState.VALID_UNTRUSTED):
        return None
    for fact in card.credentials:
        match = _SOURCE_TYPES.fullmatch(fact.value)
        if match and match[1] in _BY_A_MODEL:
            return match[1]
    return None


def _file(card: ProvenanceCard) -> Iterator[Phrase]:
    kind = word("card.kind", card.kind)
    yield phrase("card.file", kind=kind, mime=plain(card.mime), n_bytes=card.n_bytes)
    if card.width_px is not None and card.height_px is not None:
        yield phrase("card.size", width=card.width_px, height=card.height_px)
    if card.duration_s is not None:
        yield phrase("card.duration", seconds=card.duration_s)
    if card.reason is not None:
        yield phrase("card.not_decoded", reason=plain(card.reason))


def _facts(facts: list[Fact]) -> Iterator[Phrase]:
    repeated = {(fact.source, fact.name) for fact in facts if fact.position}
    for fact in facts[:_MOST_SAID]:
        is_one_of_several = (fact.source, fact.name) in repeated
        yield phrase(
            "card.fact.of" if is_one_of_several else "card.fact",
            source=word("card.source", fact.source),
            position=fact.position,
            name=plain(fact.name),
            value=_value(fact),
        )
    if len(facts) > _MOST_SAID:
        yield phrase("card.more", n=len(facts) - _MOST_SAID)


def _value(fact: Fact) -> Phrase:
    if fact.value == WITHHELD:
        return phrase("card.withheld")
    if match := _SOURCE_TYPES.fullmatch(fact.value):
        return plain(match[1])
    shown = " ".join(defang(part) if "://" in part else part for part in fact.value.split(" "))
    return plain(shown)


def _seen(card: ProvenanceCard, *, names_people: bool) -> Iterator[Phrase]:
    if card.earliest is None:
        yield phrase("card.seen.never")
        return
    yield phrase(
        "card.seen.much",
        n_posts=card.n_posts,
        n_accounts=card.n_accounts,
        platforms=words("platform", card.platforms),
        n_files=card.n_files,
        n_own=card.n_own_posts,
    )
    yield phrase(
        "card.earliest",
        at=card.earliest.created_at,
        platform=word("platform", card.earliest.platform),
        precision=word("card.precision", card.earliest.precision),
    )
    if card.n_could_be_first > 1:
        yield phrase("card.earliest.open", n=card.n_could_be_first)
    if names_people:
        yield from _cut(map(_carrier, card.carriers), len(card.carriers))


def _carrier(carrier: Carrier) -> Phrase:
    name = carrier.handle or carrier.account_uid
    return phrase(
        "card.carrier",
        account=plain(name) if name else phrase("card.account.unknown"),
        platform=word("platform", carrier.platform),
        n=carrier.n_posts,
        at=carrier.first_at,
    )


def _related(card: ProvenanceCard) -> Iterator[Phrase]:
    for one in card.related:
        yield phrase(
            "card.related.one",
            media_uid=plain(one.media_uid),
            kind=word("card.match", one.kind),
            share=one.share,
            other=one.share_other,
        )


def _place(place: Place, *, names_people: bool) -> Phrase:
    # Downloaders name files and folders after accounts.
    path, member = (place.path, place.member) if names_people else (MASK, place.member and MASK)
    values = {"path": plain(path), "file_sha256": plain(place.file_sha256)}
    if member:
        return phrase("card.place.member", member=plain(member), **values)
    if place.byte_offset:
        return phrase("card.place.offset", offset=place.byte_offset, **values)
    return phrase("card.place", **values)


def _cut(phrases: Iterable[Phrase], n_all: int) -> Iterator[Phrase]:
    for position, one in enumerate(phrases):
        if position == _MOST_SAID:
            yield phrase("card.more", n=n_all - _MOST_SAID)
            return
        yield one


def _is_technical(fact: Fact) -> bool:
    return fact.source in _TECHNICAL or fact.name in _TECHNICAL_NAMES


def _is_code(fact: Fact) -> bool:
    """Tell whether a fact of Content Credentials names nobody."""
    return fact.name.startswith(("validation.", "ingredient.", "action", "trust_list"))


def _plain(value: Any) -> Any:
    """Return a value with texts for times and lists for tuples."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value
