"""A process that clears a room once whoever had it is gone, however that went.

`python -m tests.oracle.sweeper TOP` waits for the end of its standard input, which no signal and no
`kill -9` can keep from coming.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[2]


@contextmanager
def swept(top: Path) -> Iterator[None]:
    """A while in which a room has a sweeper, which does nothing if the room has gone by its end."""
    command = [sys.executable, "-m", __name__, str(top)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        cwd=_CHECKOUT,
        start_new_session=True,  # Ctrl-C is not for it
    ):
        yield


def main(top: Path) -> None:
    """Wait, then clear the room."""
    from tests.oracle.real import demolish

    sys.stdin.read()
    if top.exists():
        demolish(top)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
