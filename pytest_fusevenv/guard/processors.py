"""A processor of its own for each process of a run, with the servers and commands it starts.

A mount's server and whoever uses the mount wake each other thousands of times a second. On one
processor that takes half the time that it takes on two, and leaves the others to other processes.
"""

from __future__ import annotations

import os
import re


def stay_on_one(worker: str) -> None:
    """Keep this process, and what it starts, on the processor that is a worker's turn: `gw3`."""
    processors = sorted(os.sched_getaffinity(0))
    number = re.sub(r"\D", "", worker) or "0"
    os.sched_setaffinity(0, {processors[int(number) % len(processors)]})
