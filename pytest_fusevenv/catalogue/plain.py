"""A plain local filesystem: everything that is asked for is done as asked.

The control. What breaks here breaks because of FUSE or of the tool, not because of a filesystem.
Locks (`flock`, `fcntl`) are the kernel's own: they hold between all users of the mount, block
without blocking the server, and are not seen by those who use the backing directly.

Not carried by a FUSE server in user space: `O_TMPFILE` (EOPNOTSUPP), `FICLONE` (EOPNOTSUPP),
`copy_file_range` (the kernel copies instead), `SEEK_HOLE` (no holes are seen), birth times; `fstat`
and `fchmod` of an open file whose directory is removed too (ESTALE, or ENOENT; reading and writing
go on). A file that is renamed to `.fuse_hidden` and sixteen hexadecimal digits while it is open
is taken for one that libfuse unlinks. What is mounted inside the backing is not shown (EXDEV). With
the engine fusepy also: `renameat2` flags (EINVAL) and `fallocate` (EOPNOTSUPP).
"""

from pytest_fusevenv.families import Family
from pytest_fusevenv.profiles import Original, Profile

PROFILE = Profile(
    name="plain",
    title="a plain local filesystem, the control",
    family=Family.CONTROL,
    sources=("https://libfuse.github.io/doxygen/structfuse__operations.html",),
    original=Original("ext4"),
)
