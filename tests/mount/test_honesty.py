"""What goes wrong inside is told: to who called, and to who reads what the server wrote."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_fusevenv.calls import Op
from pytest_fusevenv.engine import SETTING, Engine
from pytest_fusevenv.mount import Mount
from pytest_fusevenv.mountpoints import detach, unmount
from tests.mount.broken_server import RAISED


@pytest.mark.parametrize("name", list(RAISED))
def test_any_exception_in_an_operation_is_eio_and_the_server_goes_on(
    mounting: Callable[..., Mount], engine: Engine, tmp_path: Path, name: str
) -> None:
    mounting().close()  # skips where nobody can mount
    for directory in ("at", "backing", "state"):
        (tmp_path / directory).mkdir()
    (tmp_path / "backing" / "file").write_text("data")
    directories = [str(tmp_path / directory) for directory in ("at", "backing", "state")]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.mount.broken_server", *directories],
        cwd=Path(__file__).parent.parent.parent,
        env={**os.environ, SETTING: engine.value},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            assert server.stdout.readline() == "ready\n"
            with pytest.raises(OSError) as refused:  # noqa: PT011
                (tmp_path / "at" / name).stat()
            assert refused.value.errno == errno.EIO
            assert (tmp_path / "at" / "file").read_text() == "data"
            assert unmount(directories[0])
            complaint = server.communicate(timeout=60)[1]
        finally:
            detach(directories[0])
            server.kill()
    assert "Traceback" in complaint
    assert name.partition("-")[0] in complaint


def test_what_a_server_writes_to_its_standard_error_is_a_complaint(plain: Mount) -> None:
    errors = Path(f"/proc/{plain.pid}/fd/2")
    assert errors.resolve() == plain.state / "stderr"
    with errors.open("a") as stream:
        stream.write("something is wrong\n")
    assert plain.complaints == "something is wrong\n"
    (plain.state / "stderr").write_text("")


def test_a_refused_name_that_is_not_utf8_is_put_on_record(
    mounting: Callable[..., Mount],
) -> None:
    made = mounting("multipass-1.16")
    with pytest.raises(FileNotFoundError):
        os.stat(os.fsencode(made.path) + b"/\xff")
    assert [ruling.call.path for ruling in made.trace.causes] == ["/\\xff"]


def test_the_trace_tells_who_called(mounting: Callable[..., Mount]) -> None:
    made = mounting(complete_trace=True)
    with subprocess.Popen(["touch", made.path / "file"]) as toucher:
        pass
    callers = {
        ruling.call.caller.pid: ruling.call.caller.command
        for ruling in made.trace.rulings
        if ruling.call.path == "/file" and ruling.call.op is not Op.RELEASE  # nobody's: fuse.h
    }
    assert set(callers) == {toucher.pid}
    assert set(callers.values()) == {"touch"}
