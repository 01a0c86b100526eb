"""The FUSE binding at work: the only room that imports one, and the traps of both put right.

What mfusepy and fusepy lose or get wrong: exceptions that turn into EINVAL or into uninitialised
memory, times that lose "leave it", rename flags, names that are not UTF-8, inodes in listings,
cache times that differ from reply to reply.

Importing this module loads libfuse. Only the server process does so.
"""

from __future__ import annotations

import ctypes
import os
import stat
import traceback
from errno import EIO
from typing import TYPE_CHECKING, Any

from pytest_fusevenv.calls import Caller
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.packing import handed, memory, packer, statvfs_of, time_of
from pytest_fusevenv.surrogates import CODEC

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_fusevenv.calls import Attributes
    from pytest_fusevenv.passthrough import Passthrough

ENGINE = Engine.chosen()


def _load() -> str:
    """The first of the engine's libraries that this machine has. Raises OSError without one."""
    for name in ENGINE.libraries:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return name
    raise OSError(f"no libfuse: looked for {', '.join(ENGINE.libraries)}")


# Both bindings search for the library by running ldconfig and gcc, unless they are told.
os.environ["FUSE_LIBRARY_PATH"] = _load()

if ENGINE is Engine.FUSEPY:
    import fuse as binding
else:
    import mfusepy as binding

LIBFUSE: int = binding._libfuse.fuse_version()
"""The version of libfuse, as it tells it: 29 is 2.9, 314 is 3.14."""

TIMES_PER_REPLY = LIBFUSE >= 30
"""Whether each reply can say how long it holds: libfuse 3 hands out its configuration."""

_READDIR_PLUS = 1
"""The kernel asks for the attributes of all that is listed (fuse.h, FUSE_READDIR_PLUS)."""
_FILL_PLUS = 2
"""An entry comes with its attributes (fuse.h, FUSE_FILL_DIR_PLUS)."""
_FUSE_CAP_HANDLE_KILLPRIV = 1 << 20


def caller() -> Caller:
    """Who made the call that is being answered."""
    uid, gid, pid = binding.fuse_get_context()
    return Caller(pid, uid, gid)


Options = dict[str, str | int | float | bool]


class _Repaired(binding.FUSE):  # type: ignore[misc]
    """What is the same in both bindings."""

    operations: Any
    _passthrough: Passthrough
    _config: Any = None
    _attribute_seconds = 0.0

    def _wrapper(self, function: Callable[..., Any], *arguments: Any) -> int:
        try:
            return function(*arguments) or 0
        except OSError as error:
            if error.errno:
                return -error.errno
            traceback.print_exc()
        except BaseException:
            traceback.print_exc()
        return -EIO

    def _path(self, path: bytes | None) -> str:
        """The path of an object; "" for an open file that lost its name and its directory."""
        return "" if path is None else path.decode("utf-8", "surrogateescape")

    def _begin(self) -> None:
        try:
            self._passthrough.init("/")
        except BaseException:
            traceback.print_exc()
            os._exit(1)  # whoever waits for the mount sees it end; libfuse would go on

    def fgetattr(self, path: bytes | None, buf: Any, fip: Any) -> int:
        fh = fip.contents.fh if fip else None
        attributes = self._passthrough.getattr(self._path(path), fh)
        _write(buf.contents, attributes)
        if self._config is not None:
            self._remember(attributes)
        return 0

    def _remember(self, attributes: Attributes) -> None:
        """Say how long the next reply may be remembered.

        Two names of one file are two nodes to libfuse: what one knows, the other misses. That is
        as it should be only where a profile says how long its kernel trusts what it knows.
        """
        shared = self._passthrough.may_change_unseen(attributes)
        self._config.attr_timeout = 0.0 if shared else self._attribute_seconds

    def _truncate_open(self, path: bytes | None, length: int, fip: Any) -> int:
        fh = fip.contents.fh if fip else None
        self._passthrough.truncate(self._path(path), length, fh)
        return 0

    def read(self, path: bytes | None, buf: Any, size: int, offset: int, fip: Any) -> int:
        room = memory(ctypes.addressof(buf.contents), size)
        return self._passthrough.read_into(self._path(path), room, offset, fip.contents.fh)

    def write(self, path: bytes | None, buf: Any, size: int, offset: int, fip: Any) -> int:
        data = memory(ctypes.addressof(buf.contents), size)
        return self._passthrough.write(self._path(path), data, offset, fip.contents.fh)

    def create(self, path: bytes, mode: int, fip: Any) -> int:
        info = fip.contents
        info.fh = self._passthrough.create(self._path(path), mode, info.flags)
        return 0

    def statfs(self, path: bytes, buf: Any) -> int:
        room = self._passthrough.statfs(self._path(path))
        for name, value in statvfs_of(room).items():
            setattr(buf.contents, name, value)
        return 0

    def getxattr(self, path: bytes, name: bytes, value: Any, size: int) -> int:
        data = self._passthrough.getxattr(self._path(path), self._path(name))
        return handed(data, value, size)

    def listxattr(self, path: bytes, names: Any, size: int) -> int:
        listed = self._passthrough.listxattr(self._path(path))
        data = b"".join(os.fsencode(name) + b"\0" for name in listed)
        return handed(data, names, size)

    def _set_times(self, path: bytes, buf: Any) -> int:
        times = None
        if buf:
            times = (time_of(buf.contents.actime), time_of(buf.contents.modtime))
        self._passthrough.utimens(self._path(path), times)
        return 0

    def _list(self, path: bytes | None, fip: Any, fill: Callable[[bytes, Any], int]) -> int:
        entry = binding.c_stat()
        for name, mode, ino in self._passthrough.readdir(self._path(path), fip.contents.fh):
            entry.st_mode = mode
            entry.st_ino = ino
            if fill(name.encode("utf-8", "surrogateescape"), entry):
                break
        return 0


