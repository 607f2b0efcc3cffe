"""Words about media."""
