"""How texts stand in a batch, so that no bit of a vector depends on the texts beside it.

A matrix product sums the rows of its left side in an order that may depend on the shape of the
matrix and on the place of the row: with OpenBLAS for AVX2, rows 6 to 11 of every twelve are summed
otherwise than rows 0 to 5. Tokens are the rows of some matrices and texts those of others. So every
batch has one shape, filled up where texts are few; and where places differ, every text begins at
a like token and is a like text of its batch, with fillers between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_FILLER = 5

Tokens = list[int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of all batches, and where texts stand in them.

    Attributes
    ----------
    n_tokens, n_texts : int
        Of every batch, fillers included.
    stride : int
        Texts begin at tokens that are its multiples.
    seats : tuple of int
        Which of the texts of a batch are none of its fillers, ascending from 0; the last text of
        all is always a filler.
    """

    n_tokens: int
    n_texts: int
    stride: int
    seats: tuple[int, ...]

    def batches(self, lengths: Sequence[int]) -> Iterator[list[int]]:
        """Yield the places of texts that share a batch; a text that leaves no room has its own.

        Parameters
        ----------
        lengths : sequence of int
            Tokens of each text.
        """
        held: list[int] = []
        n_tokens = 0
        for place, length in enumerate(lengths):
            if not self._has_room(0, 0, length):
                yield [place]
                continue
            if not self._has_room(len(held), n_tokens, length):
                yield held
                held, n_tokens = [], 0
            n_tokens += length + self._gap(len(held), length)[0]
            held.append(place)
        if held:
            yield held

    def filled(self, batch: Sequence[Tokens]) -> tuple[list[Tokens], list[int]]:
        """Return a batch with its fillers, and where in it the texts are.

        A text that leaves no room for fillers stays alone.
        """
        if not self._has_room(0, 0, len(batch[0])):
            return list(batch), [0]
        laid: list[Tokens] = []
        for number, tokens in enumerate(batch):
            laid += [tokens, *_fillers(*self._gap(number, len(tokens)))]
        left = self.n_tokens - sum(map(len, laid))
        return [*laid, *_fillers(left, self.n_texts - len(laid))], list(self.seats[: len(batch)])

    def _gap(self, number: int, length: int) -> tuple[int, int]:
        """Return the tokens and the fillers between a text of a batch and the next."""
        if number + 1 == len(self.seats):
            return 0, 0
        n_fillers = self.seats[number + 1] - self.seats[number] - 1
        return n_fillers + -(length + n_fillers) % self.stride, n_fillers

    def _has_room(self, n_held: int, n_tokens: int, length: int) -> bool:
        """Tell whether one more text leaves a token at least for each filler at the end."""
        if n_held == len(self.seats):
            return False
        n_between, n_fillers = self._gap(n_held, length)
        n_last = self.n_texts - self.seats[n_held] - 1 - n_fillers
        return n_tokens + length + n_between + n_last <= self.n_tokens


def _fillers(n_tokens: int, n_fillers: int) -> list[Tokens]:
    if n_fillers == 0:
        return []
    each, more = divmod(n_tokens, n_fillers)
    return [[_FILLER] * (each + (i < more)) for i in range(n_fillers)]


ALONE = Layout(0, 1, 1, (0,))
"""Each text by itself."""

LAYOUTS = (
    Layout(384, 24, 1, tuple(range(23))),
    Layout(384, 48, 12, tuple(i for i in range(48) if i % 12 in {0, 2, 4})),
)
"""The fastest first; the second for kernels that take twelve rows at once."""
