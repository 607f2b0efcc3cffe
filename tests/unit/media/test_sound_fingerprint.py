"""Sound: the same under other pictures is found, also changed; other sounds are not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from clips import RATE_HZ, Sound, sound
from disguises import at_tempo

from undertow.media.sound import WORD_S, fingerprint
from undertow.media.sound_matching import sound_matches
from undertow.schema import MediaSounds
from undertow.schema.table import Table
from undertow.settings import MediaSettings


def table(**sounds: Sound) -> Table[MediaSounds]:
    rows = [
        {
            "media_uid": name,
            "word_s": WORD_S,
            "words": fingerprint(samples, RATE_HZ).astype("<u4").tobytes(),
        }
        for name, samples in sounds.items()
    ]
    return Table.checked(MediaSounds, pa.Table.from_pylist(rows, schema=MediaSounds.arrow_schema()))


OWN = sound(1, 12)


@pytest.mark.parametrize(
    ("changed", "offset", "speed"),
    [
        (0.1 * OWN, 0.0, 1.0),
        (OWN + np.random.default_rng(1).normal(0, 0.01, len(OWN)).astype(np.float32), 0.0, 1.0),
        (np.round(OWN * 40).astype(np.float32) / 40, 0.0, 1.0),
        (OWN[3 * RATE_HZ : 10 * RATE_HZ], 3.0, 1.0),
        (at_tempo(OWN, 1.1), 0.0, 1.1),
        (at_tempo(OWN, 0.9), 0.0, 0.9),
    ],
    ids=["quieter", "noise", "coarse", "trimmed", "faster", "slower"],
)
def test_a_changed_sound_is_found(changed: Sound, offset: float, speed: float) -> None:
    (row,) = sound_matches(table(a=OWN, b=changed), MediaSettings())
    assert row["kind"] == "sound"
    assert row["speed"] == pytest.approx(speed, abs=0.02)
    assert row["offset_s"] == pytest.approx(offset, abs=0.3)
    assert max(row["share_a"], row["share_b"]) > 0.7


def test_other_sounds_are_not_found() -> None:
    sounds = {f"s{seed}": sound(seed, 8) for seed in range(12)}
    sounds["tone"] = np.sin(np.arange(8 * RATE_HZ) * 0.3).astype(np.float32)
    sounds["hum"] = np.sin(np.arange(8 * RATE_HZ) * 0.2).astype(np.float32)
    assert sound_matches(table(**sounds), MediaSettings()) == []


@pytest.mark.parametrize("n", [0, 1, 8192, 9000])
def test_a_short_sound_has_few_words(n: int) -> None:
    assert len(fingerprint(np.ones(n, np.float32), RATE_HZ)) <= 1
    assert sound_matches(table(a=np.ones(n, np.float32)), MediaSettings()) == []


def test_silence_is_of_zeros() -> None:
    assert not fingerprint(np.zeros(5 * RATE_HZ, np.float32), RATE_HZ).any()
