"""Serve an export: `python -m tests.oracle.multipass FACTS`, where FACTS is JSON (`host.Facts`)."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import msgspec

from tests.oracle.multipass.host import Facts
from tests.oracle.multipass.session import Session

_UMASK = 0o022
"""What the host's service runs with."""


def main(facts: str) -> None:
    os.umask(_UMASK)
    session = Session(msgspec.json.decode(facts, type=Facts))
    with suppress(ConnectionError):  # the client has left before its last replies came
        session.serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main(sys.argv[1])
