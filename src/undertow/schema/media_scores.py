"""Table ``media_scores``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import FACT, REAL, TEXT, TEXTS, Column, TableSpec


class MediaScores(TableSpec):
    """What a detector says of a media file: a hint and never a finding, or why it keeps silent."""

    name: ClassVar = "media_scores"
    key: ClassVar = (
        "media_uid",
        "detector",
        "detector_version",
    )
    columns: ClassVar = (
        Column("media_uid", TEXT, "The media file."),
        Column("detector", TEXT, "Name of the detector."),
        Column("detector_version", TEXT, "Its version."),
        Column(
            "raw",
            REAL,
            "Score as the model gives it; null where the detector abstains, unless it was asked for all the same, and then it means nothing.",
            nullable=True,
        ),
        Column(
            "log10_lr",
            REAL,
            "Log10 likelihood ratio, more than 0 for manipulation, capped by the size of the calibration; null where the detector abstains.",
            nullable=True,
        ),
        Column("lower", REAL, "Lower end of its 95 % interval.", nullable=True),
        Column("upper", REAL, "Upper end.", nullable=True),
        Column(
            "domain",
            TEXT,
            "Calibration that was used, or that comes nearest; null where there is none or no score.",
            nullable=True,
        ),
        Column(
            "outside",
            TEXTS,
            "Traits by which the file is unlike that calibration: short_side_px, face_px, detail, bytes_per_px, bytes_per_s, duration_s or features.",
            nullable=True,
        ),
        Column("is_in_domain", FACT, "Whether the file is like those of that calibration."),
        Column(
            "rank",
            TEXT,
            "low, uncertain or high, where high is at least twice as likely if manipulated with an interval that excludes 1, and low the same the other way; n/a where the detector abstains.",
        ),
        Column(
            "abstained",
            TEXT,
            "Why it abstains: no_calibration, out_of_domain, source_confound, uninformative, not_decoded, too_small, nothing_to_score, not_a_number or gave_up.",
            nullable=True,
        ),
    )
