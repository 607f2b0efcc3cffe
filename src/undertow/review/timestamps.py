"""Time stamps against the log that they stamp; that there are none is said."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from undertow.bundle import ACTION as BUNDLE
from undertow.errors import UndertowError
from undertow.ingest.timestamps import ACTION, Stamp, Token
from undertow.review.outcomes import Outcome, Problem

NONE = "the custody log is hash-chained, not externally time-stamped"
_EFFECT = "it shows no time; ask the authority again, or restore it from a copy"
# Clocks of authority and machine may differ by as much.
_CLOCKS = timedelta(minutes=5)


def check_timestamps(
    entries: Iterable[Mapping[str, Any]], names: Iterable[str], read: Callable[[str], bytes]
) -> tuple[Outcome, tuple[str, ...]]:
    """Check every time stamp that the log names; return also what there is to say about them.

    Parameters
    ----------
    entries : iterable of mapping
        The custody log.
    names : iterable of str
        Tokens and certificates that are there.
    read : callable
        Returns one of them.
    """
    before: dict[int, Mapping[str, Any]] = {}
    problems: list[Problem] = []
    notes: list[str] = []
    known: set[str] = set()
    n_covered = 0
    for entry in entries:
        seq = entry.get("seq")
        if isinstance(seq, int):
            before[seq] = entry
        where = f"entry {seq} of the custody log"
        try:
            stamp = Stamp.named(dict(entry))
            if stamp is None:
                continue
            known.update(stamp.files)
            where = f"timestamps/{stamp.token}"
            if before.get(stamp.entry_seq, {}).get("hash") != stamp.entry_hash:
                raise UndertowError("it is over an entry that the log does not hold")
            token, told = _check(stamp, read)
            _check_order(stamp, token, before)
            notes.append(told)
            n_covered = max(n_covered, stamp.entry_seq)
        except (UndertowError, OSError) as error:
            problems.append(Problem(str(error), where, _EFFECT))
    problems += [
        Problem("no entry of the custody log names this file", f"timestamps/{name}", "remove it")
        for name in sorted(set(names) - known)
    ]
    n_stamps = len(notes) + len(problems)
    told_after = _after(before, n_covered) if notes else ()
    return Outcome("timestamps", n_stamps, tuple(problems)), (*notes, *told_after) or (NONE,)


def _check(stamp: Stamp, read: Callable[[str], bytes]) -> tuple[Token, str]:
    """Check one time stamp and say what it shows."""
    token = Token.read(_read(stamp.token, stamp.token_sha256, read))
    if token.digest != stamp.entry_hash:
        raise UndertowError("it is over another digest than the entry of the log says")
    how = "its signature was not checked: the authority's certificates were not given"
    if stamp.certificates is not None and stamp.certificates_sha256 is not None:
        token.check(_read(stamp.certificates, stamp.certificates_sha256, read))
        how = "its signature holds under the certificates stored with it"
    by = f" by {token.signer}" if token.signer else ""
    at = f"{token.at:%Y-%m-%d %H:%M:%S} UTC"
    return token, f"the custody log up to entry {stamp.entry_seq} was time-stamped {at}{by}; {how}"


def _check_order(stamp: Stamp, token: Token, before: Mapping[int, Mapping[str, Any]]) -> None:
    """Raise where an entry says that it was written after the stamp that covers it."""
    latest = token.at + _CLOCKS
    late = [s for s, e in before.items() if s <= stamp.entry_seq and not _is_by(e, latest)]
    if late:
        raise UndertowError(
            f"it is of {token.at:%Y-%m-%d %H:%M:%S} UTC, and {len(late)} of the entries that it "
            f"covers say that they were written later, the first of them entry {late[0]} "
            f"({before[late[0]].get('at')}): a clock was wrong, or times in the log are not true"
        )


def _is_by(entry: Mapping[str, Any], latest: datetime) -> bool:
    """Whether an entry says that it was written by then; one that says no time does not."""
    try:
        return datetime.fromisoformat(str(entry.get("at"))) <= latest
    except (ValueError, TypeError):
        return False


def _after(entries: Mapping[int, Mapping[str, Any]], n_covered: int) -> Iterator[str]:
    """Say what no stamp covers, beside the entries that only name stamps."""
    after = [seq for seq in entries if seq > n_covered]
    actions = {entries[seq].get("action") for seq in after}
    if actions - {ACTION}:
        sealing = ", the one that seals a bundle among them" if BUNDLE in actions else ""
        yield (
            f"no time stamp covers what the custody log says after entry {n_covered}, in "
            f"{len(after)} of its entries{sealing}"
        )


def _read(name: str, sha256: str, read: Callable[[str], bytes]) -> bytes:
    content = read(name)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UndertowError(f"{name}: is not what was stored")
    return content
