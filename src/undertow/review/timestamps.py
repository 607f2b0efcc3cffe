"""Time stamps against the log that they stamp; that there are none is said."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from undertow.errors import UndertowError
from undertow.ingest.timestamps import Stamp, Token
from undertow.review.outcomes import Outcome, Problem

NONE = "the custody log is hash-chained, not externally time-stamped"
_EFFECT = "it shows no time; ask the authority again, or restore it from a copy"


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
    hashes: dict[Any, Any] = {}
    problems: list[Problem] = []
    notes: list[str] = []
    known: set[str] = set()
    for entry in entries:
        hashes[entry.get("seq")] = entry.get("hash")
        where = f"entry {entry.get('seq')} of the custody log"
        try:
            stamp = Stamp.named(dict(entry))
            if stamp is None:
                continue
            known.update(stamp.files)
            where = f"timestamps/{stamp.token}"
            if hashes.get(stamp.entry_seq) != stamp.entry_hash:
                raise UndertowError("it is over an entry that the log does not hold")
            notes.append(_check(stamp, read))
        except (UndertowError, OSError) as error:
            problems.append(Problem(str(error), where, _EFFECT))
    problems += [
        Problem("no entry of the custody log names this file", f"timestamps/{name}", "remove it")
        for name in sorted(set(names) - known)
    ]
    n_stamps = len(notes) + len(problems)
    return Outcome("timestamps", n_stamps, tuple(problems)), tuple(notes) or (NONE,)


def _check(stamp: Stamp, read: Callable[[str], bytes]) -> str:
    """Check one time stamp and say what it shows."""
    token = Token.read(_read(stamp.token, stamp.token_sha256, read))
    if token.digest != stamp.entry_hash:
        raise UndertowError("it is over another digest than the entry of the log says")
    how = "its signature was not checked: the authority's certificates were not given"
    if stamp.certificates_sha256 is not None:
        token.check(_read(stamp.certificates, stamp.certificates_sha256, read))
        how = "its signature holds under the certificates stored with it"
    by = f" by {token.signer}" if token.signer else ""
    at = f"{token.at:%Y-%m-%d %H:%M:%S} UTC"
    return f"the custody log up to entry {stamp.entry_seq} was time-stamped {at}{by}; {how}"


def _read(name: str, sha256: str, read: Callable[[str], bytes]) -> bytes:
    content = read(name)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UndertowError(f"{name}: is not what was stored")
    return content
