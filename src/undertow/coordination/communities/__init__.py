"""Validated pairs and accounts to communities."""

from __future__ import annotations

from undertow.coordination.communities.stage import find_communities

__all__ = ["find_communities"]
