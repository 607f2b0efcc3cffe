"""What a notification says of threats: never more than a screen and a person can answer for."""

from __future__ import annotations

from dataclasses import dataclass

from undertow.judgements import Safety
from undertow.wording import Phrase, phrase, plain
from undertow.wording.phrase import day


@dataclass(frozen=True, slots=True)
class Signature:
    """Who approves a notice.

    Attributes
    ----------
    by, at : str
        Name, and when (ISO 8601).
    is_of_safety : bool
        Whether they also answer for the sentence that the activity is meant to harm a reputation
        and nobody's body.
    """

    by: str
    at: str
    is_of_safety: bool = False


def may_reassure(safety: Safety) -> bool:
    """Whether a person may sign that no physical harm is meant.

    Every post that addresses the official was screened and nothing was found, or a person read all
    that was found and saw no threat.
    """
    return (
        safety.is_screened
        and safety.n_screened > 0
        and safety.n_unscreened == safety.n_pending == safety.n_threats == 0
    )


def hold(safety: Safety) -> list[list[Phrase]]:
    """Return the mark of a draft that must not be sent; nothing where it may be completed."""
    if safety.n_pending:
        return [[phrase("draft.hold", n=safety.n_pending)]]
    return [] if safety.is_screened else [[phrase("draft.hold.unscreened")]]


def urgent(safety: Safety, kind: str) -> list[list[Phrase]]:
    """Return what somebody must read before anything else; nothing where no threat is known."""
    return [[phrase(f"safety.urgent.{kind}", n=safety.n_threats)]] if safety.n_threats else []


def statement(safety: Safety, kind: str, signature: Signature | None = None) -> list[Phrase]:
    """Return the safety statement.

    Parameters
    ----------
    safety : Safety
        Of the posts of campaigns that address them.
    kind : str
        ``official`` or ``person``: who protects them.
    signature : Signature or None
        Of the person who approves; None in a draft, which leaves room for it.

    Returns
    -------
    list of Phrase
        That a threat is known; or that posts await a person, and nothing can be said; or who
        judged what the screen found; or that it found nothing, in how many posts, and that a
        machine can miss a threat. Always what was not screened. That no physical harm is meant is
        said only over a signature that answers for it.
    """
    lines = _found(safety, kind)
    if safety.is_screened and safety.n_unscreened:
        lines.append(phrase("safety.unscreened", n=safety.n_unscreened))
    if signature is None:
        return [*lines, phrase("safety.sign")]
    if signature.is_of_safety and may_reassure(safety):
        lines.append(phrase("safety.reputation"))
        lines.append(phrase("safety.signed", by=plain(signature.by)))
    return lines


def _found(safety: Safety, kind: str) -> list[Phrase]:
    if not safety.is_screened:
        return [phrase("safety.not_screened")]
    lines = []
    if safety.n_threats:
        lines.append(phrase(f"safety.threat.{kind}", n=safety.n_threats))
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
