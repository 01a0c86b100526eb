"""The open files of a fake disk, by descriptor: the numbers are pyfakefs', not this process's."""

from __future__ import annotations

from errno import EOPNOTSUPP
from typing import TYPE_CHECKING

from pytest_fusevenv.fake.objects import attributes_of, fail, file_of, fill, resize

if TYPE_CHECKING:
    from pyfakefs.fake_filesystem import FakeFilesystem

    from pytest_fusevenv.calls import Attributes


class FakeFiles:
    """The open files in one directory of a fake filesystem."""

    def __init__(self, filesystem: FakeFilesystem, directory: str) -> None:
        self._fs = filesystem
        self._directory = directory

    def path_of(self, fd: int) -> str | None:
        """The path of an open file; None where it lies elsewhere."""
        path = str(getattr(file_of(self._fs, fd), "path", ""))
        inside = path.startswith(self._directory + "/")
        return path[len(self._directory) :] if inside else None

    def close(self, fd: int) -> None:
        self._fs.get_open_file(fd).close_fd(fd)

    def fstat(self, fd: int) -> Attributes:
        return attributes_of(file_of(self._fs, fd))

    def read_into(self, fd: int, room: memoryview, offset: int) -> int:
        data = (file_of(self._fs, fd).byte_contents or b"")[offset : offset + len(room)]
        room[: len(data)] = data
        return len(data)

    def write_at(self, fd: int, data: memoryview, offset: int) -> int:
        file = file_of(self._fs, fd)
        before = file.byte_contents or b""
        head = before[:offset].ljust(offset, b"\0")
        fill(file, head + bytes(data) + before[offset + len(data) :])
        return len(data)

    def resize(self, fd: int, size: int) -> None:
        resize(file_of(self._fs, fd), size)

    def sync(self, fd: int, *, data_only: bool) -> None:
        """Nothing: there is no disk."""

    def allocate(self, fd: int, mode: int, offset: int, length: int) -> None:  # noqa: ARG002
        fail(EOPNOTSUPP, "")

    def lock(self, fd: int, op: int) -> None:
        """Nothing: pyfakefs has no locks (see `beyond`)."""

    # --- unlinked but open: pyfakefs keeps such files by itself ------------------------------

    def opened(self, fd: int) -> None:
        """Nothing to note."""

    def closing(self, fd: int) -> None:
        """Nothing to note."""

    def is_open(self, path: str) -> bool:  # noqa: ARG002
        return False

    def reveal(self, hidden_path: str) -> bool:  # noqa: ARG002
        return False
