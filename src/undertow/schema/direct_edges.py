"""Table ``direct_edges``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.edges import Edges


class DirectEdges(Edges):
    """A pair validated by what its accounts did; ``edges`` adds what their claims support."""

    name: ClassVar = "direct_edges"
