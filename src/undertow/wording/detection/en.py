"""English words of what detectors say."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "detection.title": "Detectors of manipulation",
    "detection.hint": (
        "A hint, not a finding: a score alone shows nothing about a file, and an analyst's finding "
        "replaces it."
    ),
    "detection.stands": "What stands: {rank}.",
    "detection.stands.found": (
        "What stands: {rank}, by what {by} found on {at:day}; it goes before every detector."
    ),
    "detection.unknown": "No detector was asked about this file.",
    "detection.speaks": (
        "{detector} {version}: {rank}; log10 likelihood ratio {value:dec2}, 95 % interval "
        "{lower:dec2} to {upper:dec2}, more than 0 for manipulation and no larger than its "
        "calibration supports"
    ),
    "detection.in_domain": "The file is like those of its calibration, {domain}. Score: {raw}.",
    "detection.silent": "{detector} {version}: {rank}, as {reason}",
    "detection.outside": "Unlike the nearest calibration, {domain}, in: {traits:list}.",
    "detection.raw": "Score: {raw}. It means nothing, and was asked for all the same.",
    "detection.rank.high": "high",
    "detection.rank.low": "low",
    "detection.rank.uncertain": "uncertain",
    "detection.rank.n/a": "N/A (nothing is said)",
    "detection.rank.unknown": "unknown",
    "detection.reason.no_calibration": "nobody has calibrated this detector for anything",
    "detection.reason.out_of_domain": (
        "the file is unlike all files that the detector was calibrated on"
    ),
    "detection.reason.source_confound": (
        "the detector tells two sources of real files apart at least as well as real from "
        "manipulated"
    ),
    "detection.reason.uninformative": (
        "on generators that it has not seen, the detector is no better than silence"
    ),
    "detection.reason.not_decoded": "the file cannot be read as what the detector looks at",
    "detection.reason.too_small": "the picture is smaller than what the detector looks at",
    "detection.reason.nothing_to_score": "there is nothing in it that the detector looks at",
    "detection.reason.not_a_number": "the model gave no number",
    "detection.reason.gave_up": "decoding or scoring took too long or too much memory",
    "detection.trait.short_side_px": "size",
    "detection.trait.face_px": "size of the face",
    "detection.trait.detail": "sharpness",
    "detection.trait.bytes_per_px": "compression",
    "detection.trait.bytes_per_s": "compression of the sound",
    "detection.trait.duration_s": "duration",
    "detection.trait.features": "what the model sees in it",
}
