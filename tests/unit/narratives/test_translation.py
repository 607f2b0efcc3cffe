"""Translation: off unless asked for, by a real server or real models, and always marked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from undertow.errors import PluginError, SettingsError
from undertow.narratives.translation import (
    TranslationError,
    Translator,
    assert_conforms,
    find_translator,
)
from undertow.narratives.translation.service import KEY
from undertow.settings import Settings, TranslationSettings


class Service(ThreadingHTTPServer):
    """Answers as LibreTranslate and as an OpenAI-compatible server do; turns texts round."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any], str | None]] = []
        self.answer: tuple[int, bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body, self.headers["Authorization"]))
        if self.path == "/translate":
            answer: Any = {"translatedText": body["q"][::-1]}
        else:
            content = body["messages"][1]["content"][::-1]
            answer = {"choices": [{"message": {"role": "assistant", "content": content}}]}
        status, content = self.server.answer or (200, json.dumps(answer).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def settings(service: Service, kind: str, **more: Any) -> TranslationSettings:
    return TranslationSettings(translator=kind, url=service.url, model="small", **more)


@pytest.mark.parametrize("kind", ["http", "libretranslate"])
def test_service_translates(service: Service, kind: str) -> None:
    translator = find_translator(settings(service, kind))
    assert isinstance(translator, Translator)
    assert_conforms(translator)
    assert translator.translate(["abc", "déf"], "fr", "en") == ["cba", "féd"]
    assert not translator.leaves_machine
    assert "127.0.0.1" in translator.name


def test_key_comes_from_the_environment_and_is_not_shown(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "s3cret-key")
    chat = find_translator(settings(service, "http"))
    libre = find_translator(settings(service, "libretranslate"))
    for translator in (chat, libre):
        translator.translate(["a"], "fr", "en")
        assert "s3cret" not in f"{translator!r} {translator.name}"
    assert service.asked[0][2] == "Bearer s3cret-key"
    assert service.asked[1][1]["api_key"] == "s3cret-key"


@pytest.mark.parametrize(
    "answer",
    [
        (500, b""), (301, b""), (200, b"<html>"), (200, b"{}"), (200, b"[]"),
        (200, b'{"translatedText": 3, "choices": [{"message": {"content": ""}}]}'),
        (200, b'"' + b"x" * (5 << 20) + b'"'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["http", "libretranslate"])
def test_bad_answer_is_an_error(service: Service, kind: str, answer: tuple[int, bytes]) -> None:
    service.answer = answer
    with pytest.raises(TranslationError, match=r"127\.0\.0\.1"):
        find_translator(settings(service, kind)).translate(["a"], "fr", "en")


def test_service_that_is_away_is_an_error() -> None:
    away = TranslationSettings(translator="libretranslate", url="http://127.0.0.1:9", timeout_s=2)
    with pytest.raises(TranslationError, match="ConnectError"):
        find_translator(away).translate(["a"], "fr", "en")


def test_other_machine_is_told() -> None:
    for url, leaves in (("https://mt.example/", True), ("http://localhost:5000", False)):
        found = find_translator(TranslationSettings(translator="libretranslate", url=url))
        assert found.leaves_machine == leaves


@pytest.mark.parametrize(
    "values",
    [
        {}, {"translator": "nobody"}, {"translator": "folder"}, {"translator": "http"},
        {"translator": "libretranslate", "url": "file:///etc/passwd"},
        {"translator": "libretranslate", "url": "https://user:pw@mt.example"},
        {"translator": "http", "url": "https://mt.example"},
    ],
)  # fmt: skip
def test_what_is_missing_is_said(values: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="setting translation"):
        find_translator(TranslationSettings(**values))


def test_nothing_is_translated_by_default_and_no_table_depends_on_it() -> None:
    assert Settings().translation.translator == ""
    other = Settings(translation=TranslationSettings(translator="http"))
    assert other.digest() == Settings().digest()


def test_what_does_not_conform_is_refused() -> None:
    with pytest.raises(PluginError, match="lacks"):
        assert_conforms(object())


def test_folder_that_is_no_package(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/metadata.json").write_text("[]")
    with pytest.raises(SettingsError, match="Argos"):
        find_translator(TranslationSettings(translator="folder", folder=str(tmp_path)))


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two unpacked packages with tiny random models, which run but say nothing."""
    ctranslate2 = pytest.importorskip("ctranslate2")
    sentencepiece = pytest.importorskip("sentencepiece")
    folder = tmp_path_factory.mktemp("packages")
    words = folder / "words.txt"
    words.write_text("\n".join(f"the member {i} took le député {i} a pris" for i in range(50)))
    for source, target in (("zh", "en"), ("en", "fr")):
        package = folder / f"{source}_{target}"
        package.mkdir()
        about = {"from_code": source, "to_code": target}
        (package / "metadata.json").write_text(json.dumps(about))
        sentencepiece.SentencePieceTrainer.train(
            input=str(words), model_prefix=str(package / "sentencepiece"), vocab_size=60,
            hard_vocab_limit=False,
            minloglevel=2,
        )  # fmt: skip
        _save_random_model(ctranslate2, package)
    return folder


def _save_random_model(ctranslate2: Any, package: Path) -> None:
    import numpy as np
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    vocabulary = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=1, num_heads=2)
    rng = np.random.default_rng(0)
    n, d = len(vocabulary), 16
    shapes = {
        "embeddings_0/weight": (n, d), "embeddings/weight": (n, d), "projection/weight": (n, d),
        "ffn/linear_0/weight": (32, d), "ffn/linear_0/bias": (32,),
        "ffn/linear_1/weight": (d, 32), "self_attention/linear_0/weight": (3 * d, d),
        "self_attention/linear_0/bias": (3 * d,), "attention/linear_1/weight": (2 * d, d),
        "attention/linear_1/bias": (2 * d,), "encodings": (64, d),
    }  # fmt: skip
    own = "self_attention/linear_1"

    def fill(layer: Any, name: str, value: Any) -> None:
        if value is None:
            fits = (size for end, size in shapes.items() if name.endswith(end) and own not in name)
            plain = (d, d) if name.endswith("weight") else (d,)
            weights = rng.normal(size=next(fits, plain)).astype("float32")
            setattr(layer, name.rsplit("/", 1)[-1], weights)

    ctranslate2.specs.model_spec.visit_spec(spec, fill)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize()
    (package / "model").mkdir()
    spec.save(str(package / "model"))


def test_models_in_a_folder_translate_and_meet_in_english(models: Path) -> None:
    translator = find_translator(TranslationSettings(translator="folder", folder=str(models)))
    assert_conforms(translator)
    assert translator.name == "CTranslate2 (en_fr, zh_en)"
    assert not translator.leaves_machine
    assert translator.can_translate("zh", "fr")
    assert not translator.can_translate("fr", "en")
    assert len(translator.translate(["député", "took"], "zh", "fr")) == 2
    with pytest.raises(TranslationError, match="fr to en"):
        translator.translate(["a"], "fr", "en")
