"""Objects of the web pages of Instagram and Threads, as far as they are read."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from undertow.ingest.formats.values import NumberId, id_text
from undertow.ingest.record import AccountStatus, Item, Name, Text


class Account(Struct):
    """An account; ``pk`` is its number, ``id`` sometimes that of its other side at Facebook."""

    pk: NumberId | None = None
    id: NumberId | None = None
    username: Name | None = None
    full_name: Name | None = None
    is_verified: bool | None = None
    is_private: bool | None = None
    profile_pic_url: Item | None = None

    @property
    def number(self) -> str | None:
        """The number of the account."""
        return id_text(self.pk)

    @property
    def status(self) -> AccountStatus | None:
        """``protected`` where the account shows its posts to followers only."""
        return "protected" if self.is_private else None


class Caption(Struct):
    """The text of a post."""

    text: Text | None = None


class Address(Struct):
    """One size of a picture or video; the first is the largest."""

    url: Item | None = None


class Sizes(Struct):
    """The sizes of a picture."""

    candidates: list[Address] = field(default_factory=list)


class Shown(Struct):
    """A picture, or a video with its preview."""

    image_versions2: Sizes | None = None
    video_versions: list[Address] | None = None

    @property
    def address(self) -> str | None:
        """Where the file is: the video, else the picture."""
        pictures = self.image_versions2.candidates if self.image_versions2 else []
        urls = [file.url for file in (*(self.video_versions or ()), *pictures) if file.url]
        return urls[0] if urls else None


class Post(Shown):
    """What posts of Instagram and Threads have in common."""

    carousel_media: list[Shown] | None = None

    @property
    def addresses(self) -> Iterator[str]:
        """Where the files of the post are."""
        for part in self.carousel_media or [self]:
            if part.address:
                yield part.address
