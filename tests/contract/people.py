"""Who asks: the guest's user, root and a stranger, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from pytest_fusevenv.calls import Ids

IS_ROOT = os.geteuid() == 0
USER = Ids(1000, 1000) if IS_ROOT else Ids(os.getuid(), os.getgid())
"""The host user, and the guest's user he is shown as. An ordinary user is both himself."""

PEOPLE = {"": USER, "root": Ids(0, 0), "other": Ids(1001, 1001)}
"""Who may ask a question, by the word before its question mark."""

NEEDS_ROOT = "fusevenv: [needs-root] this asks as another user, or of files that only root can make"


class Guests:
    """The processes that ask; each is started when it is first needed."""

    def __init__(self) -> None:
        self._asking: dict[str, subprocess.Popen[str]] = {}

    def ask(self, who: str, at: Path, question: str) -> str:
        """The answer to one question, asked by somebody in a directory."""
        asking = self._asking.get(who) or self._started(who)
        assert asking.stdin
        assert asking.stdout
        asking.stdin.write(json.dumps({"at": str(at), "ask": question}) + "\n")
        asking.stdin.flush()
        answer = asking.stdout.readline()
        assert answer, f"{question} asked by {who or 'the user'}: see the captured stderr"
        told: str = json.loads(answer)
        return told.replace(str(at), "MNT")

    def _started(self, who: str) -> subprocess.Popen[str]:
        ids = (*PEOPLE[who], *USER)
        self._asking[who] = subprocess.Popen(
            [sys.executable, "-S", "-m", "tests.contract.guest", *(str(number) for number in ids)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent.parent,
        )
        return self._asking[who]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for asking in self._asking.values():
            asking.communicate(timeout=10)
