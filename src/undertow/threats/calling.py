"""Which rules can match which texts: all cues of all rules in one pass over all texts.

An Aho-Corasick automaton over bytes, with a table of every transition. Texts stay in Arrow's
buffers and nothing is made for a cue that is found, of which there are thirty a text.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Caller:
    """The automaton, and what each cue says.

    Attributes
    ----------
    columns : (256,) int32
        Column of each byte; all bytes of no cue share one.
    steps : (n_states, n_columns) int32
        Next state.
    ends, end_starts : int32
        Cues that end in each state, flat, and where those of each state begin.
    met, met_starts : int32
        Needs that each cue meets.
    first, first_starts : int32
        Rules whose first need each cue meets.
    needs, need_starts : int32
        Needs of each rule.
    n_needs : int
        Distinct needs.
    """

    columns: NDArray[np.int32]
    steps: NDArray[np.int32]
    ends: NDArray[np.int32]
    end_starts: NDArray[np.int32]
    met: NDArray[np.int32]
    met_starts: NDArray[np.int32]
    first: NDArray[np.int32]
    first_starts: NDArray[np.int32]
    needs: NDArray[np.int32]
    need_starts: NDArray[np.int32]
    n_needs: int

    def called(self, texts: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the texts and rules of which the text holds a cue of every need of the rule.

        Parameters
        ----------
        texts : Arrow large string array
            See ``undertow.threats.cues.words``; no nulls.

        Returns
        -------
        ((n_pairs,) int32, (n_pairs,) int32)
            Index of the text, ascending, and of the rule.
        """
        if len(texts) == 0:
            return np.empty(0, np.int32), np.empty(0, np.int32)
        _, offsets, letters = texts.buffers()
        starts = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
        pairs: tuple[NDArray[np.int32], NDArray[np.int32]] = _called(
            np.frombuffer(letters, np.uint8) if letters is not None else np.empty(0, np.uint8),
            starts, self.columns, self.steps, self.ends, self.end_starts, self.met,
            self.met_starts, self.first, self.first_starts, self.needs, self.need_starts,
            self.n_needs,
        )  # fmt: skip
        return pairs


def caller(cues: Sequence[Sequence[frozenset[str]]]) -> Caller:
    """Return what tells which rules a text calls.

    Parameters
    ----------
    cues : sequence of sequences of sets of str
        For each rule its needs: a text must hold one piece of each. At least one a rule.
    """
    numbers: dict[frozenset[str], int] = {}
    met: defaultdict[str, list[int]] = defaultdict(list)
    for pieces in (pieces for own in cues for pieces in own):
        if pieces not in numbers:
            numbers[pieces] = len(numbers)
            for piece in sorted(pieces):
                met[piece].append(numbers[pieces])
    first: defaultdict[str, list[int]] = defaultdict(list)
    for rule, own in enumerate(cues):
        for piece in own[0]:
            first[piece].append(rule)
    pieces_in_order = sorted(met)
    columns, steps, ends = _automaton([piece.encode() for piece in pieces_in_order])
    return Caller(
        columns,
        steps,
        *_flat(ends),
        *_flat([met[piece] for piece in pieces_in_order]),
        *_flat([first[piece] for piece in pieces_in_order]),
        *_flat([[numbers[pieces] for pieces in own] for own in cues]),
        len(numbers),
    )


def _flat(lists: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the elements of lists, and where each list begins."""
    starts = np.zeros(len(lists) + 1, np.int32)
    starts[1:] = np.cumsum([len(one) for one in lists])
    return np.array([item for one in lists for item in one], np.int32), starts


def _automaton(
    pieces: Sequence[bytes],
) -> tuple[NDArray[np.int32], NDArray[np.int32], list[list[int]]]:
    """Return the column of each byte, the transitions, and the pieces that end in each state."""
    used = sorted(set().union(*pieces))
    columns = np.zeros(256, np.int32)
    columns[used] = np.arange(1, len(used) + 1)
    children: list[dict[int, int]] = [{}]
    ends: list[list[int]] = [[]]
    for number, piece in enumerate(pieces):
        state = 0
        for byte in piece:
            column = int(columns[byte])
            if column not in children[state]:
                children[state][column] = len(children)
                children.append({})
                ends.append([])
            state = children[state][column]
        ends[state].append(number)
    steps = np.zeros((len(children), len(used) + 1), np.int32)
    queue = deque([(0, 0)])
    while queue:
        state, shorter = queue.popleft()
        if state:
            steps[state] = steps[shorter]
            ends[state] += ends[shorter]
        for column, child in children[state].items():
            queue.append((child, int(steps[state, column])))
            steps[state, column] = child
    return columns, steps, ends


@njit(cache=True, nogil=True)
def _called(  # type: ignore[no-untyped-def]
    letters, starts, columns, steps, ends, end_starts, met, met_starts, first, first_starts, needs,
    need_starts, n_needs,
):  # fmt: skip
    """Walk over all texts; see :meth:`Caller.called`."""
    n_texts = len(starts) - 1
    texts = np.empty(max(1024, 4 * n_texts), np.int32)
    rules = np.empty(len(texts), np.int32)
    n = 0
    # A mark says in which text it was last set, so nothing is cleared between texts.
    cue_seen = np.full(len(met_starts) - 1, -1, np.int32)
    need_met = np.full(n_needs, -1, np.int32)
    rule_seen = np.full(len(need_starts) - 1, -1, np.int32)
    candidates = np.empty(len(need_starts) - 1, np.int32)
    for text in range(n_texts):
        state = np.int32(0)
        n_candidates = 0
        for place in range(starts[text], starts[text + 1]):
            state = steps[state, columns[letters[place]]]
            for end in range(end_starts[state], end_starts[state + 1]):
                cue = ends[end]
                if cue_seen[cue] == text:
                    continue
                cue_seen[cue] = text
                for i in range(met_starts[cue], met_starts[cue + 1]):
                    need_met[met[i]] = text
                for i in range(first_starts[cue], first_starts[cue + 1]):
                    rule = first[i]
                    if rule_seen[rule] != text:
                        rule_seen[rule] = text
                        candidates[n_candidates] = rule
                        n_candidates += 1
        for rule in candidates[:n_candidates]:
            is_called = True
            for i in range(need_starts[rule], need_starts[rule + 1]):
                if need_met[needs[i]] != text:
                    is_called = False
                    break
            if not is_called:
                continue
            if n == len(texts):
                texts = np.concatenate((texts, np.empty(n, np.int32)))
                rules = np.concatenate((rules, np.empty(n, np.int32)))
            texts[n] = text
            rules[n] = rule
            n += 1
    return texts[:n], rules[:n]
