"""Language, script, keys and near-duplicate groups of a million posts, beside two peers.

    make bench-text                       posts of invented words
    make bench-text DATA=folder           posts made of halves of real ones
    python bench/text.py --posts 200000 --rensa 50000 --datasketch 10000

The folder holds ``evalA`` and ``ira_scale``; without ``--data`` it is the one that the folder of
UNDERTOW_EVALUATION_DATA lies in, if that is set. Every way runs in a process of its own, which
counts its CPU time (all threads) and wall time from after the imports to the end, reading and
writing included, and its peak of memory. Our code has been compiled by a small run before.

Ours is the whole stage: it reads ``posts`` and writes ``post_keys`` and ``near_groups``. The peers
are given match keys that were made before, at no charge: they make shingles of five characters,
sign them with 128 permutations, look up and verify at a threshold of 0.5. One post in fifty is a
copy with a tenth of its words replaced; *found* is the share of copies that come out with their
original. Rates depend on the number of posts: ours begins with about a second to load tables and
compiled code, and what a peer looks up grows with what it holds, so give all of them the same.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

TWEETS = ("evalA/posts.parquet", "ira_scale/ira_2016-09-15_2016-11-30.parquet")
COPY_EVERY = 50
KINDS = ("10 % of words", "20 % of words", "cut to 70 %")
# Words of a post at each tenth of the real ones.
WORDS_PER_POST = (2, 7, 9, 10, 12, 14, 15, 17, 18, 20, 28)
SEED = 20230807

SHARED = """
import json, resource, sys, time
from pathlib import Path
import pyarrow.parquet as pq

FOLDER, N, OUT = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])

def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime

class Measured:
    def __enter__(self):
        self.start = cpu_s(), time.perf_counter()

    def __exit__(self, *_):
        cpu, wall = self.start
        lines = Path("/proc/self/status").read_text().splitlines()
        peak = next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))
        self.used = cpu_s() - cpu, time.perf_counter() - wall, peak

    def tell(self, is_found):
        kinds = json.loads((FOLDER / "planted.json").read_text())
        found = []
        for pairs in kinds:
            known = [is_found(a, b) for a, b in pairs if b < N]
            found.append(sum(known) / max(len(known), 1))
        print(json.dumps([*self.used, *found]))

def keys():
    return pq.read_table(FOLDER / "keys.parquet")["match_key"][:N].to_pylist()

def runs(key):
    return {key[i : i + 5] for i in range(max(len(key) - 4, 1))}

measured = Measured()
"""

OURS = """
from undertow.settings import TextSettings
from undertow.text import build_post_keys, post_keys as stage

POSTS = [FOLDER / f"posts-{N}.parquet"]

def write(parts):
    for spec, rows in parts:
        with pq.ParquetWriter(OUT / spec.name, spec.arrow_schema(), compression="zstd") as writer:
            for batch in rows:
                writer.write_batch(batch)

def tell():
    keys = pq.read_table(OUT / "post_keys", columns=["text_group", "near_group"])
    near, text = keys["near_group"].to_pylist(), keys["text_group"].to_pylist()
    leaders = [(a or b or "")[2:] for a, b in zip(near, text)]
    measured.tell(lambda a, b: leaders[a] != "" and leaders[a] == leaders[b])
"""

RENSA = """
import rensa
texts = keys()
with measured:
    lsh, hashes, pairs = rensa.RMinHashLSH(0.5, 128, 32), [], set()
    for start in range(0, N, 10_000):
        tokens = [TOKENS for key in texts[start : start + 10_000]]
        hashes += rensa.RMinHash.from_token_sets(tokens, 128, 42)
    lsh.insert_many(hashes)
    for start in range(0, N, 10_000):
        for i, found in enumerate(lsh.query_all(hashes[start : start + 10_000]), start):
            near = [j for j in found if j < i and hashes[i].jaccard(hashes[j]) >= 0.5]
            pairs.update((j, i) for j in near)
measured.tell(lambda a, b: (a, b) in pairs)
"""

DATASKETCH = """
import datasketch
texts = keys()
with measured:
    lsh, hashes, pairs = datasketch.MinHashLSH(threshold=0.5, num_perm=128), [], set()
    for i, key in enumerate(texts):
        own = datasketch.MinHash(num_perm=128)
        own.update_batch([token.encode() for token in TOKENS])
        pairs.update((j, i) for j in lsh.query(own) if own.jaccard(hashes[j]) >= 0.5)
        lsh.insert(i, own, check_duplication=False)
        hashes.append(own)
measured.tell(lambda a, b: (a, b) in pairs)
"""

WHOLE, GROUPING = "ours, whole stage", "ours, grouping only"
WAYS = {
    WHOLE: OURS
    + """
with measured:
    write(build_post_keys(POSTS, TextSettings(), rng_seed=0, spill=OUT / "spill"))
tell()
""",
    GROUPING: OURS
    + """
forms = stage.CanonicalBatches(OUT / "forms.parquet", TextSettings())
forms.write(stage.batches_of(POSTS), None)
(OUT / "spill").mkdir()
with measured:
    write(stage._parts(forms, TextSettings(), OUT / "spill"))
