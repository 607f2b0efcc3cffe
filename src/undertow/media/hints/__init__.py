"""Hints: off by default, always called hints, and never an input of a stage or a claim."""
