"""The signs of inauthenticity: one module a sign.

A sign is measured alike in a community and in its matched control. A missing field makes the sign
missing, never present. The absence of a sign is not held for or against an account: networks use
new accounts beside hijacked and bought ones.
"""

from __future__ import annotations

from undertow.accounts.signals import (
    closed_engagement,
    copied_text,
    creation_batch,
    dormant_return,
    filler,
    handle_template,
    new_account,
    regular_schedule,
    reused_profile,
    takeover,
)
from undertow.accounts.signals.base import Measured, Signal

SIGNALS: tuple[Signal, ...] = (
    new_account.SIGNAL,
    creation_batch.SIGNAL,
    takeover.SIGNAL,
    dormant_return.SIGNAL,
    closed_engagement.SIGNAL,
    copied_text.SIGNAL,
    filler.SIGNAL,
    handle_template.SIGNAL,
    reused_profile.SIGNAL,
    regular_schedule.SIGNAL,
)

BATCH_SIGNAL = creation_batch.SIGNAL.name
"""The sign that may stand beside copying alone; youth may not."""

AUTHENTICITY_SIGNALS: tuple[str, ...] = tuple(s.name for s in SIGNALS if s.is_authenticity)
"""Signs that a genuine campaign does not show."""

FAMILIES: dict[str, str] = {s.name: s.family for s in SIGNALS}
"""What each sign is about; signs of a family tell of the same thing."""

__all__ = [
    "AUTHENTICITY_SIGNALS",
    "BATCH_SIGNAL",
    "FAMILIES",
    "SIGNALS",
    "Measured",
    "Signal",
]
