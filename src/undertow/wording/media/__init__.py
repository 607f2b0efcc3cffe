"""Words for media: the provenance card of a file."""
