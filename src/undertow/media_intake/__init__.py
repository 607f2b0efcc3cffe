"""From stored files to the tables of media: what lies where, and what each file is."""

from undertow.media_intake.descriptions import keep_scores, keep_texts, to_decode_again
from undertow.media_intake.detection import examine_files, examine_media
from undertow.media_intake.exchange import hash_for_exchange
from undertow.media_intake.frames import open_frames
from undertow.media_intake.intake import take_media
from undertow.media_intake.talks import open_talks

__all__ = [
    "examine_files",
    "examine_media",
    "hash_for_exchange",
    "keep_scores",
    "keep_texts",
    "open_frames",
    "open_talks",
    "take_media",
    "to_decode_again",
]
