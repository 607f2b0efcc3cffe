"""Whose a campaign is: what a person judges, a second person signs, and time may supersede."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
