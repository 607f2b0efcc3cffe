"""Templates: texts that differ only in what their writers filled in, told in any script."""

from __future__ import annotations

from collections.abc import Mapping

MOST_TEMPLATES = 3
"""Templates that are looked for: a petition comes in a few languages."""

# Short enough for Han, where a word is one or two characters, and long enough for alphabets: of
# unrelated texts of one language hardly any two have half of their runs of three in common.
_RUN = 3
_ALIKE = 0.5


def templates_of(texts: Mapping[str, str], n_posts: Mapping[str, int]) -> dict[str, str]:
    """Name the template of each text.

    Parameters
    ----------
    texts : mapping
        Text id -> the text as one of its posts has it.
    n_posts : mapping
        Text id -> posts with this text; same keys.

    Returns
    -------
    dict
        Text id -> id of the text that stands for its template; a text alone stands for itself.

    Notes
    -----
    The commonest text stands for a template, and so does every text whose runs of three characters
    are at least half the same (Dice 1945, Ecology 26(3)); then the commonest of the rest, up to
    ``MOST_TEMPLATES``. Likeness to one text and not to any keeps chains of small differences from
    joining everything. O(texts).
    """
    runs = {text: _runs(words) for text, words in texts.items()}
    found = {text: text for text in texts}
    rest = sorted(texts, key=lambda text: (-n_posts[text], text))
    for _ in range(MOST_TEMPLATES):
        if not rest:
            break
        leader = rest[0]
        alike = {text for text in rest if _dice(runs[leader], runs[text]) >= _ALIKE} | {leader}
        found.update(dict.fromkeys(alike, leader))
        rest = [text for text in rest if text not in alike]
    return found


def _runs(text: str) -> frozenset[str]:
    """Return the runs of characters of a text, whatever its case and spacing."""
    plain = " ".join(text.casefold().split())
    return frozenset(plain[i : i + _RUN] for i in range(max(len(plain) - _RUN + 1, 1)))


def _dice(left: frozenset[str], right: frozenset[str]) -> float:
    return 2 * len(left & right) / (len(left) + len(right))
