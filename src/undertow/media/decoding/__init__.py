"""Decoding of hostile media files, in a process that can reach nothing."""

from __future__ import annotations

from undertow.media.decoding.messages import Description, Excerpt, Pixels, Strip, Wanted
from undertow.media.decoding.sandbox import Sandbox, can_decode

__all__ = ["Description", "Excerpt", "Pixels", "Sandbox", "Strip", "Wanted", "can_decode"]
