from .checklist import EXAMPLE, Checklist, read_checklist
from .record import Release, Signed, find_release, read_releases, released_folder

__all__ = [
    "EXAMPLE",
    "Checklist",
    "Release",
    "Signed",
    "find_release",
    "read_checklist",
    "read_releases",
    "released_folder",
]
