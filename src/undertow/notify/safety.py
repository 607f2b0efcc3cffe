"""What a notification says of threats: never more than a screen and a person can answer for."""

from __future__ import annotations

from undertow.judgements import Safety
from undertow.wording import Phrase, phrase, plain
from undertow.wording.phrase import day


def hold(safety: Safety) -> list[list[Phrase]]:
    """Return the mark of a draft that must not be sent; nothing where it may be completed."""
    if safety.n_pending:
        return [[phrase("draft.hold", n=safety.n_pending)]]
    return [] if safety.is_screened else [[phrase("draft.hold.unscreened")]]


def urgent(safety: Safety) -> list[list[Phrase]]:
    """Return what an official must read before anything else; nothing where no threat is known."""
    return [[phrase("safety.urgent", n=safety.n_threats)]] if safety.n_threats else []


def statement(safety: Safety) -> list[Phrase]:
    """Return the safety statement.

    Parameters
    ----------
    safety : Safety
        Of the posts of campaigns that address the official.

    Returns
    -------
    list of Phrase
        That a threat is known; or that posts await a person, and nothing can be said; or who
        judged what the screen found; or that it found nothing, in how many posts, and that a
        machine can miss a threat. Always what was not screened, and that an officer signs.
    """
    lines = _found(safety)
    if safety.is_screened and safety.n_unscreened:
        lines.append(phrase("safety.unscreened", n=safety.n_unscreened))
    return [*lines, phrase("safety.sign")]


def _found(safety: Safety) -> list[Phrase]:
    if not safety.is_screened:
        return [phrase("safety.not_screened")]
    lines = []
    if safety.n_threats:
        lines.append(phrase("safety.threat", n=safety.n_threats))
    if safety.n_pending:
        return [*lines, phrase("safety.pending", n=safety.n_pending)]
    if lines:
        return lines
    if safety.n_hits:
        people = [phrase("safety.judge", by=plain(by), at=day(at)) for by, at in safety.judges]
        screened = safety.n_screened
        return [phrase("safety.judged", n_posts=screened, n=safety.n_hits, people=people)]
    if safety.n_screened:
        return [phrase("safety.clear", n_posts=safety.n_screened)]
    return [phrase("safety.nothing_to_screen")]
