"""Texts that differ only in what was filled into slots."""

from undertow.text.templates.build import build_templates

__all__ = ["build_templates"]
