from .drafts import write_drafts

__all__ = ["write_drafts"]