tell()
""",
    "rensa, runs of 5": RENSA.replace("TOKENS", "list(runs(key))"),
    "rensa, words": RENSA.replace("TOKENS", "key.split()"),
    "datasketch, runs of 5": DATASKETCH.replace("TOKENS", "runs(key)"),
    "datasketch, words": DATASKETCH.replace("TOKENS", "key.split()"),
}


def main() -> None:
    """Make the posts, group them in every way, print rates and ratios."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        sizes = {options.posts, options.rensa, options.datasketch, 2_000}
        command = [sys.executable, __file__, "--make", name, "--sizes", *map(str, sorted(sizes))]
        command += ["--data", str(options.data)] if options.data else []
        subprocess.run(command, check=True)
        kind = "halves of real posts" if options.data else "invented words"
        print(f"Posts of {kind}, one in {COPY_EVERY} a changed copy; Python", end=" ")
        print(f"{platform.python_version()}, {os.cpu_count()} cores\n")
        print(f"{'':24}{'posts':>10}{'CPU s':>8}{'wall s':>8}{'posts/CPU s':>13}{'MB':>7}", end="")
        print("   found: " + ", ".join(KINDS))
        measured(WHOLE, 2_000, folder)  # compiles
        shown(WHOLE, options.posts, folder)
        for peer, n in (("rensa", options.rensa), ("datasketch", options.datasketch)):
            print()
            ours = {way: shown(way, n, folder) for way in (WHOLE, GROUPING)}
            for way in (way for way in WAYS if way.startswith(peer)):
                rate = shown(way, n, folder)
                print("".join(f"    {o}: {ours[o] / rate:.1f} times {way}\n" for o in ours), end="")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    known = os.environ.get("UNDERTOW_EVALUATION_DATA")
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(known).parent if known else None)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--rensa", type=int, default=200_000)
    parser.add_argument("--datasketch", type=int, default=100_000)
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", type=int, nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


def shown(way: str, n: int, folder: Path) -> float:
    """Measure a way, print a line and return posts per CPU second."""
    cpu, wall, peak, *found = measured(way, n, folder)
    shares = "  ".join(f"{share:.3f}" for share in found)
    print(
        f"{way:24}{n:10,}{cpu:8.1f}{wall:8.1f}{n / cpu:13,.0f}{peak:7,.0f}   {shares}", flush=True
    )
    return n / cpu


def measured(way: str, n: int, folder: Path) -> list[float]:
    """Run a way in a process of its own; return what it printed."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        done = subprocess.run(
            [sys.executable, "-c", SHARED + WAYS[way], str(folder), str(n), out],
            stdout=subprocess.PIPE,
            text=True,
        )
    if done.returncode:
        sys.exit(f"{way}: it failed")
    numbers: list[float] = json.loads(done.stdout)
    return numbers


def make(folder: Path, sizes: list[int], data: Path | None) -> None:
    """Write posts, match keys and the places of planted copies."""
    from undertow.evaluate.near_duplicates import posts_of
    from undertow.text import match_keys

    source = random.Random(SEED)
    n = max(sizes)
    texts = list(itertools.islice(recombined(data, source) if data else invented(source), n))
    planted: list[list[tuple[int, int]]] = [[] for _ in KINDS]
    words = [word for text in texts[:20_000] for word in text.split()]
    for i in range(COPY_EVERY - 1, n, COPY_EVERY):
        original, kind = source.randrange(i), source.randrange(len(KINDS))
        if len(texts[original].split()) >= 6:
            texts[i] = changed(texts[original], kind, words, source)
            planted[kind].append((original, i))
    (folder / "planted.json").write_text(json.dumps(planted))
    posts = posts_of(texts).arrow
    for size in sizes:
        file = folder / f"posts-{size}.parquet"
        pq.write_table(posts.slice(0, size), file, row_group_size=1 << 16)
    keys = match_keys(pa.array(texts, pa.string()))
    pq.write_table(pa.table({"match_key": keys}), folder / "keys.parquet")


def changed(text: str, kind: int, words: list[str], source: random.Random) -> str:
    """Return a copy of a text that was changed in one of the ways."""
    if kind == 2:
        return text[: round(0.7 * len(text))]
    shown_words = text.split()
    n = max(1, round((0.1, 0.2)[kind] * len(shown_words)))
    for place in source.sample(range(len(shown_words)), n):
        shown_words[place] = source.choice(words)
    return " ".join(shown_words)


def recombined(data: Path, source: random.Random) -> Iterator[str]:
    """Yield the first half of a post with the second half of another of its script and length."""
    parts = [pq.read_table(data / file, columns=["text"])["text"] for file in TWEETS]
    posts = sorted({text for part in parts for text in part.to_pylist() if text}, key=by_script)
    while True:
        order = list(range(len(posts)))
        source.shuffle(order)
        for i in order:
            other = posts[min(max(i + source.randint(-500, 500), 0), len(posts) - 1)].split()
            own = posts[i].split()
            yield " ".join([*own[: len(own) // 2], *other[len(other) // 2 :]])


def by_script(text: str) -> tuple[bool, int, str]:
    """Order texts by script, then by their number of words."""
    return any("\u0400" <= letter <= "\u04ff" for letter in text), len(text.split()), text


def invented(source: random.Random) -> Iterator[str]:
    """Yield posts of invented words that are as long, and as often the same, as real ones."""
    letters = "etaoinshrdlucmfwypvbgk"
    vocabulary = ["".join(source.choices(letters, k=source.randint(2, 9))) for _ in range(60_000)]
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
    steps = list(itertools.pairwise(WORDS_PER_POST))
    while True:
        least, most = source.choice(steps)
        n = source.randint(least, most)
        yield " ".join(source.choices(vocabulary, cum_weights=weights, k=n))


if __name__ == "__main__":
    given = arguments()
    if given.make:
        make(given.make, given.sizes, given.data)
    else:
        main()
