"""Proposing a column map for a table, and trying one out on it."""

from __future__ import annotations

from undertow.ingest.column_map.proposal.propose import Proposal, propose
from undertow.ingest.column_map.proposal.table import TableLook, look_at
from undertow.ingest.column_map.proposal.trial import Trial, try_map
from undertow.ingest.column_map.proposal.write import write_proposal

__all__ = ["Proposal", "TableLook", "Trial", "look_at", "propose", "try_map", "write_proposal"]
