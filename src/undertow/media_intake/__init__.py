"""From stored files to the tables of media: what lies where, and what each file is."""

from undertow.media_intake.descriptions import forget_descriptions, keep_texts
from undertow.media_intake.frames import open_frames
from undertow.media_intake.intake import take_media

__all__ = ["forget_descriptions", "keep_texts", "open_frames", "take_media"]
