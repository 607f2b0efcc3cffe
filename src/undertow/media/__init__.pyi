from .comparing import compare_media
from .matching import match_media
from .sightings import find_sightings

__all__ = ["compare_media", "find_sightings", "match_media"]
