"""What the values of a column show of how they are written, and what they leave open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import msgspec

from undertow.case import toml_text
from undertow.ingest.column_map.local_times import time_reader
from undertow.ingest.outcomes import Rejection

_DATES = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d",
    "%Y.%m.%d", "%d/%m/%y", "%m/%d/%y", "%y/%m/%d", "%d-%m-%y", "%m-%d-%y", "%Y年%m月%d日",
    "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%Y", "%Y%m%d",
    "%a, %d %b %Y", "%a %d %b %Y",
)  # fmt: skip
_CLOCKS = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p",
    ", %H:%M", ", %I:%M %p", "T%H:%M:%S",
)  # fmt: skip
_WHOLE = ("%a %b %d %H:%M:%S %z %Y", "%a %b %d %H:%M:%S %Y")
_PATTERNS = tuple(
    f"{date}{clock}{zone}" for date in _DATES for clock in _CLOCKS for zone in ("", " %z", "%z")
)
_DIRECTIVE = re.compile(r"%.")
_ZONE_WORD = re.compile(r"(.*\d(?:\s?[AaPp][Mm])?) ([A-Z]{2,5})")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos|nbsp);")
_TAG = re.compile(r"</?(?:p|br|a|span|div|b|i)\b[^<>]*>", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}([.,' \u00a0\u202f])\d{3}(?:\1\d{3})*")
_SUFFIXED = re.compile(r"\d+(?:[.,]\d+)?\s?(K|k|M|B|万|萬|千|亿|億)")
_FACTORS = {
    "K": 1000, "k": 1000, "M": 1_000_000, "B": 1_000_000_000, "千": 1000, "万": 10_000,
    "萬": 10_000, "亿": 100_000_000, "億": 100_000_000,
}  # fmt: skip
NULLS = frozenset({"N/A", "n/a", "NA", "-", "--", "null", "NULL", "None", "nan", "NaN", "(none)"})
_SECONDS = re.compile(r"[12]\d{9}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"[12]\d{12}")


@dataclass(frozen=True, slots=True)
class Look:
    """What a column shows.

    Parameters
    ----------
    reason : str
        What was seen.
    keys : tuple of (str, str)
        TOML keys and values that it shows.
    choices : tuple of str
        TOML lines of which a person has to uncomment one of each key.
    question : str
        What a person has to declare before the field can be read; empty when nothing.
    """

    reason: str
    keys: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    question: str = ""


_ZoneLook: TypeAlias = Callable[[str, tuple[tuple[str, str], ...]], Look]


def look_at_times(values: Sequence[str | datetime]) -> Look:
    """Say how times are written: the patterns that read every value, and whether they say a zone.

    Two patterns that read all of them (03/04/2023) are left to a person.
    """
    moments = [value for value in values if isinstance(value, datetime)]
    if moments:
        iso = (("format", '"iso"'),)
        if all(moment.tzinfo is not None for moment in moments):
            return Look("the column holds times with a zone", iso)
        return _without_zone("the column holds times without a zone", iso)
    texts = [" ".join(value.split()) for value in values if isinstance(value, str)]
    if not texts:
        return Look("no value was seen", (), ('format = "iso"',), "how times are written (format)")
    shown = f"values such as {toml_text(texts[0][:40])}"
    for pattern, shape in (("epoch_s", _SECONDS), ("epoch_ms", _MILLISECONDS)):
        if all(shape.fullmatch(text) for text in texts):
            return Look(shown, (("format", f'"{pattern}"'),))
    if _reads("iso", texts):
        return Look(shown, (("format", '"iso"'),))
    if _reads("iso", texts, "UTC"):
        return _without_zone(shown, (("format", '"iso"'),))
    return _patterned(texts, shown)


def _patterned(texts: list[str], shown: str) -> Look:
    words = Counter(match[2] for text in texts if (match := _ZONE_WORD.fullmatch(text)))
    words = Counter({word: n for word, n in words.items() if word not in ("AM", "PM")})
    if sum(words.values()) == len(texts):
        texts = [text.rpartition(" ")[0] for text in texts]
    else:
        words = Counter()
    fits = [p for p in (*_PATTERNS, *_WHOLE) if _has_signs(p, texts[0])]
    fits = [p for p in fits if _reads(p, texts[:1], "UTC")]
    fits = [p for p in fits if _reads(p, texts, "UTC")]
    fits = [p for p in fits if not any(_is_same(p, q) for q in fits[: fits.index(p)])]
    if not fits:
        return Look(
            f"{shown}, which no pattern known here reads",
            (),
            ('format = "%d/%m/%Y %H:%M"', 'zone = "America/Toronto"'),
            "how times are written (format), and in which zone",
        )
    zones = _zones(words)
    if len(fits) == 1:
        found = (("format", f'"{fits[0]}"'),)
        if "%z" in fits[0]:
            return Look(shown, found)
        return zones(shown, found)
    look = zones(f"{shown}, which {len(fits)} patterns read alike", ())
    lines = tuple(f'format = "{pattern}"' for pattern in fits)
    question = "which comes first, day or month (format)"
    return Look(
        look.reason,
        look.keys,
        lines + look.choices,
        f"{question}{', and ' + look.question if look.question else ''}",
    )


def _zones(words: Counter[str]) -> _ZoneLook:
    if not words:
        return _without_zone
    sure = {word: "+00:00" for word in words if word in ("UTC", "GMT", "Z")}
    named = ", ".join(f'{toml_text(word)[1:-1]} = "{sure.get(word, "?")}"' for word in words)

    def look(reason: str, keys: tuple[tuple[str, str], ...]) -> Look:
        if len(sure) == len(words):
            return Look(reason, (*keys, ("zones", f"{{ {named} }}")))
        return Look(
            f"{reason}, with abbreviations of zones, which stand for several",
            keys,
            (f"zones = {{ {named} }}",),
            f"the offsets of {', '.join(words)} (zones)",
        )

    return look


def _without_zone(reason: str, keys: tuple[tuple[str, str], ...]) -> Look:
    return Look(
        f"{reason}; none names a zone: the settings of the export say it",
        keys,
        ('zone = "UTC"', 'zone = "America/Toronto"'),
        "the time zone (zone)",
    )


def _reads(pattern: str, texts: Sequence[str], zone: str | None = None) -> bool:
    """Whether a pattern reads all texts; a local time that a clock skipped does not matter here."""
    read = time_reader(pattern, zone_name=zone)
    try:
        for text in texts:
            read(text, "$")
    except Rejection:
        return False
    return True


def _has_signs(pattern: str, text: str) -> bool:
    """Whether a text has the blanks and signs of a pattern, without which it is not read.

    To try a pattern takes a thousand times as long: strptime compiles all but the last few anew.
    """
    signs = {sign for sign in _DIRECTIVE.sub("", pattern) if sign.lower() == sign.upper()}
    return signs.issubset(text) and ("%z" not in pattern or not {"+", "-", "Z"}.isdisjoint(text))


def _is_same(pattern: str, other: str) -> bool:
    """Whether two patterns differ only in what strptime reads alike: %b and %B, a blank."""
    return pattern.replace("%B", "%b").replace(" %z", "%z") == other.replace("%B", "%b").replace(
        " %z", "%z"
    )


def look_at_counts(values: Sequence[str]) -> Look:
    """Say how whole numbers are written; marks that could mean two things are left to a person."""
    odd = [value for value in values if not value.isdigit()]
    if not odd:
        return Look("whole numbers" if values else "no value was seen")
    shown = f"values such as {toml_text(odd[0][:40])}"
    suffixes = sorted({match[1] for value in odd if (match := _SUFFIXED.fullmatch(value))})
    if suffixes:
        table = ", ".join(f"{_key(suffix)} = {_FACTORS[suffix]}" for suffix in suffixes)
        return Look(
            f"{shown}: rounded numbers",
            (),
            (f"suffixes = {{ {table} }}", 'decimal = "."', 'decimal = ","'),
            "what the suffixes stand for, and the decimal mark (suffixes, decimal)",
        )
    if all(re.fullmatch(r"\d+\.0{1,2}", value) for value in odd):
        return Look(f"{shown}: whole numbers with decimals", (("decimal", '"."'),))
    marks = {match[1] for value in odd if (match := _GROUPED.fullmatch(value))}
    if len(marks) == 1 and all(_GROUPED.fullmatch(value) for value in odd):
        mark = marks.pop()
        mark = " " if mark in " \u00a0\u202f" else mark
        # One group of three could be decimals; a second one, or a blank, could not.
        if mark in " '" or any(value.count(mark) > 1 for value in odd):
            return Look(f"{shown}: groups of three digits", (("thousands", toml_text(mark)),))
        return Look(
            f"{shown}: groups of three digits, or decimals",
            (),
            (f"thousands = {toml_text(mark)}", f"decimal = {toml_text(mark)}"),
            f"whether {mark} groups thousands or begins decimals (thousands, decimal)",
        )
    return Look(
        f"{shown}, which are no whole numbers",
        (),
        ('thousands = ","',),
        "how these numbers are written",
    )


def look_at_lists(values: Sequence[str]) -> Look:
    """Say what stands between the items of a list."""
    if values and all(_is_json_list(value) for value in values):
        return Look("JSON arrays", (("json", "true"),))
    seen = [mark for mark in ("|", ";", ",", "\n", " ") if any(mark in value for value in values)]
    # "a, b" holds a blank beside its comma.
    strong = [mark for mark in seen if mark != " "] or seen
    if len(strong) == 1:
        return Look(f"{strong[0]!r} stands between items", (("separator", toml_text(strong[0])),))
    reason = f"{', '.join(map(repr, strong))} occur" if strong else "no value shows two items"
    lines = tuple(f"separator = {toml_text(mark)}" for mark in strong or (",", ";", "|"))
    return Look(reason, (), lines, "what stands between items (separator)")


def _is_json_list(value: str) -> bool:
    try:
        msgspec.json.decode(value, type=list[str])
    except (ValueError, RecursionError):
        return False
    return True


def look_at_escaping(texts: Sequence[str]) -> Look:
    """Say how texts are escaped, where they show it."""
    if any(_TAG.search(text) for text in texts):
        return Look("texts hold tags of HTML", (("escaping", '"html"'),))
    if any(_ENTITY.search(text) for text in texts):
        return Look("texts hold entities such as &amp;", (("escaping", '"entities"'),))
    if any(mark in text for text in texts for mark in '&<>"'):
        return Look('texts hold & < > or " as they are', (("escaping", '"plain"'),))
    return Look(
        "no text holds & < > or a quotation mark, so none shows whether they would be escaped",
        (),
        ('escaping = "plain"', 'escaping = "entities"', 'escaping = "html"'),
        "how texts are escaped (escaping)",
    )


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)
