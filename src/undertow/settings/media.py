"""Settings of media files."""

from __future__ import annotations

from pydantic import Field

from undertow.settings.section import Section


class MediaSettings(Section):
    """Media files: limits under which they are decoded, and how alike they must be."""

    frames_per_s: float = Field(
        6.0, gt=0, le=30, description="Frames of a video that are hashed, for each second of it."
    )
    max_distance: int = Field(
        31, ge=0, le=45, description="Bits of 256 in which two hashes of the same picture differ."
    )
    min_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="Share of the frames of the shorter of two videos that must agree, in order.",
    )
    min_quality: int = Field(
        50, ge=0, le=100, description="PDQ quality below which a picture is too flat to match."
    )
    max_bytes: int = Field(
        2 << 30, ge=1, description="Longest media file that is decoded; a longer one is kept only."
    )
    max_pixels: int = Field(
        64_000_000, ge=1, description="Most pixels of a picture or frame that is decoded."
    )
    max_duration_s: float = Field(
        1800.0, gt=0, description="Seconds of a video or sound that are decoded; the rest is not."
    )
    max_time_s: float = Field(
        300.0, gt=0, description="Seconds after which the decoding of one file is given up."
    )
    max_memory_mib: int = Field(
        2048, ge=256, description="Memory of the process that decodes, in MiB."
    )
    max_frames_read: int = Field(
        20,
        ge=1,
        le=60,
        description="Most frames of a video in which `undertow media words` and `faces` look.",
    )
    find_speech: bool = Field(
        False, description="Whether speech is looked for in every soundtrack (extra `speech`)."
    )
    trust_list: str = Field(
        "",
        description="PEM file of the certificates whose Content Credentials (C2PA) are trusted; "
        "without one, a valid signature is told as valid and untrusted.",
    )
