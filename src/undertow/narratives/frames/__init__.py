"""Frames: who is said to have done what to whom, read by surface rules."""

from undertow.narratives.frames.agreement import Agreed, agree
from undertow.narratives.frames.frame import Frame
from undertow.narratives.frames.reader import FrameReader
from undertow.narratives.frames.voices import VOICES

__all__ = ["VOICES", "Agreed", "Frame", "FrameReader", "agree"]
