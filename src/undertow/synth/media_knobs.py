"""The knobs of pictures and videos: who posts which, and how often."""

from __future__ import annotations

from dataclasses import dataclass, replace

from undertow.synth.scaling import count, gently


@dataclass(frozen=True, slots=True)
class MediaKnobs:
    """Pictures and videos that posts carry.

    Parameters
    ----------
    videos : int
        Videos of the campaign. Each is uploaded anew on every platform, and looks different there:
        encoded anew, with a caption bar, made tall, cropped, mirrored, trimmed or made small.
    video_share : float
        Share of the orders of the campaign to post videos, 0..1; whoever goes out on such an order
        posts one of those in use in every thread.
    platforms : tuple of str
        Platforms on which the campaign posts them.
    videos_at_once : int
        Videos that are in use at a time; each is given up for the next.
    memes : int
        Pictures that go round among ordinary people through all of the window, the first far more
        than the last.
    meme_share : float
        Share of the posts of ordinary people that carry one, 0..1.
    news_clips : int
        Clips that newsrooms publish, each passed on in the days after it.
    news_share : float
        Share of the posts of ordinary people that carry one, 0..1.
    crowd_clips : int
        Clips of each crowd, such as the goal that all fans of an evening post.
    crowd_share : float
        Share of the posts of a crowd that carry one, 0..1.
    pictures : int
        Pictures of people's own, each posted once.
    """

    videos: int
    video_share: float
    platforms: tuple[str, ...]
    videos_at_once: int = 3
    memes: int = 12
    meme_share: float = 0.02
    news_clips: int = 20
    news_share: float = 0.01
    crowd_clips: int = 2
    crowd_share: float = 0.25
    pictures: int = 24

    def scaled(self, scale: float) -> MediaKnobs:
        """Return the same knobs for a scenario of another size."""
        gentle = gently(scale)
        return replace(
            self,
            videos=count(self.videos, gentle, 3),
            memes=count(self.memes, gentle, 3),
            news_clips=count(self.news_clips, gentle, 3),
            pictures=count(self.pictures, gentle, 3),
        )
