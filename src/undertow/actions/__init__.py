"""Posts to actions: which account acted on which object, when, in which layer."""

from undertow.actions.build import build_actions
from undertow.actions.layer import Layer
from undertow.actions.layers import LAYERS

__all__ = ["LAYERS", "Layer", "build_actions"]
