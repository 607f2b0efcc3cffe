"""From stored files to the tables of media: what lies where, and what each file is."""

from undertow.media_intake.descriptions import keep_texts, to_decode_again
from undertow.media_intake.frames import open_frames
from undertow.media_intake.intake import take_media
from undertow.media_intake.talks import open_talks

__all__ = ["keep_texts", "open_frames", "open_talks", "take_media", "to_decode_again"]
