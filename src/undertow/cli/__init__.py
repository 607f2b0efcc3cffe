"""The ``undertow`` command: one module a command, no analysis here."""

from undertow.cli.app import application, main

__all__ = ["application", "main"]
