"""The guest's side: a process of the guest's user that answers questions about the mount.

Started as `python -m tests.contract.guest UID GID USER GROUP`. Reads one JSON request a line (a
directory and an expression), evaluates the expression there, and writes the answer: "ok" for
nothing, else the value's letters, or the errno's name.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from tests.contract import guest_calls, guest_words

_WORDS = {**vars(guest_words), **vars(guest_calls)}


def answer(request: dict[str, Any]) -> str:
    os.chdir(request["at"])
    try:
        value = eval(request["ask"], dict(_WORDS))
    except OSError as error:
        return guest_calls.named(error.errno)
    finally:
        os.chdir("/")
    return "ok" if value is None else str(value)


def main(uid: int, gid: int, user: int, group: int) -> None:
    guest_words.NAMES[user] = guest_words.NAMES[group] = "user"
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    os.umask(0o002)
    os.chdir("/")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
