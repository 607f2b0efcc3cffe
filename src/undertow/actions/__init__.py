"""Posts to actions: which account acted on which object, when, in which layer."""

from undertow.actions.build import add_claims, build_direct_actions
from undertow.actions.layer import Layer
from undertow.actions.layers import LAYERS

__all__ = ["LAYERS", "Layer", "add_claims", "build_direct_actions"]
