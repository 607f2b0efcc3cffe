"""Names for accounts in products: the same within a case, and nothing without the key of the case.

A plain hash of a handle is no pseudonym: whoever has a list of handles hashes them all. The name of
an account is therefore keyed with 32 random bytes that belong to one case, lie beside its
``case.toml`` for the owner alone, and go into no product. Two cases name one account differently.

The custody log keeps a fingerprint of the key with every product. Where the key is lost or another
lies there, nothing is written: under a new key, published names would belong to nobody.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from undertow.case import Case
from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest import CustodyLog

FINGERPRINT: Final = "pseudonym_key"
"""Field of custody entries: the fingerprint of the key then."""

KEY_FILE: Final = "pseudonyms.key"
"""Name of the file with the key, in the folder of the case."""

_KEY_BYTES: Final = 32
# 48 bits: of a million accounts, two share a name in one case of 600; unmasking then names both.
_DIGITS: Final = 12
_HEX: Final = re.compile(rf"[0-9a-f]{{{2 * _KEY_BYTES}}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The pseudonyms of a case.

    Attributes
    ----------
    key : bytes
        Its key, 32 bytes; never printed.
    """

    key: bytes = field(repr=False)

    @classmethod
    def open(cls, case: Case) -> Pseudonyms:
        """Return the pseudonyms of a case; one that never published any gets a key at need.

        Raises
        ------
        CaseError
            The key is lost, cannot be read, or cannot be written.
        VerificationError
            It is another than the one that products were made with.
        """
        file = case.path / KEY_FILE
        logged = _logged(case)
        if not file.exists():
            if logged is not None:
                raise CaseError(
                    f"{file}: the key of the pseudonyms is lost, and products were made with it; "
                    "bring the file back from a copy, or nobody can tell whom they name"
                )
            make_key(case)
        found = cls(_read(file))
        if logged not in (None, found.fingerprint):
            raise VerificationError(
                f"{file}: is not the key that products of this case were made with; bring that one "
                "back from a copy, or published names would mean other accounts"
            )
        return found

    def of(self, account_uid: str) -> str:
        """Return the name of an account in products: ``A-`` and 12 hexadecimal digits."""
        digest = hmac.new(self.key, account_uid.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"A-{digest.hexdigest()[:_DIGITS]}"

    def of_handle(self, handle: str) -> str:
        """Return what is kept of a handle that was deleted: 64 hexadecimal digits.

        With the key of the case it can be told whether a text names that handle, and without it
        nothing.
        """
        said = b"handle\0" + handle.encode("utf-8", "surrogatepass")
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()

    @property
    def fingerprint(self) -> str:
        """SHA-256 that tells this key from others and says nothing about it."""
        return hashlib.sha256(b"undertow pseudonyms\0" + self.key).hexdigest()


def make_key(case: Case, key: bytes | None = None) -> Pseudonyms:
    """Give a case its key, unless it has one.

    Parameters
    ----------
    case : Case
        A case.
    key : bytes or None
        32 bytes; random where None.

    Raises
    ------
    CaseError
        It has another key, or the file cannot be written.
    """
    own = secrets.token_bytes(_KEY_BYTES) if key is None else key
    file = case.path / KEY_FILE
    draft = file.with_name(f".{KEY_FILE}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(f"{own.hex()}\n")
            handle.flush()
            os.fsync(handle.fileno())
        # Of two processes one makes the key, and the other takes that one.
        os.link(draft, file)
    except FileExistsError:
        pass
    except OSError as error:
        raise CaseError(f"{file}: cannot be written: {error.strerror or error}") from error
    finally:
        draft.unlink(missing_ok=True)
    found = Pseudonyms(_read(file))
    if key is not None and found.key != key:
        raise CaseError(f"{file}: the case has another key already")
    return found


def read_key(path: Path) -> bytes:
    """Read a key that is to be given to a new case: 64 hexadecimal digits.

    Raises
    ------
    InputError
        The file holds no key.
    """
    try:
        return _read(path)
    except CaseError as error:
        raise InputError(str(error)) from error


def _read(path: Path) -> bytes:
    try:
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}: the key of the pseudonyms cannot be read: {error}") from error
    if not _HEX.fullmatch(text):
        raise CaseError(
            f"{path}: no key of pseudonyms ({2 * _KEY_BYTES} hexadecimal digits); bring it back "
            "from a copy"
        )
    return bytes.fromhex(text)


def _logged(case: Case) -> str | None:
    """Return the fingerprint that the custody log names last; None where it names none."""
    found = None
    for entry in CustodyLog.of(case).entries():
        found = entry.get(FINGERPRINT, found)
    return None if found is None else str(found)
