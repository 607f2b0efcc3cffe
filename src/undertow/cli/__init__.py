"""The ``undertow`` command: one module a command, no analysis here."""

from undertow.cli.app import app, main

__all__ = ["app", "main"]
