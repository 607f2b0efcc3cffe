"""Credentials: read from the environment, kept out of everything that is written or printed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

from undertow.errors import InputError

_MIN_CHARS = 8
_REMOVED = "[removed]"


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
        """Whether any of them is there, as it is or encoded."""
        if isinstance(content, str):
            return any(form in content for form in self._forms)
        return any(form.encode() in content for form in self._forms)

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
    """Return a value as is, percent-encoded, in JSON, and in Base64 from any offset."""
    forms = {value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]}
    forms |= {form.lower() if "%" in form else form for form in forms}
    raw = value.encode()
    for offset in range(3):
        # What surrounds a value inside Base64 changes its first and last characters only.
        coded = base64.b64encode(b"\0" * offset + raw).decode().rstrip("=")
        forms.add(coded[2 * bool(offset) + (offset == 2) : len(coded) - (len(coded) % 4 > 0)])
    return forms
