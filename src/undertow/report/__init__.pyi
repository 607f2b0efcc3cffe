from .assessment import build_document
from .html import render
from .manifest import write_manifest
from .material import gather
from .pdf import can_make_pdf, render_pdf
from .pictures import pictures_in, thumbnail_of
from .writing import FORMS, TLP, pages_of, write_report

__all__ = [
    "FORMS",
    "TLP",
    "build_document",
    "can_make_pdf",
    "gather",
    "pages_of",
    "pictures_in",
    "render",
    "render_pdf",
    "thumbnail_of",
    "write_manifest",
    "write_report",
]
