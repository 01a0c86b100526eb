from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from pytest_fusevenv.grounds import ground


def test_scratch_lies_in_tmpdir_where_that_is_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)

    with ground() as top:
        assert top.parent == tmp_path.resolve()


def test_scratch_is_gone_afterwards() -> None:
    with ground() as top:
        (top / "left").write_text("")

    assert not top.exists()
