"""Handles in running text: which of them tell somebody, and which are words of a language.

Many handles are words, and a text in which every such word was masked could not be read. What
several people say who belong to nothing that was found is a word. Everything else is taken for the
handle that it is: a name that only a network shouts is the name of whom it attacks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pyarrow as pa

from undertow.case import Case
from undertow.engine import connect
from undertow.schema import AccountFindings, Accounts, AccountSnapshots, Posts, TableSpec

READ: Final[tuple[type[TableSpec], ...]] = (AccountFindings, Accounts, AccountSnapshots, Posts)
"""The tables from which that is told."""

_SHORTEST: Final = 4
_SEVERAL: Final = 3
# Mentions and links name accounts; they are no use of a word.
_NAMING: Final = r"[@＠][\p{L}\p{N}_.-]+|\S+://\S+|www\.\S+"
_SAID_SQL: Final = r"""
SELECT word FROM (
    SELECT account_uid,
        unnest(regexp_extract_all(lower(regexp_replace(text, $naming, ' ', 'g')), '[\p{L}\p{N}_]+'))
            AS word
    FROM posts ANTI JOIN found USING (account_uid)
    WHERE text IS NOT NULL
) SEMI JOIN asked USING (word)
GROUP BY word HAVING count(DISTINCT account_uid) >= $several
"""


def handles_of(case: Case) -> dict[str, set[str]]:
    """Return the handles of each account, also earlier ones, in one case and without ``@``."""
    found: dict[str, set[str]] = {}
    for spec in (Accounts, AccountSnapshots):
        table = case.read(spec).arrow
        uids, handles = (table.column(name).to_pylist() for name in ("account_uid", "handle"))
        for uid, handle in zip(uids, handles, strict=True):
            if handle:
                found.setdefault(uid, set()).add(handle.removeprefix("@").casefold())
    return found


def telling(case: Case, handles: Iterable[str]) -> frozenset[str]:
    """Return the handles that tell somebody where they stand in a text without an ``@``.

    Parameters
    ----------
    case : Case
        Its posts say what is a word.
    handles : iterable of str
        In one case.

    Returns
    -------
    frozenset of str
        Those of four characters or more, but for those made of letters alone that at least three
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
            "CREATE VIEW found AS SELECT account_uid FROM findings WHERE verdict <> 'none'"
        )
        said = connection.execute(_SAID_SQL, {"naming": _NAMING, "several": _SEVERAL}).fetchall()
    return frozenset(long - {word for (word,) in said})
