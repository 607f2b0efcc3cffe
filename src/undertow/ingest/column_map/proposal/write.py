"""A proposed map as TOML, every line with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from undertow._version import __version__
from undertow.case import toml_text
from undertow.ingest.column_map.proposal.looks import Look
from undertow.ingest.column_map.proposal.propose import FieldGuess, Proposal

_ENCODINGS = ("windows-1252", "iso-8859-15", "windows-1251", "gb18030", "big5", "shift_jis")


def write_proposal(proposal: Proposal) -> str:
    """Return a proposed map as the text of a TOML file.

    What the file does not show is commented out; ``Proposal.questions`` lists what of that has to
    be declared.
    """
    table = proposal.table
    lines = [
        f"# A column map that undertow {__version__} proposes for {_shown(table.name)},",
        f"# from its header and its first {len(table.rows)} rows. Check every line: a reason",
        "# stands above it. What the file does not show is commented out for you to declare.",
        "",
        f"id = {toml_text(_map_id(table.name))}",
        f"description = {toml_text(f'Posts as in {table.name[:120]}')}",
        "",
        *_top("platform", proposal.platform),
        *_top("escaping", proposal.escaping),
        *_top("namespace", proposal.namespace),
    ]
    if proposal.nulls:
        lines += [
            "# These values look like marks of nothing. They mean: not collected. Where the source",
            '# says by one that there is none, give it to the field: absent = ["-"].',
            f"missing = [{', '.join(map(toml_text, proposal.nulls))}]",
            "",
        ]
    lines += _file(proposal)
    for guess in proposal.fields:
        lines += ["", *_field(guess)]
    if "kind" not in {guess.name for guess in proposal.fields}:
        lines += [
            "",
            "# No column is known to say what a row is. Without it a row that answers, shares or",
            "# quotes nothing is a post. For a file of comments:",
            "# [fields.kind]",
            '# constant = "comment"',
        ]
    if proposal.unread:
        lines += ["", "# Columns that are not read:"]
        lines += [f"#   {_shown(column)}" for column in proposal.unread]
    return "\n".join(lines) + "\n"


def _top(name: str, look: Look) -> Iterator[str]:
    yield f"# {name}: {_plain(look.reason)}."
    yield from (f"{key} = {value}" for key, value in look.keys)
    yield from (f"# {line}" for line in look.choices)
    yield ""


def _file(proposal: Proposal) -> Iterator[str]:
    table = proposal.table
    yield "[file]"
    yield "# A later file with exactly this header is recognised."
    yield "header = ["
    yield from (f"  {toml_text(column)}," for column in table.columns)
    yield "]"
    if table.n_preamble:
        yield f"# Lines before the header: {table.n_preamble}."
        yield "has_preamble = true"
    if table.layout != "csv":
        return
    yield f"delimiter = {toml_text(table.delimiter)}"
    yield from _encoding(table.raw_head)


def _encoding(head: bytes) -> Iterator[str]:
    """Say how a file that is no UTF-8 would read in other encodings."""
    try:
        head.decode("utf-8")
        return
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 3:  # the head ends inside a character
            return
        begin, end = max(0, error.start - 20), error.start + 20
    yield "# The bytes are not UTF-8. Uncomment the encoding that reads well:"
    for name in _ENCODINGS:
        text = head[begin:end].decode(name, errors="replace")
        yield f"# encoding = {toml_text(name)}  # {_shown(text)}"


def _field(guess: FieldGuess) -> Iterator[str]:
    """Write a field: as it is used, or commented out as a whole."""
    mark = "" if guess.is_active else "# "
    yield f"# {_plain(guess.why)}; {_plain(guess.look.reason)}."
    if guess.others:
        yield f"# Would fit too: {', '.join(map(_shown, guess.others))}."
    yield f"{mark}[fields.{guess.name}]"
    if len(guess.columns) > 1:
        yield f"{mark}columns = [{', '.join(map(toml_text, guess.columns))}]"
    else:
        yield f"{mark}column = {toml_text(guess.columns[0])}"
    yield from (f"{mark}{key} = {value}" for key, value in guess.look.keys)
    if guess.look.question:
        yield f"# Declare {_plain(guess.look.question)}:"
    yield from (f"# {line}" for line in guess.look.choices)


def _shown(text: str) -> str:
    """Return a text as TOML would hold it, so that no comment ends early."""
    return _plain(toml_text(text))


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _map_id(name: str) -> str:
    words = re.findall(r"[a-z0-9]+", Path(name).name.split(".")[0].casefold())
    return f"map-{'-'.join(words)[:50].rstrip('-') or 'table'}"
