"""Media: what is found of disguised clips, beside vpdq; the index; speed beside plain decoding.

    make bench-media                       generated clips
    make bench-media DATA=folder           and the videos and photographs that lie in a folder

Strengths of disguises are those that were not used to choose the views (``tests/disguises.py``).
Every clip is encoded (H.264, AAC), decoded and hashed at 6 frames a second. *Seen* and *heard*:
the pair of the disguised clip and its original is in the table of matches, by its pictures or by
its sound; *false*: any pair of clips that have
nothing in common. ``vpdq`` hashes the same files once a second and twice a second; it finds a pair
when the share of the frames of either that are within 31 bits of one of the other is 0.5 or more.
"""

from __future__ import annotations

import argparse
import io
import itertools
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from clips import Clip, Decoded, clip, decoded, encoded, from_picture, sound
from disguises import HELD_OUT, screenshot
from media_tables import matched, tables

from undertow.ingest.media_kind import HEAD_BYTES, media_kind
from undertow.media.decoding.messages import Job, Limits
from undertow.media.decoding.moving import describe_moving
from undertow.media.index import HashIndex

try:
    import vpdq
except ImportError:
    vpdq = None

_VIDEOS = (".mp4", ".avi", ".webm", ".mov")
SCREENSHOT = "screenshot of a frame"
FIRST_SEED, FIRST_UNRELATED = 7_400, 8_400
WITHIN, SHARE = 31, 0.5
Found = dict[str, list[bool]]


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with videos and photographs")
    parser.add_argument("--clips", type=int, default=12, help="clips that are disguised")
    parser.add_argument("--unrelated", type=int, default=60)
    parser.add_argument("--hashes", type=int, default=1_000_000, help="size of the index")
    chosen = parser.parse_args()
    print(f"{platform.machine()}, {platform.python_version()}, one thread", flush=True)
    index(chosen.hashes)
    speed(chosen.data)
    disguises(chosen)


def disguises(chosen: argparse.Namespace) -> None:
    """Print what is found of each disguise, and what is found that is none."""
    originals = dict(_originals(chosen))
    files = {f"{name}|": encoded(made) for name, made in originals.items()}
    names = list(originals)
    for (i, name), (disguise, change) in itertools.product(enumerate(names), HELD_OUT.items()):
        # What is around an inset is not also what another's sound is put under.
        seed = FIRST_UNRELATED + (2000 if "sound" in disguise else 1000) + i
        other = clip(seed, seconds=6, height=144, fps=20)
        made, crf = change(originals[name], other)
        files[f"{name}|{disguise}"] = encoded(made, crf=crf)
    for seed in range(FIRST_UNRELATED, FIRST_UNRELATED + chosen.unrelated):
        files[f"{seed}|"] = encoded(clip(seed, seconds=6, height=144, fps=20))
    print(f"{len(files)} files made", flush=True)
    items = {name: decoded(data) for name, data in files.items()}
    for name, made in originals.items():
        items[f"{name}|{SCREENSHOT}"] = _picture(screenshot(made, 0.48))
    matches, groups = matched(tables(items))
    rows = matches.arrow.to_pylist()
    seen = {(r["media_a"], r["media_b"]) for r in rows if r["kind"] != "sound"}
    heard = {(r["media_a"], r["media_b"]) for r in rows if r["kind"] == "sound"}
    false = sorted(p for p in seen | heard if p[0].split("|")[0] != p[1].split("|")[0])
    group = {row["media_uid"]: row["media_group"] for row in groups.arrow.to_pylist()}
    rates = (1.0, 0.5) if vpdq is not None else ()
    theirs = {rate: _vpdq(files, rate) for rate in rates}
    if vpdq is None:
        print("vpdq is not installed (pip install vpdq==0.2.5, needs the headers of libav)")
    heads = "".join(f" vpdq {rate:g} s |" for rate in rates)
    print(f"\n| disguise | seen | heard | in its group |{heads}")
    print(f"|---|---|---|---|{'---|' * len(rates)}")
    for disguise in [*HELD_OUT, SCREENSHOT]:
        ours = [
            [(f"{name}|", f"{name}|{disguise}") in found for name in names]
            for found in (seen, heard)
        ]
        same = [group[f"{name}|"] == group[f"{name}|{disguise}"] for name in names]
        cells = [f"{np.mean(ours[0]):.2f}", f"{np.mean(ours[1]):.2f}", f"{np.mean(same):.2f}"]
        for hashes in theirs.values():
            if disguise == SCREENSHOT:
                cells.append("no pictures")
                continue
            got = [_vpdq_share(hashes, f"{n}|", f"{n}|{disguise}") >= SHARE for n in names]
            cells.append(f"{np.mean(got):.2f}")
        print(f"| {disguise} | {' | '.join(cells)} |")
    n_alone = len(names) + chosen.unrelated
    alone = [p for p in false if p[0].endswith("|") and p[1].endswith("|")]
    print(f"\nfalse among {n_alone} unrelated clips ({n_alone * (n_alone - 1) // 2} pairs): "
          f"{len(alone)}; among all {len(items)} files: {len(false)} {false[:5]}")  # fmt: skip
    for rate, hashes in theirs.items():
        plain = [name for name in files if name.endswith("|")]
        n = sum(_vpdq_share(hashes, a, b) >= SHARE for a, b in itertools.combinations(plain, 2))
        print(f"vpdq {rate:g} s: false among the same {len(plain)}: {n}")


