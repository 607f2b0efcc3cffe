"""Asking one page over HTTP: bounded, patient, and silent about credentials.

Needs httpx (the extra ``collect``); beside it only translation imports it. Errors name the host
and the kind of failure, never the text of an exception or of an answer: both may repeat what was
sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from undertow._version import __version__
from undertow.collect.access import Access, Login, is_loopback
from undertow.collect.answers import PassingError, RawPage, kept_headers, read_json
from undertow.collect.budget import Budget
from undertow.collect.pacing import Clock, Pace, backoff_s, retry_after_s
from undertow.collect.plan import Request
from undertow.collect.sources import Source
from undertow.errors import CollectError
from undertow.settings import CollectSettings

_PASSING = frozenset({429, 500, 502, 503, 504})
_BODY_TIMEOUTS = 4
"""A body may take this many times ``timeout_s``: bytes that drip in never reach a timeout."""
_LOGIN_BYTES = 1 << 16
_ADVICE: Mapping[int, str] = {
    401: "check the credentials in the environment",
    403: "the source lets nobody see it, or not with these credentials",
    404: "it does not exist or is not public; check what was asked for",
    410: "it was deleted",
}


class Transport:
    """Reads pages of one source.

    Parameters
    ----------
    source : Source
        What is read: its pace, and its words for refusals.
    access : Access
        Its host and credentials.
    settings : CollectSettings
        Contact, timeouts, number of tries, size of a page.
    budget : Budget
        Charged for every request that is sent, tries again included.
    clock : Clock
        Time.
    """

    def __init__(
        self,
        source: Source,
        access: Access,
        settings: CollectSettings,
        budget: Budget,
        clock: Clock,
    ) -> None:
        self._source = source
        self._access = access
        self._settings = settings
        self._budget = budget
        self._clock = clock
        self._pace = Pace(source.per_minute, clock)
        self._token: str | None = None
        self._host = urlsplit(access.base_url).hostname or ""
        # Identity, so that the bytes kept are those that were sent, and as many as are counted.
        self._client = httpx.Client(
            headers={
                "User-Agent": user_agent(settings.contact),
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            },
            timeout=settings.timeout_s,
            follow_redirects=False,
            trust_env=not is_loopback(self._host),
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def fetch(self, request: Request) -> tuple[RawPage, Any]:
        """Ask for a page until it is there.

        Returns
        -------
        (RawPage, decoded JSON)
            The page as received; the document is None where the source refused in a way that
            the request tolerates.

        Raises
        ------
        CollectError
            It is refused, not to be had in the tries allowed, or only after too long a wait.
        Stopped
            The budget is used up.
        """
        most = self._settings.max_tries
        n_tries = 0
        while True:
            n_tries += 1
            try:
                return self._try(request)
            except httpx.HTTPError as error:
                what, wait_s = _told(error), None
            except PassingError as error:
                what, wait_s = error.what, error.wait_s
            if n_tries == most:
                raise CollectError(
                    f"{self._host}: {what} ({most} tries); what was saved is kept, run the same "
                    "command again later to go on from there"
                )
            self._wait(backoff_s(n_tries) if wait_s is None else wait_s)

    def _try(self, request: Request) -> tuple[RawPage, Any]:
        """Ask once; a token that is no longer accepted is renewed once."""
        had_token = self._token is not None
        raw = self._get(request)
        reason = self._source.reason_of(raw.status, raw.body)
        if had_token and (raw.status == 401 or reason in self._source.stale_token):
            self._token = None
            raw = self._get(request)
            reason = self._source.reason_of(raw.status, raw.body)
        if reason in self._source.passing:
            raise self._passing(raw.status, raw.headers)
        is_tolerated = reason is not None and reason in request.tolerated
        if raw.status != 200 and not is_tolerated:
            raise CollectError(self._refusal(raw.status, reason))
        if self._access.secrets.is_in(raw.body):
            raise CollectError(
                f"{self._host}: an answer repeats the credential, so nothing of it was kept; "
                "replace the credential, others may know it"
            )
        return raw, None if is_tolerated else read_json(raw.body)

    def _get(self, request: Request) -> RawPage:
        access = self._access
        headers = dict([access.header] if access.header else [])
        if access.login is not None:
            self._token = self._token or self._log_in(access.login)
            headers["Authorization"] = f"Bearer {self._token}"
        url = f"{access.base_url}{request.path}"
        more = {"params": request.params, "headers": headers}
        with self._sent("GET", url, request.n_units, more) as response:
            body = self._body(response, self._settings.max_page_mib << 20)
            kept = kept_headers(response.headers, access.secrets)
            address, status = str(response.url), response.status_code
        return RawPage(address, status, kept, body, self._clock.now())

    def _log_in(self, login: Login) -> str:
        """Exchange credentials for a token: the only request that is no GET."""
        more: dict[str, Any] = {"json" if login.is_json else "data": dict(login.fields)}
        if login.basic is not None:
            more["auth"] = httpx.BasicAuth(*login.basic)
        with self._sent("POST", login.url, 1, more) as response:
            content, status = self._body(response, _LOGIN_BYTES), response.status_code
        document = read_json(content) if status == 200 else None
        token = document.get(login.token_field) if isinstance(document, dict) else None
        if not isinstance(token, str) or not token.isascii():
            raise CollectError(
                f"{urlsplit(login.url).hostname}: the log-in was refused ({status}); "
                f"check {login.names}"
            )
        self._access.secrets.add(token)
        return token

    @contextmanager
    def _sent(
        self, method: str, url: str, n_units: int, more: dict[str, Any]
    ) -> Iterator[httpx.Response]:
        """Send a request when it is its turn; a redirect is never followed."""
        self._budget.spend(n_units)
        self._wait(self._pace.wait_s())
        self._pace.take()
        with self._client.stream(method, url, **more) as response:
            self._client.cookies.clear()
            self._pace.learn(response.headers)
            if response.is_redirect:
                raise CollectError(
                    f"{self._host}: the answer is a redirect ({response.status_code}), which is "
                    "never followed; check what was asked for"
                )
            if response.status_code in _PASSING:
                raise self._passing(response.status_code, response.headers)
            yield response

    def _passing(self, status: int, headers: Mapping[str, str]) -> PassingError:
        wait_s = retry_after_s(headers.get("retry-after"), self._clock.now())
        return PassingError(f"the answer was {status}", wait_s)

    def _body(self, response: httpx.Response, most_bytes: int) -> bytes:
        """Read a body of bounded length in bounded time, as it was sent."""
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in ("", "identity"):
            # A few bytes of it may unpack to gigabytes.
            raise CollectError(
                f"{self._host}: the answer is compressed, which was not asked for; nothing of it "
                "was kept (does a proxy stand in between?)"
            )
        deadline = self._clock.monotonic() + _BODY_TIMEOUTS * self._settings.timeout_s
        body = bytearray()
        for block in response.iter_raw():
            body += block
            if len(body) > most_bytes:
                raise CollectError(
                    f"{self._host}: an answer is larger than {most_bytes >> 10:,} KiB; nothing "
                    "of it was kept (the setting collect.max_page_mib is the limit)"
                )
            if self._clock.monotonic() > deadline:
                raise PassingError("the answer came too slowly")
        return bytes(body)

    def _wait(self, wait_s: float) -> None:
        if wait_s > self._settings.max_wait_s:
            raise CollectError(
                f"{self._host}: asks to wait {wait_s:,.0f} s, longer than the setting "
                "collect.max_wait_s; run the same command again then"
            )
        if wait_s > 0:
            self._clock.sleep(wait_s)

    def _refusal(self, status: int, reason: str | None) -> str:
        word = f", {self._access.secrets.removed_from(reason)}" if reason else ""
        advice = self._source.advice.get(reason or "") or _ADVICE.get(
            status, "check what was asked for"
        )
        return f"{self._host}: refused ({status}{word}); {advice}"


def user_agent(contact: str) -> str:
    """Return how a collector introduces itself."""
    return f"undertow/{__version__}" + (f" (+{contact})" if contact else "")


def _told(error: httpx.HTTPError) -> str:
    """Say what failed without the text of the error, which may hold addresses and headers."""
    if isinstance(error, httpx.TimeoutException):
        return "no answer came in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return "the answer was cut short"
    return f"the connection failed ({type(error).__name__})"
