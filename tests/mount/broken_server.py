"""A server whose operations fail in ways that no filesystem should: started by the tests."""

import sys
from pathlib import Path

from pytest_fusevenv.backings import Backing
from pytest_fusevenv.binding import Fuse, caller
from pytest_fusevenv.calls import Attributes, Ids
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.hosts import HostWorld
from pytest_fusevenv.imitations import Imitation
from pytest_fusevenv.passthrough import Passthrough
from pytest_fusevenv.trace import TraceWriter

RAISED: dict[str, BaseException] = {
    "ValueError": ValueError("a mistake"),
    "AssertionError": AssertionError("a mistake"),
    "OSError-without-number": OSError("a mistake"),
    "SystemExit": SystemExit(3),
    "KeyboardInterrupt": KeyboardInterrupt("a mistake"),
    "RecursionError": RecursionError("a mistake"),
    "MemoryError": MemoryError("a mistake"),
}


class Broken(Passthrough):
    """Fails for every path that is named like an exception."""

    def getattr(self, path: str, fh: int | None = None) -> Attributes:
        if (error := RAISED.get(path[1:])) is not None:
            raise error
        return super().getattr(path, fh)


def main(mountpoint: str, directory: str, state: str) -> None:
    """Serve until unmounted; say so on standard output when it can be used."""
    backing = Backing(directory)
    ids = Ids(0, 0)
    imitation = Imitation(
        find("plain"), backing, HostWorld(), backing=ids, guest=ids, mountpoint=mountpoint
    )
    trace = TraceWriter(Path(state), complete=False)
    operations = Broken(imitation, backing, trace, caller, lambda: print("ready", flush=True))
    times = dict.fromkeys(("attr_timeout", "entry_timeout", "negative_timeout"), 0.0)
    options = {"foreground": True, "nothreads": True, "kernel_cache": False, **times}
    Fuse(operations, mountpoint, options)


if __name__ == "__main__":
    main(*sys.argv[1:])
