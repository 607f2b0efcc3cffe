from .assessment import build_document
from .html import pages_of, render, write_report
from .manifest import write_manifest
from .material import gather

__all__ = ["build_document", "gather", "pages_of", "render", "write_manifest", "write_report"]
