"""Texts that make the same claim, across languages."""

from undertow.text.claims.build import build_claim_groups

__all__ = ["build_claim_groups"]
