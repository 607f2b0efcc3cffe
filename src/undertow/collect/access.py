"""Which host a source is read from, and how the collector proves who asks."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from undertow.collect.secrets import Secrets
from undertow.errors import InputError


@dataclass(frozen=True, slots=True)
class Login:
    """The one request that is no GET: credentials against a token, at the source's own address.

    Parameters
    ----------
    url : str
        Where it goes.
    fields : mapping
        Body of the request.
    is_json : bool
        Sent as JSON; as a form otherwise.
    token_field : str
        Field of the answer that holds the token.
    names : str
        Environment variables that the credentials came from, for messages.
    basic : (str, str) or None
        User and password of HTTP basic authentication.
    """

    url: str
    fields: Mapping[str, str] = field(repr=False)
    is_json: bool
    token_field: str
    names: str
    basic: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a source.

    Parameters
    ----------
    base_url : str
        Where requests go; nothing is ever sent to another host, but for the log-in.
    header : (str, str) or None
        Header with a credential.
    login : Login or None
        How to obtain a token, where one is needed.
    secrets : Secrets
        What must never be written.
    """

    base_url: str
    header: tuple[str, str] | None = field(default=None, repr=False)
    login: Login | None = None
    secrets: Secrets = field(default_factory=Secrets)


def base_url(source: str, official: str, environ: Mapping[str, str]) -> str:
    """Return the address of a source: its own, or a server on this machine for tests.

    Raises
    ------
    InputError
        ``UNDERTOW_COLLECT_<SOURCE>_URL`` names another machine: credentials would go there.
    """
    name = f"UNDERTOW_COLLECT_{source.upper()}_URL"
    given = environ.get(name, "").strip()
    if not given:
        return official
    if not _is_on_this_machine(given):
        raise InputError(
            f"{name}: only an address on this machine (http://127.0.0.1:PORT) may take the place "
            "of the source; unset it"
        )
    return given.rstrip("/")


def _is_on_this_machine(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in ("http", "https") and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    return is_plain and not parts.query and is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its address; a name could be made to lead elsewhere."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
