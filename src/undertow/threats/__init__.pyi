from .matching import Found, find_threats
from .screen import screen_threats

__all__ = ["Found", "find_threats", "screen_threats"]
