"""What a mount costs: the control profile against the bare directory, and against bindfs.

Everything is measured side by side in one run: all contenders take turns, in an order that changes
every round, on one CPU (with two, the waking of the other one is most of what is measured). The
ratios are what counts; the milliseconds are this machine's.
"""

import argparse
import contextlib
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from uv import find_uv_bin

from pytest_fusevenv.catalogue import find
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import mount
from pytest_fusevenv.mountpoints import fuse_at

FILES = 2000

Contender = Callable[[], contextlib.AbstractContextManager[Path]]
Timings = dict[str, dict[str, list[float]]]


@contextlib.contextmanager
def bare() -> Iterator[Path]:
    """A directory as it is."""
    with tempfile.TemporaryDirectory(prefix="bare-") as directory:
        yield Path(directory)


@contextlib.contextmanager
def bindfs() -> Iterator[Path]:
    """The same directory through bindfs, a passthrough written in C."""
    with tempfile.TemporaryDirectory(prefix="bindfs-") as directory:
        backing, at = Path(directory, "backing"), Path(directory, "mount")
        backing.mkdir()
        at.mkdir()
        subprocess.run(["bindfs", backing, at], check=True)  # returns when it is mounted
        while fuse_at(str(at)) is None:
            pass
        yield at
        unmount = ["umount", at] if os.geteuid() == 0 else ["fusermount3", "-u", at]
        subprocess.run(unmount, check=True)


def plain(engine: Engine) -> Contender:
    """The same directory through the control profile."""

    @contextlib.contextmanager
    def mounted() -> Iterator[Path]:
        with mount(find("plain"), engine=engine) as made:
            yield made.path

    return mounted


def contenders() -> dict[str, Contender]:
    """Who takes part; bindfs only where it is installed."""
    found: dict[str, Contender] = {"native": bare}
    if shutil.which("bindfs"):
        found["bindfs"] = bindfs
    for engine in Engine:
        found[f"plain, {engine.value}"] = plain(engine)
    return found


def wheel(directory: Path) -> Path:
    """A wheel of many small files, as big packages are."""
    path = directory / "many-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(FILES):
            file.writestr(f"many/p{number % 100}/m{number}.py", f"x = {number}\n" * (number % 400))
        info = "many-1.0.dist-info"
        file.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: many\nVersion: 1.0\n")
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nTag: py3-none-any\n")
        file.writestr(f"{info}/RECORD", "")
    return path


def _uv(*arguments: str | Path) -> None:
    command = [find_uv_bin(), "--quiet", "--offline", "--no-config", *arguments]
    subprocess.run(command, check=True, env={**os.environ, "UV_LINK_MODE": "copy"})


def storm(top: Path) -> None:
    """Make, ask after, write, move and remove files, one by one."""
    for number in range(1000):
        name = top / f"storm-{number}"
        with name.open("wb") as file:
            file.write(b"x" * 4096)
        name.chmod(0o600)
        os.utime(name, (1, 1))
        with contextlib.suppress(FileNotFoundError):
            (top / f"missing-{number}").lstat()
        name.rename(top / f"moved-{number}")
        (top / f"moved-{number}").lstat()
        (top / f"moved-{number}").unlink()


def steps(top: Path, packed: Path) -> dict[str, Callable[[], object]]:
    """The workload, in order: what an environment goes through."""
    python = top / "venv" / "bin" / "python"
    find_all = ["find", top / "venv", "-printf", "%s %T@ %p\n"]
    return {
        "uv venv": lambda: _uv("venv", "--python", sys.executable, top / "venv"),
        f"uv pip install ({FILES} files)": lambda: _uv("pip", "install", "-p", python, packed),
        "python -c pass": lambda: subprocess.run([python, "-c", "pass"], check=True),
        "find, with attributes": lambda: subprocess.run(
            find_all, check=True, stdout=subprocess.DEVNULL
        ),
        "metadata storm": lambda: storm(top),
        "rm -rf": lambda: subprocess.run(["rm", "-rf", top / "venv"], check=True),
    }


def measure(rounds: int, packed: Path) -> Timings:
    """Seconds by step and contender, one number a round."""
    taken: Timings = defaultdict(lambda: defaultdict(list))
    field = list(contenders().items())
    for number in range(rounds + 1):
        random.shuffle(field)
        for name, contender in field:
            one = _round(contender, packed)
            for step, seconds in one.items() if number else ():  # the first round warms up
                taken[step][name].append(seconds)
    return taken


def _round(contender: Contender, packed: Path) -> dict[str, float]:
    seconds = {}
    begun = time.perf_counter()
    with contender() as top:
        seconds["mount and unmount"] = time.perf_counter() - begun
        for step, act in steps(top, packed).items():
            started = time.perf_counter()
            act()
            seconds[step] = time.perf_counter() - started
        begun = time.perf_counter()
    seconds["mount and unmount"] += time.perf_counter() - begun
    return seconds


def table(taken: Timings) -> Table:
    """Medians: milliseconds of the bare directory, ratios of the rest."""
    names = list(contenders())
    shown = Table("step", "native", *(f"{name}: x native" for name in names[1:]))
    with_bindfs = "bindfs" in names
    for name in names[2:] if with_bindfs else ():
        shown.add_column(f"{name}: x bindfs", style="bold")
    for step, times in taken.items():
        middle = {name: statistics.median(seconds) for name, seconds in times.items()}
        row = [f"{middle['native'] * 1000:.1f} ms"]
        if step == "mount and unmount":
            row = ["-", *(f"{middle[name] * 1000:.1f} ms" for name in names[1:])]
        else:
            row += [f"{middle[name] / middle['native']:.2f}" for name in names[1:]]
        if with_bindfs:
            row += [f"{middle[name] / middle['bindfs']:.2f}" for name in names[2:]]
        shown.add_row(step, *row)
    return shown


def main() -> None:
    """Measure, and print the table."""
    memory = Path("/dev/shm")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cpu", type=int, default=min(os.sched_getaffinity(0)))
    parser.add_argument("--on", type=Path, default=memory if os.access(memory, os.W_OK) else None)
    given = parser.parse_args()
    os.sched_setaffinity(0, {given.cpu})
    with tempfile.TemporaryDirectory(dir=given.on) as directory:
        tempfile.tempdir = directory
        os.environ["UV_CACHE_DIR"] = f"{directory}/cache"
        Console(width=150).print(table(measure(given.rounds, wheel(Path(directory)))))


if __name__ == "__main__":
    main()
