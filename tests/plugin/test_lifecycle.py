"""However a test or a run ends, its mounts end with it, before pytest removes a directory."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_fusevenv.mountpoints import fuse_at

PATIENCE = 20.0


def wait_until_unmounted(path: str) -> None:
    """Wait for the kernel to say that a mountpoint is free: it wakes who polls its mount table."""
    deadline = time.monotonic() + PATIENCE
    with open("/proc/self/mountinfo") as table:
        changes = select.poll()
        changes.register(table, select.POLLPRI)
        while fuse_at(path) is not None:
            left = deadline - time.monotonic()
            assert left > 0, f"{path} is still mounted"
            changes.poll(left * 1000)


def wait_until_gone(process: int) -> None:
    """Wait for the end of a process that a pidfd names."""
    ended = select.poll()
    ended.register(process, select.POLLIN)
    assert ended.poll(PATIENCE * 1000), "the server outlives its run"
    os.close(process)


@pytest.fixture
def running(mounting: pytest.Pytester) -> Iterator[tuple[subprocess.Popen[str], str, list[int]]]:
    """A run that waits inside a test: its process, its mount, its children's pidfds."""
    mounting.makepyfile("""
        import os
        import signal

        def test_it(fusevenv_mount):
            children = open(f"/proc/self/task/{os.getpid()}/children").read()
            os.write(2, f"{fusevenv_mount}\\n{children}\\n".encode())
            signal.pause()
    """)
    command = [sys.executable, "-m", "pytest", "-s", "--basetemp=base"]
    process = subprocess.Popen(
        command, cwd=mounting.path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stderr
        mount = process.stderr.readline().strip()
        children = [os.pidfd_open(int(pid)) for pid in process.stderr.readline().split()]
        try:
            yield process, mount, children
        finally:
            process.kill()


def test_a_killed_run_leaves_neither_mount_nor_process(
    running: tuple[subprocess.Popen[str], str, list[int]],
) -> None:
    process, mount, children = running
    assert fuse_at(mount) is not None
    process.kill()
    process.wait(PATIENCE)
    wait_until_unmounted(mount)
    for child in children:
        wait_until_gone(child)


def test_an_interrupted_run_unmounts_in_good_order(
    running: tuple[subprocess.Popen[str], str, list[int]],
) -> None:
    process, mount, children = running
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == pytest.ExitCode.INTERRUPTED
    assert fuse_at(mount) is None
    for child in children:
        wait_until_gone(child)


ENDS = {
    "a failure": "assert False",
    "an error": "raise OSError",
    "a skip": "pytest.skip('no')",
    "a busy mount": "os.chdir(fusevenv_mount); open('file', 'w').write('x')",
    "a process left behind": "left.append(subprocess.Popen(['cat'], cwd=fusevenv_mount, **PIPE))",
    "a file that is open": "left.append(open(fusevenv_mount / 'file', 'w'))",
    "a fork": "assert os.waitpid(os.fork() or os._exit(0), 0)[1] == 0",
}


@pytest.mark.parametrize("end", ENDS)
def test_no_mount_outlives(end: str, mounting: pytest.Pytester) -> None:
    mounting.makepyfile(f"""
        import os
        import subprocess
        import pytest

        PIPE = {{"stdin": subprocess.PIPE}}
        mounts = []
        left = []

        @pytest.fixture(autouse=True, scope="module")
        def afterwards():
            yield
            os.chdir("/")
            assert mounts and not any(map(os.path.ismount, mounts))
            for one in left:
                if isinstance(one, subprocess.Popen):
                    one.communicate(timeout=10)

        def test_it(fusevenv_mount):
            mounts.append(fusevenv_mount)
            {ENDS[end]}
    """)
    run = mounting.runpytest_subprocess()
    assert run.parseoutcomes().get("errors", 0) == 0, run.outlines


@pytest.mark.parametrize("policy", ["none", "failed"])
def test_tmp_path_is_removed_only_when_nothing_is_mounted_in_it(
    policy: str, mounting: pytest.Pytester
) -> None:
    mounting.makeini(f"[pytest]\ntmp_path_retention_policy = {policy}")
    mounting.makepyfile("""
        def test_it(fusevenv_factory, tmp_path):
            (tmp_path / "at").mkdir()
            mount = fusevenv_factory("plain", at=tmp_path / "at", complete_trace=True)
            (mount.path / "precious").touch()
    """)
    run = mounting.runpytest_inprocess("--basetemp=base", "--fusevenv-keep")
    run.assert_outcomes(passed=1)
    trace = Path("base/fusevenv0/state/trace.jsonl").read_text()
    assert '"create"' in trace
    assert '"unlink"' not in trace


def test_teardown_still_has_the_mount(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        import pytest

        @pytest.fixture
        def project(fusevenv_mount):
            yield fusevenv_mount
            assert (fusevenv_mount / "made").exists()

        def test_it(project):
            (project / "made").touch()
    """)
    mounting.runpytest_inprocess().assert_outcomes(passed=1)
