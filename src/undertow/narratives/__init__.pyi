from .build import build_narratives

__all__ = ["build_narratives"]
