"""English words of the section on media."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "section.media": "Which media are spread",
    "kind.media": "the same media",
    "kind.media_copy": "altered copies of media",
    "media.note": (
        "What is measured here is that material was posted again, and what was done to copies of "
        "it. Whether what it shows is so, no machine says."
    ),
    "media.heading": "Material {number}.",
    "media.because": "What the person who examined {file} writes",
    "media.hidden": (
        "People decided that {n:file of this material is|files of this material are} kept by hash "
        "and place alone. No picture is shown."
    ),
    "media.strip": (
        "Moments of material {number}: the earliest file, altered copies of it, then the others. "
        "The pictures were made anew, small and without sound; the files themselves are not in "
        "this report."
    ),
    "media.alt": "Up to six moments of the {kind} {file}, side by side; not described",
    "media.under": "{file}, first posted on {at:minute}",
    "media.show": "Show these pictures without the blur. They may be distressing.",
    "media.withheld": (
        "There are pictures of this material. They are shown in editions marked amber or red, as "
        "defined by the Traffic Light Protocol, where the parts that blur them are installed."
    ),
    "media.kind.image": "picture",
    "media.kind.video": "video",
    "media.kind.audio": "sound recording",
    "media.kind.unknown": "file",
    "media.what": "{kind}, {w:int} × {h:int} pixels",
    "media.what.long": "{kind}, {w:int} × {h:int} pixels, {s:dec} seconds",
    "media.files.caption": (
        "What is known of the files of material {number}, by their first post, and what they say "
        "of themselves; at most a dozen"
    ),
    "media.files.file": "File",
    "media.files.what": "What",
    "media.files.first": "First posted",
    "media.files.platform": "Where",
    "media.files.posts": "Posts here",
    "media.files.c2pa": "Content Credentials",
    "media.files.traces": "Made with, as it says",
    "media.credentials": (
        "Content Credentials (C2PA) are a signed statement inside a file of how it came to be. "
        "Valid ones tie that statement to these bytes, and do not make it true. Most platforms "
        "remove them, so that they are missing is evidence of nothing."
    ),
    "media.traces": (
        "What a file says of what it was made with, anybody can have written. Each file goes by "
        "the first digits of its SHA-256."
    ),
    "media.more": "{n:further group|further groups} of files are told in the tables alone.",
    "source.media_files": "the table of media files",
    "source.media_facts": "what media files say of themselves",
}
