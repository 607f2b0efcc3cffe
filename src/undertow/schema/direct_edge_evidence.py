"""Table ``direct_edge_evidence``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.edge_evidence import EdgeEvidence


class DirectEdgeEvidence(EdgeEvidence):
    """The post pairs behind a direct edge."""

    name: ClassVar = "direct_edge_evidence"
