"""Our values as the C structures that libfuse wants, and back.

`struct stat` is written in one go: setting its fields one by one through ctypes is most of what a
`getattr` would cost.
"""

from __future__ import annotations

import ctypes
import struct
from errno import ERANGE
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pytest_fusevenv.calls import Attributes, Capacity, Moment

if TYPE_CHECKING:
    from collections.abc import Callable

_NUMBERS = {
    "st_mode": "mode",
    "st_uid": "uid",
    "st_gid": "gid",
    "st_size": "size",
    "st_nlink": "nlink",
    "st_ino": "ino",
    "st_rdev": "rdev",
    "st_blocks": "blocks",
    "st_blksize": "block_size",
}
_TIMES = ("st_atimespec", "st_mtimespec", "st_ctimespec")
_UNSIGNED = {2: "H", 4: "I", 8: "Q"}
_SIGNED = {4: "i", 8: "q"}
_SECOND = 10**9
_UTIME_NOW = (1 << 30) - 1
_UTIME_OMIT = (1 << 30) - 2


def packer(layout: type[ctypes.Structure]) -> Callable[[ctypes.Structure, Attributes], None]:
    """A function that writes attributes over a whole `struct stat` that is laid out like this."""
    fields = sorted(_NUMBERS, key=lambda name: int(getattr(layout, name).offset))
    pack = struct.Struct(_form(layout, fields)).pack_into
    numbers = attrgetter(*(_NUMBERS[name] for name in fields))

    def write(entry: ctypes.Structure, attributes: Attributes) -> None:
        pack(
            entry,
            0,
            *numbers(attributes),
            *divmod(attributes.atime, _SECOND),
            *divmod(attributes.mtime, _SECOND),
            *divmod(attributes.ctime, _SECOND),
        )

    return write


def _form(layout: type[ctypes.Structure], fields: list[str]) -> str:
    """The layout in the words of the struct module; what lies between is padding, and zero."""
    form, at = "=", 0
    for name in (*fields, *_TIMES):
        field = getattr(layout, name)
        letters = _SIGNED[field.size // 2] * 2 if name in _TIMES else _UNSIGNED[field.size]
        form += f"{field.offset - at}x{letters}"
        at = field.offset + field.size
    return form + f"{ctypes.sizeof(layout) - at}x"


def statvfs_of(room: Capacity) -> dict[str, int]:
    """A capacity in the words of statvfs(3)."""
    return {
        "f_bsize": room.block_size,
        "f_frsize": room.block_size,
        "f_blocks": room.blocks,
        "f_bfree": room.blocks_free,
        "f_bavail": room.blocks_available,
        "f_files": room.files,
        "f_ffree": room.files_free,
        "f_favail": room.files_free,
        "f_namemax": room.name_max,
    }


def memory(address: int, size: int) -> memoryview:
    """The kernel's buffer itself: nothing is copied once more."""
    return memoryview((ctypes.c_char * size).from_address(address)).cast("B")


def time_of(spec: Any) -> int:
    """A C `timespec` in nanoseconds, or the `Moment` it stands for."""
    if spec.tv_nsec == _UTIME_NOW:
        return Moment.NOW
    if spec.tv_nsec == _UTIME_OMIT:
        return Moment.OMIT
    seconds: int = spec.tv_sec
    nanoseconds: int = spec.tv_nsec
    return seconds * 10**9 + nanoseconds


def handed(data: bytes, buf: Any, size: int) -> int:
    """Put data where the kernel wants it; a size of 0 only asks how much there is."""
    if size == 0:
        return len(data)
    if len(data) > size:
        return -ERANGE
    ctypes.memmove(buf, data, len(data))
    return len(data)
