"""Key terms: class-based TF-IDF over Latin words and Han character runs."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from undertow.narratives.stopwords import HAN_FUNCTION, STOPWORDS

Weights = dict[str, float]

_NOISE = re.compile(
    r"(?:https?://|www\.)[!-~]*|@[\w.\-]+|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_HAN}]+|\d+|[^\W\d_{_HAN}]+(?:['’-][^\W\d_{_HAN}]+)*")
_ELISION = re.compile(r"^(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu)['’]|['’]s$")
_IS_HAN = re.compile(rf"[{_HAN}]")
_HAN_BREAK = re.compile("|".join(sorted(HAN_FUNCTION, key=lambda word: (-len(word), word))))
_LONGEST_HAN_RUN = 8


def plain(text: str) -> str:
    """Return a text in lower case, without links, handles and invisible characters."""
    return " ".join(_NOISE.sub(" ", unicodedata.normalize("NFKC", text)).casefold().split())


def terms_of(text: str) -> set[str]:
    """Return the terms of a text.

    Parameters
    ----------
    text : str
        As published.

    Returns
    -------
    set of str
        Words without the most common ones of English and French, numbers, and for Han runs the
        pairs of characters between function words, and runs of three to eight as a whole.

    Notes
    -----
    Han is not segmented by a dictionary: the one that is free (jieba, MIT) was last released in
    2020 and reads a cache from a shared folder. Function words cut runs into words or short
    phrases; a pair may lie across two words.
    """
    found: set[str] = set()
    for token in _TOKEN.findall(plain(text)):
        if _IS_HAN.match(token):
            found.update(_han_terms(token))
        else:
            word = _ELISION.sub("", token)
            if (len(word) > 1 or word.isdigit()) and word not in STOPWORDS:
                found.add(word)
    return found


def _han_terms(run: str) -> set[str]:
    found: set[str] = set()
    for piece in _HAN_BREAK.split(run):
        found.update(piece[i : i + 2] for i in range(len(piece) - 1))
        if 2 < len(piece) <= _LONGEST_HAN_RUN:
            found.add(piece)
    return found


def class_weights(classes: Sequence[Iterable[str]]) -> list[Weights]:
    """Weigh the terms of each class against those of all.

    Parameters
    ----------
    classes : sequence of iterable of str
        The distinct texts of each class.

    Returns
    -------
    list of dict
        Term -> weight > 0, for each class.

    Notes
    -----
    c-TF-IDF, ``tf * ln(1 + A / f)`` with A the mean number of terms in a class and f how often a
    term occurs in all (Grootendorst 2022, BERTopic: Neural topic modeling with a class-based
    TF-IDF procedure, arXiv:2203.05794, eq. 2). tf is ``1 + ln n`` for a term in n distinct texts,
    so that one text copied a thousand times weighs no more than once.
    """
    counts = [Counter(term for text in texts for term in terms_of(text)) for texts in classes]
    totals: Counter[str] = Counter()
    for own in counts:
        totals.update(own)
    mean = totals.total() / max(1, len(counts))
    return [
        {
            term: (1 + math.log(n)) * math.log1p(mean / totals[term])
            for term, n in sorted(own.items())
        }
        for own in counts
    ]


def top_terms(weights: Mapping[str, float], n: int) -> list[str]:
    """Return the heaviest terms that hold a letter, ties by name; none is part of another."""
    kept: list[str] = []
    for term in sorted(weights, key=lambda t: (-weights[t], -len(t), t)):
        if term.isdigit() or any(_is_part(term, other) for other in kept):
            continue
        kept = [other for other in kept if not _is_part(other, term)]
        kept.append(term)
        if len(kept) == n:
            break
    return kept


def _is_part(term: str, other: str) -> bool:
    """Whether a run of Han characters lies in another."""
    return _IS_HAN.match(term) is not None and term in other


def similarity(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Return the weighted Jaccard similarity of two classes, 0..1; 0 where one has no terms."""
    shared = math.fsum(min(weight, right[term]) for term, weight in left.items() if term in right)
    union = math.fsum(left.values()) + math.fsum(right.values()) - shared
    return shared / union if union > 0 else 0.0
