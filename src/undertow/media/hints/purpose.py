"""For what people in media are looked at: said before, and kept in the custody log."""

from __future__ import annotations

from undertow.errors import ReviewRequiredError

MIN_PURPOSE = 10
"""Characters of the shortest purpose."""


def checked_purpose(text: str, what: str) -> str:
    """Return a purpose on one line.

    Parameters
    ----------
    text : str
        As it was given.
    what : str
        What is done for it, such as ``faces are searched``.

    Raises
    ------
    ReviewRequiredError
        The text is too short to be a purpose.
    """
    purpose = " ".join(text.split())
    if len(purpose) < MIN_PURPOSE:
        raise ReviewRequiredError(
            f"--purpose {purpose!r}: say for what {what}, in {MIN_PURPOSE} characters or more"
        )
    return purpose
