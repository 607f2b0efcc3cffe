"""Handles in running text: which of them tell somebody, and which are words of a language.

Many handles are words, and a text in which every such word was masked could not be read. What
several people say who belong to nothing that was found is a word. Everything else is taken for the
handle that it is: a name that only a network shouts is the name of whom it attacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from undertow.case import Case
from undertow.engine import connect
from undertow.schema import AccountFindings, Accounts, AccountSnapshots, Posts, TableSpec

READ: Final[tuple[type[TableSpec], ...]] = (AccountFindings, Accounts, AccountSnapshots, Posts)
"""The tables from which that is told."""

_SHORTEST: Final = 4
_SEVERAL: Final = 10
_EDGES: Final = "._-"
# What names an account is no use of a word: mentions, addresses, links and hosts, "u/name",
# "RT name", and whatever stands after a colon, as in "twitter: name".
_NAMING: Final = (
    r"(?:[@＠]\s*\S+|\S*[@＠/:]\S*(?:\s+\S+)?|\S+\.\S+|(?:^|\s)(?:rt|via|by|from|user)\s+\S+)"
)
_SAID_SQL: Final = r"""
WITH plain AS (
    SELECT account_uid,
        regexp_replace(lower(regexp_replace(text, '\p{Cf}', '', 'g')), $naming, ' ', 'g') AS text
    FROM posts SEMI JOIN ordinary USING (account_uid)
    WHERE text IS NOT NULL
)
SELECT word FROM (
    SELECT account_uid, unnest(regexp_extract_all(text, '[\p{L}\p{N}_]+')) AS word FROM plain
) SEMI JOIN asked USING (word)
GROUP BY word HAVING count(DISTINCT account_uid) >= $several
"""


def key(handle: str) -> str:
    """Return a handle or a word in the form in which the two are compared.

    In one case and one form of each letter, without ``@`` and without dots, dashes and underscores
    at its edges, which punctuation cannot be told from.
    """
    return unicodedata.normalize("NFKC", handle).casefold().removeprefix("@").strip(_EDGES)


def handles_of(case: Case) -> dict[str, set[str]]:
    """Return the handles of each account, also earlier ones, as :func:`key` writes them."""
    found: dict[str, set[str]] = {}
    for spec in (Accounts, AccountSnapshots):
        table = case.read(spec).arrow
        uids, handles = (table.column(name).to_pylist() for name in ("account_uid", "handle"))
        for uid, handle in zip(uids, handles, strict=True):
            if handle and (own := key(handle)):
                found.setdefault(uid, set()).add(own)
    return found


def telling(case: Case, handles: Iterable[str]) -> frozenset[str]:
    """Return the handles that tell somebody where they stand in a text without an ``@``.

    Parameters
    ----------
    case : Case
        Its posts say what is a word.
    handles : iterable of str
        As :func:`key` writes them.

    Returns
    -------
    frozenset of str
        Those of four characters or more, but for those made of letters alone that at least ten
        accounts with the verdict ``none`` say as a word.

    Raises
    ------
    CaseError
        A table is damaged.
    """
    long = {handle for handle in handles if len(handle) >= _SHORTEST}
    lettered = sorted(handle for handle in long if handle.isalpha())
    if not lettered:
        return frozenset(long)
    findings = case.read(AccountFindings).arrow.select(["account_uid", "verdict"])
    posts = case.read(Posts).arrow.select(["account_uid", "text"])
    with connect() as connection:
        connection.register("asked", pa.table({"word": pa.array(lettered, pa.string())}))
        connection.register("findings", findings)
        connection.register("posts", posts)
        connection.execute(
            "CREATE VIEW ordinary AS SELECT account_uid FROM findings WHERE verdict = 'none'"
        )
        said = connection.execute(_SAID_SQL, {"naming": _NAMING, "several": _SEVERAL}).fetchall()
    return frozenset(long - {word for (word,) in said})
