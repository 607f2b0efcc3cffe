"""Mouths and soundtracks: how often a dub is seen, how often a hint is wrong, and the null.

    make bench-mouths
    python bench/dubs.py --videos 40 --rounds 5

Videos of 8 seconds at 240 x 180 pixels: a photograph of one face, mirrored, scaled, lit, with sway
and noise of its own, whose mouth is drawn and opens with the vowels of a synthetic voice; encoded
(MPEG-4, AAC) and decoded. *Driven*: every video has its own voice. *Dubbed*: one video in turn has
the voice of somebody who is in no other, the rest their own. *Null*: every video has a foreign
voice, so nothing drives anything. Faces of people, makeup, beards, light and compression of real
videos are harder: this shows that the test holds its level, not how much it sees.
"""

from __future__ import annotations

import argparse
import io
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.stats import kstest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from media_files import video
from talking_faces import FPS, spoken, talking_video

from undertow.media.decoding.messages import Job, Limits, Talk
from undertow.media.decoding.talking import describe_talking
from undertow.media.hints.cepstra import N_CEPSTRA
from undertow.media.hints.mouth import LEVEL, MouthHint, Talking, Verdict, weigh_mouths
from undertow.media.hints.mouth_track import Mouth, track_mouth

SECONDS = 8.0
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75)


def main() -> None:
    """Measure the three situations."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--videos", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3, help="foreign voices for each video")
    parser.add_argument("--seed", type=int, default=10_000)
    chosen = parser.parse_args()
    print(f"{platform.machine()}, {platform.python_version()}", flush=True)
    seeds = range(chosen.seed, chosen.seed + chosen.videos)
    mouths: list[Mouth] = []
    own: list[np.ndarray] = []
    for seed in seeds:
        talk = _talk(talking_video(seed, seconds=SECONDS))
        frames = np.frombuffer(talk.frames, np.uint8)
        mouth = track_mouth(frames.reshape(-1, talk.height_px, talk.width_px))
        if mouth is None:
            print(f"no face in {seed}")
            continue
        mouths.append(mouth)
        own.append(_cepstra(talk))
    foreign = [
        _foreign(seed + 5000) for seed in range(chosen.seed, chosen.seed + 2 * chosen.videos)
    ]
    print(f"{len(mouths)} videos measured", flush=True)
    hints = list(_weighed(mouths, own).values())
    _print("driven", hints)
    rng = np.random.default_rng(0)
    dubbed, null = [], []
    for _ in range(chosen.rounds):
        others = [foreign[i] for i in rng.permutation(len(foreign))[: len(mouths)]]
        null += _weighed(mouths, others).values()
        for i, voice in enumerate(others):
            sounds = [*own[:i], voice, *own[i + 1 :]]
            dubbed.append(_weighed(mouths, sounds)[f"{i:03d}"])
    _print("dubbed", dubbed)
    _print("null", null)


def _weighed(mouths: Sequence[Mouth], sounds: Sequence[np.ndarray]) -> dict[str, MouthHint]:
    videos = {
        f"{i:03d}": Talking(sound[mouth.start : mouth.stop], mouth.opening)
        for i, (mouth, sound) in enumerate(zip(mouths, sounds, strict=True))
    }
    return weigh_mouths(videos, lambda one, other: False)


def _print(name: str, hints: Sequence[MouthHint]) -> None:
    p_values = np.array([hint.p_value for hint in hints])
    verdicts = [hint.verdict for hint in hints]
    told = ", ".join(f"{verdict.value} {verdicts.count(verdict)}" for verdict in Verdict)
    below = ", ".join(f"{level:g}: {np.mean(p_values <= level + 1e-9):.3f}" for level in LEVELS)
    print(f"{name}: {len(hints)} tests; {told}; share with p up to {below}; "
          f"Kolmogorov-Smirnov against uniform p = {kstest(p_values, 'uniform').pvalue:.2g}; "
          f"others in step {np.mean([h.n_in_step / h.n_tested for h in hints]):.2f}; "
          f"p among own up to {LEVEL:g}: {np.mean([h.p_own <= LEVEL for h in hints]):.3f}",
          flush=True)  # fmt: skip


def _talk(data: bytes) -> Talk:
    limits = Limits(frames_per_s=6.0, max_pixels=1 << 24, max_duration_s=60.0)
    return describe_talking(
        Job(0, "talk", "video", "video/mp4", limits, side_px=480), io.BytesIO(data)
    )


def _cepstra(talk: Talk) -> np.ndarray:
    return np.frombuffer(talk.cepstra, "<f4").reshape(-1, N_CEPSTRA).astype(np.float64)


def _foreign(seed: int) -> np.ndarray:
    """Return the cepstra of a voice, encoded and decoded as the others are."""
    black = [np.zeros((16, 16, 3), np.uint8)] * round(SECONDS * FPS)
    return _cepstra(_talk(video(black, rate=FPS, samples=spoken(seed, SECONDS))))


if __name__ == "__main__":
    main()