def _originals(chosen: argparse.Namespace) -> Iterator[tuple[str, Clip]]:
    for seed in range(FIRST_SEED, FIRST_SEED + chosen.clips):
        yield f"made{seed}", clip(seed, seconds=6, height=144, fps=20)
    for path in sorted(chosen.data.rglob("*")) if chosen.data else ():
        if path.suffix in _VIDEOS:
            yield path.stem, _video(path)
        elif path.suffix in (".jpg", ".jpeg", ".png"):
            made = from_picture(Image.open(path), 1, seconds=6, height=144)
            yield path.stem, Clip(made.frames[::2][:75], 12.5, made.sound)


def _video(path: Path) -> Clip:
    frames: list[NDArray[np.uint8]] = []
    with av.open(str(path)) as source:
        rate = float(source.streams.video[0].average_rate or 25)
        for frame in source.decode(video=0):
            frames.append(frame.reformat(256, 144, format="rgb24").to_ndarray())
            if len(frames) >= 6 * rate:
                break
    own = sound(int.from_bytes(path.stem.encode()[:4], "big"), len(frames) / rate)
    return Clip(np.stack(frames), rate, own)


def _picture(data: bytes) -> Decoded:
    grey = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    return Decoded(grey[np.newaxis], np.zeros(1), np.zeros(0, np.float32))


def _vpdq(files: dict[str, bytes], rate: float) -> dict[str, NDArray[np.uint8]]:
    hashes = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        for name, data in files.items():
            path.write_bytes(data)
            found = vpdq.computeHash(str(path), seconds_per_hash=rate, thread_count=1)
            good = [bytes.fromhex(f.hex) for f in found if f.quality >= 50]
            hashes[name] = np.frombuffer(b"".join(good), np.uint8).reshape(-1, 32)
    return hashes


def _vpdq_share(hashes: dict[str, NDArray[np.uint8]], a: str, b: str) -> float:
    bits = np.bitwise_count(hashes[a][:, np.newaxis] ^ hashes[b]).sum(axis=2, dtype=int) <= WITHIN
    return float(max(bits.any(axis=1).mean(), bits.any(axis=0).mean())) if bits.size else 0.0


def index(n: int) -> None:
    """Print how long an index of random hashes takes to build and to ask, beside numpy."""
    rng = np.random.default_rng(1)
    items = rng.integers(0, 256, (n, 32), np.uint8)
    turned = rng.permuted(np.arange(256)[np.newaxis].repeat(500, axis=0), axis=1) < 25
    queries = items[:500] ^ np.packbits(turned, axis=1)
    warm = HashIndex()
    warm.add(items[:25_000])
    warm.search(queries[:2], WITHIN)
    made = HashIndex()
    start = time.process_time()
    made.add(items)
    build = time.process_time() - start
    start = time.process_time()
    found = made.search(queries, WITHIN)
    ours = (time.process_time() - start) / len(queries)
    words, asked = items.view(np.uint64), queries.view(np.uint64)
    start = time.process_time()
    for word in asked[:10]:
        np.flatnonzero(np.bitwise_count(words ^ word).sum(axis=1, dtype=np.uint16) <= WITHIN)
    by_words = (time.process_time() - start) / 10
    start = time.process_time()
    for query in queries[:5]:
        np.flatnonzero(np.bitwise_count(items ^ query).sum(axis=1, dtype=np.uint16) <= WITHIN)
    by_bytes = (time.process_time() - start) / 5
    size = sum(s.words.nbytes + s.starts.nbytes + s.members.nbytes for s in made._segments)
    recall = np.isin(np.arange(500), found.queries[found.queries == found.items]).mean()
    print(f"index of {n:,}: build {build:.2f} s, {ours * 1e3:.3f} ms a query within {WITHIN} bits, "
          f"{size / 2**20:.0f} MiB, recall at 25 bits {recall:.3f}; numpy by words "
          f"{by_words * 1e3:.0f} ms ({by_words / ours:.0f}x), by bytes {by_bytes * 1e3:.0f} ms "
          f"({by_bytes / ours:.0f}x), both exact", flush=True)  # fmt: skip


def speed(folder: Path | None) -> None:
    """Print the time of describing videos beside that of decoding them and nothing else.

    Describing is all that the process of an ingest does with a file: what it tells of itself, its
    Content Credentials, hashes, fingerprint, subtitles and pictures for people.
    """
    files = {f"generated, {h} lines": encoded(clip(1, seconds=10, height=h)) for h in (180, 360)}
    if folder is not None:
        videos = (path for path in sorted(folder.iterdir()) if path.suffix in _VIDEOS)
        files |= {path.name: path.read_bytes() for path in videos}
    for name, data in files.items():
        told = media_kind(data[:HEAD_BYTES])
        assert told is not None
        job = Job(0, "describe", told.kind, told.mime, Limits(6.0, 1 << 26, 1_800.0))
        describe_moving(job, io.BytesIO(data))
        plain = min(_cpu_s(partial(_decoded_plainly, data)) for _ in range(3))
        ours = min(_cpu_s(partial(describe_moving, job, io.BytesIO(data))) for _ in range(3))
        print(f"{name}: plain decoding {plain:.3f} s; described {ours:.3f} s "
              f"({ours / plain:.2f}x)", flush=True)  # fmt: skip


def _decoded_plainly(data: bytes) -> None:
    with av.open(io.BytesIO(data)) as source:
        source.streams.video[0].thread_count = 1
        wanted = [stream for stream in source.streams if stream.type in ("video", "audio")]
        for packet in source.demux(wanted):
            packet.decode()


def _cpu_s(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
