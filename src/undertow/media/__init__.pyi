from .matching import match_media
from .sightings import find_sightings

__all__ = ["find_sightings", "match_media"]
