"""The provenance card of a media file in words."""