if ENGINE is Engine.FUSEPY:

    class _Called:
        """Operations as fusepy wants them: called with the operation's name."""

        def __init__(self, operations: Passthrough) -> None:
            self._operations = operations

        def __getattr__(self, name: str) -> Any:
            return getattr(self._operations, name)

        def __call__(self, op: str, *arguments: Any) -> Any:
            return getattr(self._operations, op)(*arguments)

    class Fuse(_Repaired):
        """fusepy's FUSE, repaired."""

        def __init__(self, passthrough: Passthrough, mountpoint: str, options: Options) -> None:
            self._passthrough = passthrough
            self._keeps_contents = bool(options.pop("kernel_cache"))
            super().__init__(
                _Called(passthrough), mountpoint, encoding=CODEC, big_writes=True, **options
            )

        def init(self, conn: Any) -> None:  # noqa: ARG002
            self._begin()

        def open(self, path: bytes, fip: Any) -> int:
            info = fip.contents
            info.fh = self._passthrough.open(self._path(path), info.flags)
            # libfuse 2 does not check whether contents have changed under another name.
            info.keep_cache = self._keeps_contents and os.fstat(info.fh).st_nlink == 1
            return 0

        def ftruncate(self, path: bytes | None, length: int, fip: Any) -> int:
            return self._truncate_open(path, length, fip)

        def utimens(self, path: bytes, buf: Any) -> int:
            return self._set_times(path, buf)

        def readdir(self, path: bytes, buf: Any, filler: Any, offset: int, fip: Any) -> int:  # noqa: ARG002
            return self._list(path, fip, lambda name, entry: filler(buf, name, entry, 0))

else:

    class Fuse(_Repaired):  # type: ignore[no-redef]
        """mfusepy's FUSE, repaired."""

        def __init__(self, passthrough: Passthrough, mountpoint: str, options: Options) -> None:
            self._passthrough = passthrough
            self._attribute_seconds = float(options["attr_timeout"])
            self._listings: dict[int, list[str]] = {}
            if not TIMES_PER_REPLY:
                options["big_writes"] = True
            super().__init__(passthrough, mountpoint, **options)

        def _init(self, conn: Any, config: Any) -> None:
            if config:
                self._config = config.contents
                conn.contents.want &= ~_FUSE_CAP_HANDLE_KILLPRIV
            self._begin()

        def truncate_fuse_3(self, path: bytes | None, length: int, fip: Any) -> int:
            return self._truncate_open(path, length, fip)

        def getattr_fuse_3(self, path: bytes | None, buf: Any, fip: Any) -> int:
            return self.fgetattr(path, buf, fip)

        def link(self, source: bytes, target: bytes) -> int:
            self._passthrough.link(self._path(target), self._path(source))
            if self._attribute_seconds and not self._passthrough.is_open(self._path(source)):
                # The kernel was told of a file with one name, and believes that until it is stale.
                # To forget it, it waits for reads of the file, for which we would have to answer.
                told = ctypes.c_void_p(binding._libfuse.fuse_get_context().contents.fuse)
                binding._libfuse.fuse_invalidate_path(told, ctypes.c_char_p(source))
            return 0

        def rename_fuse_3(self, old: bytes, new: bytes, flags: int) -> int:
            self._passthrough.rename(self._path(old), self._path(new), flags)
            return 0

        def utimens_fuse_2(self, path: bytes, buf: Any) -> int:
            return self._set_times(path, buf)

        def opendir(self, path: bytes, fip: Any) -> int:
            fip.contents.fh = self._passthrough.opendir(self._path(path))
            return 0

        def releasedir(self, path: bytes | None, fip: Any) -> int:
            self._listings.pop(fip.contents.fh, None)
            self._passthrough.releasedir(self._path(path), fip.contents.fh)
            return 0

        def readdir_fuse_3(
            self, path: bytes | None, buf: Any, filler: Any, offset: int, fip: Any, flags: int
        ) -> int:
            fh = fip.contents.fh
            if offset == 0:
                self._listings.pop(fh, None)
                if flags & _READDIR_PLUS and self._passthrough.lists_attributes:
                    self._listings[fh] = self._passthrough.names(self._path(path))
            if fh in self._listings:
                return self._list_with_attributes(self._path(path), fh, buf, filler, offset)
            return self._readdir(path, buf, filler, offset, fip)

        def _list_with_attributes(
            self, path: str, fh: int, buf: Any, filler: Any, offset: int
        ) -> int:
            """Fill one buffer; attributes are asked for only now, when they are to be told."""
            entry = binding.c_stat(st_mode=stat.S_IFDIR)
            for number, dots in enumerate((b".", b"..")[offset:], offset + 1):
                filler(buf, dots, entry, number, 0)
            begin = max(offset - 2, 0)
            for number, name in enumerate(self._listings[fh][begin:], begin + 3):
                attributes = self._passthrough.attributes_in(path, name)
                if attributes is None:
                    continue
                _write(entry, attributes)
                self._remember(attributes)
                if filler(buf, os.fsencode(name), entry, number, _FILL_PLUS):
                    break  # the rest is asked for from here on
            return 0

        def _readdir(self, path: bytes | None, buf: Any, filler: Any, offset: int, fip: Any) -> int:  # noqa: ARG002
            more = (0, 0) if TIMES_PER_REPLY else (0,)
            return self._list(path, fip, lambda name, entry: filler(buf, name, entry, *more))


_write = packer(binding.c_stat)
