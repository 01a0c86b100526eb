"""What a cell of the guard costs, and where that goes.

Cells are played in this process, one after another, in random order. The share of each part of a
cell is what counts: it is measured in the same run. The milliseconds are this machine's.
"""

import argparse
import cProfile
import pstats
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from pytest_fusevenv import repertoire
from pytest_fusevenv.catalogue import find, shipped
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.guard.matrices import Question
from pytest_fusevenv.guard.playing import play
from pytest_fusevenv.kits import find_kit

PARTS = {
    "commands, the first and the second time": ("acting.py", "_commands"),
    "checks of what they made": ("acting.py", "_checked"),
    "a failed command typed again": ("acting.py", "_retried"),
    "what is typed before": ("scenery.py", "_type_before"),
    "laying out": ("scenery.py", "_lay_out"),
    "mounting": ("mount.py", "mount"),
    "unmounting": ("mount.py", "unmount"),
    "removing": ("grounds.py", "_remove"),
    "reading the trace": ("trace.py", "rulings"),
}
"""The parts of a cell, each by the function that is all of it. They do not overlap."""


def questions(tool: str, profiles: list[str], rounds: int) -> Iterator[Question]:
    """Every default scenario on every profile, in random order, and again."""
    kit = find_kit(tool)
    every = [
        Question(kit, find(name), scenario, Engine.chosen())
        for name in profiles
        for scenario in repertoire.DEFAULT
    ]
    for _ in range(rounds):
        yield from random.sample(every, len(every))


def seconds_of(profiler: cProfile.Profile) -> dict[str, float]:
    """How long each part took in all."""
    spent: dict[str, float] = defaultdict(float)
    stats = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    for (file, _, function), (_, _, _, cumulative, _) in stats.items():
        for part, (name, of) in PARTS.items():
            if function == of and file.endswith(f"pytest_fusevenv/{name}"):
                spent[part] += cumulative
    return spent


def main() -> None:
    """Play, and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default="uv@0.13.9")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profiles", type=int, default=12, help="how many, taken by chance")
    options = parser.parse_args()
    random.seed(0)
    chosen = random.sample([name for name, one in shipped().items() if not one.modifier], 85)
    profiles = ["plain", *[name for name in chosen if name != "plain"][: options.profiles]]

    profiler = cProfile.Profile()
    took: dict[str, list[float]] = defaultdict(list)
    play(next(questions(options.tool, ["plain"], 1)))  # warms what is shared
    start = time.perf_counter()
    for question in questions(options.tool, profiles, options.rounds):
        before = time.perf_counter()
        profiler.runcall(play, question)
        took[question.scenario].append(time.perf_counter() - before)
    whole = time.perf_counter() - start
    cells = sum(map(len, took.values()))

    console = Console()
    table = Table(title=f"{cells} cells, {cells / whole:.1f} a second in one process")
    for heading in ("scenario", "median ms", "slowest ms"):
        table.add_column(heading)
    for scenario, times in took.items():
        median, most = statistics.median(times) * 1000, max(times) * 1000
        table.add_row(scenario, f"{median:.0f}", f"{most:.0f}")
    console.print(table)
    table = Table(title="where it goes")
    for heading in ("part", "share", "ms a cell"):
        table.add_column(heading)
    for part, spent in sorted(seconds_of(profiler).items(), key=lambda one: -one[1]):
        table.add_row(part, f"{spent / whole:.0%}", f"{spent / cells * 1000:.0f}")
    console.print(table)


if __name__ == "__main__":
    main()
