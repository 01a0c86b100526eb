from __future__ import annotations

from pathlib import Path

from tests.cli.shell import Shell


def test_what_is_fetched_is_named(pure_shell: Shell) -> None:
    done = pure_shell.run("fetch", "uv", "venv", "venv --copies")

    assert (done.returncode, done.stdout) == (0, "uv\nvenv\nvenv --copies\n")


def test_offline_it_says_what_is_missing_and_how_to_get_it(
    pure_shell: Shell, tmp_path: Path
) -> None:
    nowhere = {"XDG_CACHE_HOME": str(tmp_path), "UV_CACHE_DIR": str(tmp_path / "uv")}
    done = pure_shell.run("fetch", "uv", "uv@0.9.0", "pip@24.0", UV_OFFLINE="1", **nowhere)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: UV_OFFLINE is set, and not in the cache are: uv@0.9.0")
    assert done.stderr.endswith(": UV_OFFLINE=0 fusevenv fetch uv@0.9.0 pip@24.0\n")


def test_a_mistake_is_told_with_what_would_do(pure_shell: Shell) -> None:
    done = pure_shell.run("fetch", "poety@last:2")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no tool is called 'poety'; did you mean 'poetry'" in done.stderr
