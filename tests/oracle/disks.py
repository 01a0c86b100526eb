"""Real filesystems that root mounts, on loop devices or on directories."""

from __future__ import annotations

from functools import partial

from tests.oracle.real import Real, Room, run

_PLACES = ("source", "mount")
"""The directories of a room, by the names that the commands below know them by."""


def _set_up(commands: str, at: Room) -> None:
    """Run commands in a room, where `image` is theirs to make, and `mount` to mount on."""
    assert (at.source, at.mountpoint) == tuple(at.top / name for name in _PLACES)
    run("sh", "-euc", f'cd "$0"; {commands}', at.top)


def _disk(name: str, make: str, mount: str = "mount -o loop", size: str = "1G") -> Real:
    """A format in a file. `mount -o loop` has the kernel free the device with the last user."""
    commands = f"truncate -s {size} image; {make} image; {mount} image mount"
    programs = (make.split()[0], "mount")
    return Real(name, programs, partial(_set_up, commands), needs_root=True, needs_loop=True)


def _ntfs(name: str, *options: str, program: str = "ntfs-3g") -> Real:
    """NTFS in a file, which ntfs-3g serves without a loop device."""
    chosen = f"-o {','.join(options)}" if options else ""
    commands = f"truncate -s 700M image; mkntfs -q -F -f image; {program} {chosen} image mount"
    return Real(name, ("mkntfs", program), partial(_set_up, commands), needs_root=True)


def _above(name: str, program: str, commands: str) -> Real:
    """A filesystem that shows a directory of another."""
    return Real(name, (program,), partial(_set_up, commands), needs_root=True)


def _bindfs(name: str, *options: str) -> Real:
    return _above(name, "bindfs", f"bindfs {' '.join(options)} source mount")


_LAYERS = "lowerdir=source/low,upperdir=source/up,workdir=source/work"
_MAKE_LAYERS = "mkdir source/low source/up source/work"
_MAKE_DISK = "truncate -s 1G image; mkfs.ext4 -q image; mount -o loop image source"

DISKS = (
    _disk("ext4", "mkfs.ext4 -q"),
    _disk("ext4-noexec", "mkfs.ext4 -q", "mount -o loop,noexec"),
    _disk("ext4-nosymfollow", "mkfs.ext4 -q", "mount -o loop,nosymfollow"),
    _disk("ext4-i128", "mkfs.ext4 -q -I 128"),
    _disk("btrfs", "mkfs.btrfs -q"),
    _disk("xfs", "mkfs.xfs -q"),
    _disk("exfat-fuse", "mkfs.exfat", "mount -t exfat-fuse -o loop", size="700M"),
    _above("tmpfs", "mount", "mount -t tmpfs none mount"),
    _above("tmpfs-inodes200", "mount", "mount -t tmpfs -o nr_inodes=200 none mount"),
    Real(
        "overlay",
        ("mkfs.ext4", "mount"),
        # On a disk of its own: one overlay cannot write to another, which many containers are.
        partial(_set_up, f"{_MAKE_DISK}; {_MAKE_LAYERS}; mount -t overlay -o {_LAYERS} none mount"),
        needs_root=True,
        needs_loop=True,
    ),
    _above(
        "fuse-overlayfs", "fuse-overlayfs", f"{_MAKE_LAYERS}; fuse-overlayfs -o {_LAYERS} mount"
    ),
    _ntfs("ntfs-3g"),
    _ntfs("ntfs-3g-fmask133", "fmask=133", "dmask=022", "uid=1000", "gid=1000"),
    _ntfs("lowntfs-3g", "ignore_case", "windows_names", program="lowntfs-3g"),
    _bindfs("bindfs"),
    _bindfs("bindfs-perms-a-x", "--perms=a-x"),
    _bindfs("bindfs-chmod-ignore", "--chmod-ignore"),
    _bindfs("bindfs-chmod-deny", "--chmod-deny"),
    _bindfs("bindfs-force-user-nobody", "--force-user=nobody", "--force-group=nogroup"),
    _bindfs("bindfs-resolve-symlinks", "--resolve-symlinks"),
    _above(
        "gocryptfs",
        "gocryptfs",
        "gocryptfs -q -extpass 'echo word' -scryptn 10 -init source;"
        " gocryptfs -q -extpass 'echo word' source mount",
    ),
)
