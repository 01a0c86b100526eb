"""How a process of our own is started: a Python in isolated mode, with our own path."""

from __future__ import annotations

import json
import sys
from pathlib import Path

_START = """\
import importlib, json, sys
sys.path[:] = json.loads(sys.argv.pop())
importlib.import_module(sys.argv.pop(1)).main()
"""
"""Isolated from the environment's wishes, which are for the user's own Pythons."""


def python_running(module: str, *arguments: str) -> list[str]:
    """The command that runs `main()` of one of our modules; `sys.argv[1:]` are the arguments."""
    here = str(Path(__file__).resolve().parent.parent)
    path = json.dumps([*(entry for entry in sys.path if entry), here])
    options = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
    return [sys.executable, *options, "-c", _START, f"{__package__}.{module}", *arguments, path]
