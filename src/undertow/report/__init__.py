"""Reports: one block model, said in English and in French, with pictures and an evidence annex."""

from __future__ import annotations

from undertow.report.assessment import build_document
from undertow.report.html import render, write_report
from undertow.report.manifest import write_manifest
from undertow.report.material import gather

__all__ = ["build_document", "gather", "render", "write_manifest", "write_report"]
