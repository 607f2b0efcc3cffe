"""The duty to warn on the terminal: wherever a command ends, how long people have waited."""

from __future__ import annotations

from undertow.case import Case
from undertow.cli.console import number_of, operator, tell
from undertow.decisions import DecisionLog
from undertow.errors import UndertowError
from undertow.notify import duties, record_found


def start_clocks(case: Case) -> None:
    """Note who was found to be addressed; an analysis stands also where it fails."""
    try:
        record_found(case, DecisionLog.of(case), operator=operator())
    except UndertowError as error:
        tell(f"warning: when people were first found could not be noted: {error}")


def tell_clock(case: Case) -> None:
    """Say how many people wait to be warned, and how long; nothing where none does."""
    try:
        waiting = [duty for duty in duties(DecisionLog.of(case)) if duty.sent_at is None]
    except UndertowError:  # told where the clock is started, or by the command that needs it
        return
    hours = [duty.hours for duty in waiting if duty.hours is not None]
    if hours:
        who = number_of(len(hours), "person", "people")
        told = f"{who} {'waits' if len(hours) == 1 else 'wait'}"
        tell(
            f"{told} to be warned, the first for {max(hours):,.1f} hours: "
            f"undertow notify status {case.path}"
        )
