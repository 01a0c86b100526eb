"""What no replay carries: the answers that are not a FUSE server's to give, or not ours."""

from __future__ import annotations

NOT_CARRIED: dict[str, str] = {
    "statfs.f_type": "the kernel tells FUSE's own number for every FUSE mount",
    "io.open.tmpfile": "libfuse has no operation for O_TMPFILE",
    "io.open.tmpfile_excl": "libfuse has no operation for O_TMPFILE",
    "io.size.ficlone": "the kernel has no FICLONE for FUSE",
    "io.size.ficlone_cross": "the kernel has no FICLONE for FUSE",
    "io.size.seek_data": "the bindings have no lseek: no hole is seen",
    "time.btime": "the bindings have no statx: no birth time is told",
    "unlink.listdir_deleted_fd": "libfuse knows no path of a removed directory: it says ESTALE",
    "unlink.create_in_deleted": "how long the kernel knows a removed directory is a matter of time",
    "unlink.rmdir_dot": "whether the kernel still knows a removed directory is a matter of time",
    "unlink.fstat_nlink": "the kernel and libfuse count the links of what is unlinked and open",
    "perm.chmod.setgid_inherit": "what a setgid directory passes on is the backing's",
    "readdir.order": "a directory's order is the backing's",
    "io.open.direct_unaligned": "the kernel asks for no alignment on FUSE",
    "time.y2500": "how far times reach is the backing's, where it is less",
    "xattr.big4k": "how much an attribute holds is the backing's, where it is less",
    "name.len.two": "how long a name may be is the backing's, where it is less",
    "name.len.three": "how long a name may be is the backing's, where it is less",
    "name.len.four": "how long a name may be is the backing's, where it is less",
}
"""Questions, by key (or the beginning of keys, with a dot at its end), with the reason."""
