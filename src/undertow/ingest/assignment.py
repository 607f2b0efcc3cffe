"""Scripts that hold data: a JSON document assigned to a variable, as X archives write it.

The script is never run; what stands before the document and the semicolon after it are skipped.
"""

from __future__ import annotations

import re

_NAME = r"[A-Za-z_$][\w$]{0,99}"
_PREFIX = rf"[\s\0]*(?:(?:var|let|const)\s+)?((?:{_NAME}\.){{0,9}}{_NAME})\s*=\s*(?=[\[{{])"
_TEXT = re.compile(_PREFIX, re.ASCII)
_BYTES = re.compile(_PREFIX.encode())


def assigned(script: str) -> tuple[str, str]:
    """Return the variable a script assigns to, and the text from the document on.

    The variable is empty, and the text is whole, where the script begins with no assignment.
    """
    match = _TEXT.match(script)
    return (match[1], script[match.end() :]) if match else ("", script)


def document_span(raw: bytes) -> tuple[int, int]:
    """Return where the JSON in a UTF-8 document begins and ends: all of it, or what is assigned."""
    match = _BYTES.match(raw)
    if match is None:
        return 0, len(raw)
    return match.end(), len(raw.rstrip(b"\0 \t\r\n").removesuffix(b";"))
