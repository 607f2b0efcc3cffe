"""The register of assessments: proposed by one person, signed by another, superseded, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from undertow.assessments.bearing import bearing_of
from undertow.assessments.statement import ActorStatement, Bilingual
from undertow.case import Case
from undertow.decisions import DecisionLog, Event, require_second_person
from undertow.errors import InputError, ReviewRequiredError

PROPOSED: Final = "actor_proposed"
SIGNED: Final = "actor_signed"
WITHDRAWN: Final = "actor_withdrawn"

State = Literal["proposed", "signed", "superseded", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A judgement on the actor behind a campaign, and what became of it.

    Attributes
    ----------
    assessment_id : str
        Hash of the entry that proposed it.
    statement : ActorStatement
        What was judged.
    state : str
        ``superseded`` by a later one of the same campaign that was signed.
    proposed_by, proposed_at, operator : str
        Who judged, when (ISO 8601, UTC), and at which login.
    signed_by, signed_at : str
        Who signed, and when; empty where nobody did.
    ended_at : str
        When it was superseded or withdrawn; empty where it was not.
    correction : Bilingual or None
        Why it was withdrawn, for those who read it.
    objection : str or None
        Why the tables bear it no longer; None where they do. It is then told nowhere as current.
    """

    assessment_id: str
    statement: ActorStatement
    state: State
    proposed_by: str
    proposed_at: str
    operator: str
    signed_by: str = ""
    signed_at: str = ""
    ended_at: str = ""
    correction: Bilingual | None = None
    objection: str | None = None

    def is_about(self, campaign_id: str) -> bool:
        """Whether it is a judgement on a campaign."""
        return self.statement.campaign == campaign_id

    @property
    def is_current(self) -> bool:
        """Whether products may tell it."""
        return self.state == "signed" and self.objection is None


def propose(
    case: Case, log: DecisionLog, statement: ActorStatement, *, by: str, operator: str
) -> Assessment:
    """Record a judgement. Nothing tells it before a second person has signed it.

    Raises
    ------
    ReviewRequiredError
        It says more than the evidence bears.
    InputError
        There is no such campaign.
    """
    _refuse_more_than_is_borne(case, statement)
    event = log.append(
        PROPOSED,
        who=by,
        operator=operator,
        subject=statement.campaign,
        body=statement.model_dump(mode="json"),
    )
    return _proposed(event)


def sign(
    case: Case,
    log: DecisionLog,
    ident: str,
    *,
    by: str,
    operator: str,
    shares_login: bool = False,
) -> Assessment:
    """Sign a judgement as a second person. It takes the place of an earlier one of the campaign.

    Parameters
    ----------
    case : Case
        Analysed.
    log : DecisionLog
        Its decisions.
    ident : str
        Beginning of the id.
    by, operator : str
        Who signs, and at which login.
    shares_login : bool
        Whether they work at the login of whoever proposed it, and are somebody else.

    Raises
    ------
    ReviewRequiredError
        Whoever proposed it would sign it, or it says more than the evidence bears by now.
    InputError
        There is no such assessment, or it does not wait for a signature.
    """
    found = _find(log, ident, "proposed")
    require_second_person(
        found.proposed_by,
        found.operator,
        by=by,
        operator=operator,
        shares_login=shares_login,
        what="this judgement",
    )
    _refuse_more_than_is_borne(case, found.statement)
    event = log.append(
        SIGNED,
        who=by,
        operator=operator,
        subject=found.assessment_id,
        body={"shares_login": shares_login},
    )
    return replace(found, state="signed", signed_by=by, signed_at=event.at)


def withdraw(
    log: DecisionLog, ident: str, correction: Bilingual, *, by: str, operator: str
) -> Assessment:
    """Take a judgement back, proposed or signed, and say why, for the register of corrections.

    Raises
    ------
    InputError
        There is no such assessment, or it stands no more.
    """
    found = _find(log, ident, "proposed", "signed")
    event = log.append(
        WITHDRAWN,
        who=by,
        operator=operator,
        subject=found.assessment_id,
        body=correction.model_dump(),
    )
    return replace(found, state="withdrawn", ended_at=event.at, correction=correction)


def read_assessments(case: Case, log: DecisionLog) -> list[Assessment]:
    """Return all assessments of a case, oldest first, each with what stands against telling it.

    Raises
    ------
    VerificationError
        The decision log was changed.
    """
    return [replace(found, objection=_objection(case, found)) for found in _recorded(log)]


def _recorded(log: DecisionLog) -> list[Assessment]:
    found: dict[str, Assessment] = {}
    for event in log.sound_events(PROPOSED, SIGNED, WITHDRAWN):
        if event.action == PROPOSED:
            found[event.hash] = _proposed(event)
            continue
        own = found[event.subject]
        if event.action == WITHDRAWN:
            correction = Bilingual.model_validate(event.body)
            own = replace(own, state="withdrawn", ended_at=event.at, correction=correction)
        else:
            _supersede(found, own.statement.campaign, event.at)
            own = replace(own, state="signed", signed_by=event.who, signed_at=event.at)
        found[event.subject] = own
    return list(found.values())


def _supersede(found: dict[str, Assessment], campaign: str, at: str) -> None:
    for ident, other in found.items():
        if other.is_about(campaign) and other.state == "signed":
            found[ident] = replace(other, state="superseded", ended_at=at)


def _proposed(event: Event) -> Assessment:
    statement = ActorStatement.model_validate(event.body)
    return Assessment(event.hash, statement, "proposed", event.who, event.at, event.operator)


def _find(log: DecisionLog, ident: str, *states: State) -> Assessment:
    """Return the assessment whose id begins with some digits, eight at least."""
    known = _recorded(log)
    found = [own for own in known if own.assessment_id.startswith(ident.lower())]
    if len(ident) < 8 or len(found) != 1:
        raise InputError(
            f"assessment {ident}: no single assessment has an id that begins so; "
            "`undertow assess list` lists them"
        )
    if found[0].state not in states:
        raise InputError(f"assessment {ident}: is {found[0].state} already")
    return found[0]


def _objection(case: Case, found: Assessment) -> str | None:
    try:
        return bearing_of(case, found.statement).objection(found.statement)
    except InputError:
        return "the case has no such campaign any more"


def _refuse_more_than_is_borne(case: Case, statement: ActorStatement) -> None:
    objection = bearing_of(case, statement).objection(statement)
    if objection is not None:
        raise ReviewRequiredError(
            f"{statement.campaign}: {objection}; say less, or name other evidence"
        )


def corrections(assessments: Iterable[Assessment]) -> list[Assessment]:
    """Return the assessments that were signed and stand no more, the register of corrections."""
    return [own for own in assessments if own.signed_at and own.ended_at]
