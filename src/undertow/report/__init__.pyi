from .assessment import build_document
from .html import render
from .manifest import write_manifest
from .material import gather
from .pdf import can_make_pdf, render_pdf
from .writing import FORMS, TLP, pages_of, write_report

__all__ = [
    "FORMS",
    "TLP",
    "build_document",
    "can_make_pdf",
    "gather",
    "pages_of",
    "render",
    "render_pdf",
    "write_manifest",
    "write_report",
]
