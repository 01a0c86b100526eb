"""Python's own imports, from a module in the room."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path
from types import ModuleType

from pytest_fusevenv.questions._asking import Answer, Room, Topic

TOPIC = Topic("py.import")

_NAME = "fusevenv_probed"
_OTHER_CASE = "Fusevenv_probed"


@contextmanager
def _importing(room: Room) -> Iterator[Path]:
    """The source of a module that can be imported; its bytecode is written."""
    source = room.file(f"{_NAME}.py", b"x = 1\n")
    without_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    prefix, sys.pycache_prefix = sys.pycache_prefix, None
    sys.path.insert(0, str(room.path))
    importlib.invalidate_caches()
    try:
        yield source
    finally:
        sys.path.remove(str(room.path))
        sys.modules.pop(_NAME, None)
        sys.path_importer_cache.pop(str(room.path), None)
        sys.dont_write_bytecode, sys.pycache_prefix = without_bytecode, prefix


def _imported() -> ModuleType:
    return importlib.import_module(_NAME)


def _bytecode(module: ModuleType) -> Path:
    return Path(cache_from_source(str(module.__file__)))


@TOPIC.asks("can a module be imported, and is its bytecode there afterwards?")
def first(room: Room) -> Answer:
    with _importing(room):
        module = _imported()
        return f"{module.x} {_bytecode(module).exists()}"


@TOPIC.asks("does the bytecode that was written match its source?")
def pyc_fresh(room: Room) -> Answer:
    with _importing(room) as source:
        header = _bytecode(_imported()).read_bytes()[8:16]
        found = source.stat()
        words = int(found.st_mtime) & 0xFFFFFFFF, found.st_size & 0xFFFFFFFF
        return str(header == b"".join(word.to_bytes(4, "little") for word in words))


@TOPIC.asks("how many files does an import leave in __pycache__?")
def pyc_written(room: Room) -> Answer:
    with _importing(room):
        _imported()
        return len(list((room.path / "__pycache__").iterdir()))


@TOPIC.asks("what does an import in the wrong case say?")
def wrong_case_import(room: Room) -> Answer:
    with _importing(room):
        try:
            importlib.import_module(_OTHER_CASE)
        except ImportError as error:
            said = f"{type(error).__name__}: {error}"
            return [said.replace(_OTHER_CASE, "Mod")]
        return ["imported"]
