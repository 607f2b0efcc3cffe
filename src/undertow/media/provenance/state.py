"""States of Content Credentials, and the codes that say why, for those who only read about them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

# C2PA specification 2.2, section 15.10 (validation of the asset's content): the bytes are not
# those that were signed. Every other failure says something of the signature or the manifest.
CONTENT_CODES: Final = frozenset(
    {
        "assertion.dataHash.mismatch",
        "assertion.boxesHash.mismatch",
        "assertion.bmffHash.mismatch",
        "assertion.collectionHash.mismatch",
    }
)
FAILURE: Final = "validation.failure"


class C2paState(StrEnum):
    """What the Content Credentials of a file amount to; absence is no evidence of anything."""

    ABSENT = "absent"
    VALID_UNTRUSTED = "valid_untrusted"
    VALID_TRUSTED = "valid_trusted"
    INVALID = "invalid"
