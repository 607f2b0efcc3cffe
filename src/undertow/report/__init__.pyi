from .assessment import build_document
from .html import render, write_report
from .manifest import write_manifest
from .material import gather

__all__ = ["build_document", "gather", "render", "write_manifest", "write_report"]
