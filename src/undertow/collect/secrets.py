"""Credentials: read from the environment, kept out of everything that is written or printed."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus, unquote

from undertow.errors import InputError

_MIN_CHARS = 8
_REMOVED = "[removed]"
_MAX_CODINGS = 2
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_URL_SAFE = str.maketrans("+/", "-_")
# The second bytes of wide characters, and the ends of lines that Base64 is cut into.
_DROPPED = b"\0\r\n"


class Secrets:
    """Values that must not be written, in every form in which they may come back.

    Parameters
    ----------
    values : iterable of str
        The credentials.
    """

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._forms: tuple[str, ...] = ()
        for value in values:
            self.add(value)

    def __repr__(self) -> str:
        return f"Secrets({len(self._forms)} hidden forms)"

    def add(self, value: str) -> None:
        """Keep one more value out, such as a token that was handed out."""
        forms = {*self._forms, *_forms(value)}
        self._forms = tuple(sorted(forms, key=lambda form: (-len(form), form)))

    def is_in(self, content: bytes | str) -> bool:
        """Whether any of them is there, as it is or in a usual coding.

        Found in plain text of any width, in hexadecimal digits and in Base64; behind the escapes of
        JSON, HTML and addresses, or one of these within another. Not found when it is cut,
        encrypted, or in a coding of another kind. A few passes over the content.
        """
        if not self._forms:
            return False
        text = content if isinstance(content, str) else content.decode("latin-1")
        return any(form in reading for reading in _readings(text) for form in self._forms)

    def removed_from(self, text: str) -> str:
        """Return a text without them."""
        for form in self._forms:
            text = text.replace(form, _REMOVED)
        return text


def credential(environ: Mapping[str, str], name: str) -> str | None:
    """Return a credential from the environment, or None when it is not set.

    Raises
    ------
    InputError
        It cannot be one; the message does not show it.
    """
    value = environ.get(name, "").strip()
    if not value:
        return None
    if len(value) < _MIN_CHARS or not (value.isascii() and value.isprintable()):
        raise InputError(
            f"{name}: this is no credential (fewer than {_MIN_CHARS} characters, or characters "
            "that none has); set the environment variable again"
        )
    return value


def required_credential(environ: Mapping[str, str], name: str) -> str:
    """Return a credential from the environment.

    Raises
    ------
    InputError
        It is not set, or cannot be one.
    """
    value = credential(environ, name)
    if value is None:
        raise InputError(
            f"{name} is not set; put the credential into this environment variable, never on the "
            "command line (how to obtain one: docs/how-to/collect.md)"
        )
    return value


def _forms(value: str) -> set[str]:
    """Return a value as is, percent-encoded, in JSON, HTML, hex, and in Base64 from any offset."""
    forms = {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}
    forms |= {form.lower() if "%" in form else form for form in forms}
    raw = value.encode()
    forms |= {html.escape(value), raw.hex(), raw.hex().upper()}
    for offset in range(3):
        # What surrounds a value inside Base64 changes its first and last characters only.
        coded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        form = coded[2 * bool(offset) + (offset == 2) : len(coded) - (len(coded) % 4 > 0)]
        forms |= {form, form.translate(_URL_SAFE)}
    return forms


def _readings(text: str) -> Iterator[str]:
    """Yield a text, and what it becomes when codings in it are undone, one within another."""
    seen = {_narrowed(text)}
    layer = set(seen)
    yield from layer
    for _ in range(_MAX_CODINGS):
        layer = {_narrowed(undone(reading)) for reading in layer for undone in _UNDONE}
        layer -= seen
        seen |= layer
        yield from layer


def _narrowed(text: str) -> str:
    """Return a text in ASCII, which all credentials are: a byte for a character at most."""
    return text.encode("ascii", "replace").translate(None, _DROPPED).decode("ascii")


def _without_backslashes(text: str) -> str:
    """Undo the escapes of JSON and of scripts wherever they stand; much of it may be neither."""
    return _ESCAPE.sub(_escaped_character, text) if "\\" in text else text


def _escaped_character(match: re.Match[str]) -> str:
    code, character = match[1] or match[2], match[3]
    return chr(int(code, 16)) if code else "" if character in "nrt" else character


def _without_percents(text: str) -> str:
    return unquote(text, encoding="latin-1")


_UNDONE = (_without_backslashes, html.unescape, _without_percents)
