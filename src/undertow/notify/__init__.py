"""Notification of the officials that a campaign addresses: drafts, which only a person sends."""

from __future__ import annotations

from undertow.notify.drafts import write_drafts

__all__ = ["write_drafts"]
