"""How fast to ask: a token bucket, and what the headers of a source say."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_BURST = 10
_EPOCH_FROM = 1e9
"""A reset time above this is a moment in seconds since 1970, below it a number of seconds."""
_LONGEST_S = 31 * 86_400.0
"""No limit lasts longer; what asks for more is absurd, and as far beyond any run as this."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that tests need not wait for it."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Pace:
    """A token bucket that also waits when a source says that nothing is left.

    Parameters
    ----------
    per_minute : float
        Requests a minute in the long run; ten may follow one another at once.
    clock : Clock
        Time.
    """

    def __init__(self, per_minute: float, clock: Clock) -> None:
        self._per_s = per_minute / 60
        self._clock = clock
        self._tokens = float(_BURST)
        self._at = clock.monotonic()
        self._closed_until = self._at

    def wait_s(self) -> float:
        """Return how long to wait before the next request."""
        now = self._clock.monotonic()
        self._tokens = min(_BURST, self._tokens + (now - self._at) * self._per_s)
        self._at = now
        wanting = max(0.0, 1 - self._tokens) / self._per_s
        return max(wanting, self._closed_until - now, 0.0)

    def take(self) -> None:
        """Count a request that is sent now."""
        self._tokens -= 1

    def learn(self, headers: Mapping[str, str]) -> None:
        """Heed the rate headers of an answer (names in lower case)."""
        for prefix in ("ratelimit", "x-ratelimit"):
            remaining = _number(headers.get(f"{prefix}-remaining"))
            reset_s = reset_after_s(headers.get(f"{prefix}-reset"), self._clock.now())
            if remaining is not None and remaining < 1 and reset_s is not None:
                self._closed_until = max(self._closed_until, self._clock.monotonic() + reset_s)


def reset_after_s(value: str | None, now: datetime) -> float | None:
    """Return the seconds until a limit is lifted: Reddit gives them, Bluesky and Mastodon a moment.

    Parameters
    ----------
    value : str or None
        Seconds, seconds since 1970, or an ISO 8601 time with zone.
    now : datetime
        The present.
    """
    number = _number(value)
    if number is not None:
        return _bounded(number - now.timestamp() if number > _EPOCH_FROM else number)
    try:
        moment = datetime.fromisoformat(value or "")
        return _bounded((moment - now).total_seconds()) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Return the seconds of a ``Retry-After``, given as seconds or as a date (RFC 9110, 10.2.3).

    What cannot be read is as if it were not there.
    """
    number = _number(value)
    if number is not None:
        return _bounded(number)
    try:
        moment = parsedate_to_datetime(value or "")
        return _bounded((moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def _bounded(wait_s: float) -> float:
    return min(max(0.0, wait_s), _LONGEST_S)


def backoff_s(n_failures: int) -> float:
    """Return a random wait below 1, 2, 4 ... 60 s, so that many collectors do not march in step."""
    return random.uniform(0, min(60.0, 2.0 ** (n_failures - 1)))


def _number(value: str | None) -> float | None:
    """Return a plain decimal number; what else ``float`` takes, such as NaN, is none."""
    text = (value or "").strip()
    is_plain = text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 20
    return float(text) if is_plain else None
