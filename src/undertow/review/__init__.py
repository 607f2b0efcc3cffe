"""What can be shown to others: verification of a case or of a bundle, offline."""

from __future__ import annotations

from undertow.review.bundle import verify_bundle
from undertow.review.outcomes import Check, FallenClaim, Problem, VerificationReport
from undertow.review.verification import verify_case

__all__ = ["Check", "FallenClaim", "Problem", "VerificationReport", "verify_bundle", "verify_case"]
