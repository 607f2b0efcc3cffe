"""``python -m undertow``: the command."""

from __future__ import annotations

from undertow.cli import main

main()
