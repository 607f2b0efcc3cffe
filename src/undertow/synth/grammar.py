"""A small generative grammar: rules of alternatives with ``{symbols}``, expanded at random."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Final

_SYMBOL: Final = re.compile(r"\{(\w+)\}")
_Part = tuple[bool, str]


class Grammar:
    """Texts of one language.

    Parameters
    ----------
    rules : mapping
        Symbol -> alternatives. ``{n}`` stands for a small number; other symbols are looked up in
        the slots given to `write` and then in the rules.

    Raises
    ------
    ValueError
        A rule refers to a symbol that neither a rule nor ``slots`` defines.
    """

    def __init__(self, rules: Mapping[str, tuple[str, ...]], slots: frozenset[str]) -> None:
        self._options = dict(rules)
        self._rules: dict[str, list[list[_Part]]] = {
            symbol: [_split(option) for option in options] for symbol, options in rules.items()
        }
        known = set(rules) | slots | {"n"}
        for symbol, options in self._rules.items():
            for parts in options:
                missing = {text for is_symbol, text in parts if is_symbol} - known
                if missing:
                    raise ValueError(f"rule {symbol}: no rule for {sorted(missing)}")

    def write(self, words: Random, symbol: str, **slots: str) -> str:
        """Expand a symbol; each alternative is equally likely."""
        out: list[str] = []
        self._expand(words, symbol, slots, out)
        return "".join(out)

    def options(self, symbol: str) -> tuple[str, ...]:
        """Return the alternatives of a symbol as they are written in the rules."""
        return self._options[symbol]

    def _expand(self, words: Random, symbol: str, slots: dict[str, str], out: list[str]) -> None:
        if symbol in slots:
            out.append(slots[symbol])
            return
        if symbol == "n":
            out.append(str(2 + int(words.random() * 38)))
            return
        options = self._rules[symbol]
        for is_symbol, text in options[int(words.random() * len(options))]:
            if is_symbol:
                self._expand(words, text, slots, out)
            else:
                out.append(text)


def _split(option: str) -> list[_Part]:
    parts = _SYMBOL.split(option)
    return [(i % 2 == 1, text) for i, text in enumerate(parts) if text]
