"""Provenance: what a media file tells of itself, and where in the case it was seen.

Everything that reads bytes here is called inside the process that decodes
(:mod:`undertow.media.decoding`); the card is a pure function of tables.
"""
