"""Spark gives what DuckDB gives: each relational stage, and what engines read differently."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from engines import ENGINE

from undertow.actions.layers.hashtag import HashtagLayer
from undertow.actions.layers.near_duplicate_text import _HAN
from undertow.actions.layers.url import UrlLayer
from undertow.analysis import analyze
from undertow.captures import ingest
from undertow.case import Case
from undertow.engine import Engine, SparkEngine
from undertow.errors import EngineError
from undertow.pipeline import Stage
from undertow.schema import DirectEdges, StoredTable, Table
from undertow.stages import STAGES
from undertow.synth import write_scenario

# Each window and each permuted copy of a layer is a dozen queries, which take seconds on a cluster;
# they are the same for every layer but for that of claims.
FEWER_QUERIES = """
[settings.coordination]
calibration_copies = 1

[settings.coordination.windows_s]
reply_target = [3600]
text = []
claim = [3600]
near_duplicate_text = []
media_text = []
template = []
repost = []
url = []
hashtag = []
"""
RELATIONAL = [stage for stage in STAGES if stage.is_relational]
CHARACTERS = [
    c
    for c in map(chr, range(1, sys.maxunicode + 1))
    if not "\ud800" <= c <= "\udfff" and (c.lower() != c or c.upper() != c or ord(c) % 61 < 2)
]
URLS = [
    "https://WWW.Example.com/a/b/?utm_source=x&id=1#frag",
    "https://x.com/?a=1&&b=2&",
    "https://x.com/?UTM_medium=1?utm_source=2&fbclid=3&y",
    "http://m.x.com//",
    "//x.com/q?fbclid=1",
    "https://x.com/a//?b",
    "https://x.com/a#b\nc",
    "x.com/a\n",
    "https://x.com/a\u2028b#c\u2028",
    "https://x.com/a#c\r",
    "  https://x.com/a \u00a0",
    "https://x.com/\\1$1?utm_medium=1&z=\\2$2",
    "https://x.com/'quote\"s\\",
    "http:///nohost",
    "",
    "\u0085http://x.com",
]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small scenario, analysed by DuckDB."""
    folder = tmp_path_factory.mktemp("spark")
    write_scenario("mini", folder / "mini", seed=3)
    register = folder / "mini" / "register.csv"
    Case.create(folder / "case", purpose="test", register=register)
    with (folder / "case" / "case.toml").open("a") as settings:
        settings.write(FEWER_QUERIES)
    case = Case.open(folder / "case")
    ingest(case, [folder / "mini" / "captures"], who="test", command="test")
    analyze(case, who="test", command="test")
    assert case.n_rows(DirectEdges) > 0
    return case


@pytest.mark.parametrize("stage", RELATIONAL, ids=lambda stage: stage.name)
def test_a_stage_makes_the_same_tables(
    stage: Stage, case: Case, spark: SparkEngine, tmp_path: Path
) -> None:
    for table in tables_of(stage, case, spark, tmp_path):
        assert table.arrow.equals(case.read(table.spec).arrow), table.spec.name
    spark.release()


def tables_of(stage: Stage, case: Case, engine: Engine, spill: Path) -> Iterator[Table[Any]]:
    """Run a stage on the tables of a case, as the runner does."""

    def stored(spec: Any) -> StoredTable[Any]:
        files = [str(file) for file in case.table_files(spec)]
        return StoredTable(spec, files, case.n_rows(spec), lambda: case.read(spec))

    settings, seed = stage.settings(case.settings), case.settings.seed
    if stage.is_streamed:
        files = (case.table_files(spec) for spec in stage.inputs)
        parts = stage.function(*files, settings, engine=engine, rng_seed=seed, spill=spill)
        for spec, batches in parts:
            yield Table.checked(spec, pa.Table.from_batches(batches, spec.arrow_schema()))
    else:
        tables = map(stored, stage.inputs)
        made = stage.function(*tables, settings, engine=engine, rng_seed=seed)
        yield from made if isinstance(made, tuple) else (made,)


def test_rows_of_memory_come_back_as_they_were(case: Case, spark: SparkEngine) -> None:
    for spec in {spec for stage in RELATIONAL for spec in stage.inputs}:
        rows = case.read(spec).arrow
        kept = spark.materialise(spark.scan(rows))
        assert Table.checked(spec, spark.to_arrow(kept)).arrow.equals(rows), spec.name
    spark.release()


def test_links_are_read_alike(spark: SparkEngine) -> None:
    n = len(URLS)
    posts = pa.table({"post_uid": [f"p{i}" for i in range(n + 2)], "kind": ["post"] * (n + 2)})
    lists = pa.array([[url] for url in URLS] + [[], None], pa.list_(pa.string()))
    found = [
        _pairs(engine, UrlLayer(), posts.append_column("urls", lists)) for engine in _both(spark)
    ]
    assert found[0] == found[1]
    assert len(found[0]) == 14


def test_hashtags_are_read_alike_but_for_the_newest_letters(spark: SparkEngine) -> None:
    tags = [["a" + c + "b "] for c in CHARACTERS] + [["ΟΔΟΣ", "οδος", "ИСТАНБУЛ", "İstanbul"]]
    posts = pa.table(
        {
            "post_uid": [str(i) for i in range(len(tags))],
            "kind": ["post"] * len(tags),
            "hashtags": pa.array(tags, pa.list_(pa.string())),
        }
    )
    ours, theirs = (_pairs(engine, HashtagLayer(), posts) for engine in _both(spark))
    # Capital letters that Unicode has had since 2021, whose small ones DuckDB does not know.
    newer = {tag for _, tag in ours ^ theirs}
    assert all(max(map(ord, tag)) > 0x1C88 for tag in newer)
    assert len(newer) < 150
    assert {tag for _, tag in ours if "οδο" in tag} == {"#οδοσ"}


def test_han_characters_are_seen_alike(spark: SparkEngine) -> None:
    rows = pa.table({"c": CHARACTERS})
    ours, theirs = (
        set(e.to_arrow(e.scan(rows).filter(ibis._.c.re_search(_HAN)))["c"].to_pylist())
        for e in _both(spark)
    )
    assert ours == theirs
    script = ENGINE.to_arrow(ENGINE.scan(rows).filter(ibis._.c.re_search(r"\p{Han}")))
    assert ours >= set(script["c"].to_pylist())


def test_what_spark_refuses_is_one_line(spark: SparkEngine) -> None:
    table = spark.scan(pa.table({"n": [1, 0]}))
    expression = table.mutate(bad=(table.n.cast("string") + "x").cast("int64"))
    with pytest.raises(EngineError, match=r"^Spark: .*CAST_INVALID_INPUT") as told:
        spark.to_arrow(expression)
    assert "\n" not in str(told.value)


def test_without_java_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with SparkEngine() as engine, pytest.raises(EngineError, match=r"needs Java 17.*apt-get"):
        engine.scan(pa.table({"n": [1]}))


def test_without_pyspark_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with SparkEngine() as engine, pytest.raises(EngineError, match=r"pip install 'undertow\[spark"):
        engine.scan(pa.table({"n": [1]}))


def _both(spark: SparkEngine) -> tuple[Engine, Engine]:
    return ENGINE, spark


def _pairs(engine: Engine, layer: Any, posts: pa.Table) -> set[tuple[str, str]]:
    rows = engine.to_arrow(layer.objects(engine.scan(posts))).to_pylist()
    return {(row["post_uid"], row["object_uid"]) for row in rows}
