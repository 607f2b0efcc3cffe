"""How wide the columns of a table are on paper, where nothing scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# In characters of the type that tables are set in: a page of letter paper between its margins, the
# space between two columns, and the most that a word takes before it is broken.
_PAGE = 110
_GAP = 2.2
# So full of long words, the page is set in smaller type, in which it holds more characters.
_CROWDED, _SMALL = 0.9, 8.5 / 7.6
_LONGEST_WORD = 24
_CLAIM = 11
# Identifiers are set smaller, and in one line if it is not longer than an id with a hash.
_CODE, _CODE_LINE = 0.82, 80
_TITLE_LINES = 2.4
# Text beyond this asks for more lines, not for more width.
_MOST = 60


@dataclass(frozen=True, slots=True)
class ColumnText:
    """What stands in a column.

    Attributes
    ----------
    title : str
        Its title.
    cells : sequence of str
        Its words, cell by cell; for identifiers, one line each.
    is_code : bool
        Whether these are identifiers, which are not broken where there is room.
    """

    title: str
    cells: Sequence[str]
    is_code: bool = False

    @property
    def least(self) -> float:
        """Characters without which a word would be broken."""
        title = max(map(len, self.title.split(" ")))
        if self.is_code:
            longest = max(map(len, self.cells), default=0)
            return max(title, _CODE * (longest if longest <= _CODE_LINE else _LONGEST_WORD))
        words = [word for text in self.cells for word in text.split(" ")]
        return min(max(title, *map(len, words), 3), _LONGEST_WORD)

    @property
    def wanted(self) -> float:
        """Characters with which most cells take one line, and the title three at most."""
        cells = max(map(len, self.cells), default=0)
        return max(self.least, min(max(cells, len(self.title) / _TITLE_LINES), _MOST))


@dataclass(frozen=True, slots=True)
class Widths:
    """Widths of columns in characters, and whether the type is small to make room for them."""

    columns: tuple[float, ...]
    is_small: bool


def column_widths(columns: Sequence[ColumnText], *, has_claims: bool) -> Widths:
    """Return the width of each column; a last column of claim ids is left room for.

    Each column has what it wants, where the page has room for all; otherwise what its longest word
    needs, and a share of the rest by how much more it wants. Never more than the page.
    """
    least = [column.least for column in columns]
    wanted = [column.wanted for column in columns]
    taken = _GAP * len(columns) + (_CLAIM + _GAP if has_claims else 0)
    has_code = any(column.is_code for column in columns)
    is_small = not has_code and sum(least) + taken > _CROWDED * _PAGE
    room = _PAGE * (_SMALL if is_small else 1) - taken
    if sum(wanted) <= room:
        return Widths(tuple(wanted), is_small)
    if sum(least) >= room:
        return Widths(tuple(width * room / sum(least) for width in least), is_small)
    more = [(w - n) ** 0.75 for w, n in zip(wanted, least, strict=True)]
    rest = room - sum(least)
    return Widths(
        tuple(n + rest * m / sum(more) for n, m in zip(least, more, strict=True)), is_small
    )
