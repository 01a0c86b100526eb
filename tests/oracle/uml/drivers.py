"""The filesystems of user-mode Linux, each with the commands that bring it up inside.

`sh -e` runs the commands in an empty directory in memory; they mount the filesystem on `here`.
"""

from __future__ import annotations

from typing import NamedTuple

_UNTIL = "timeout 30 sh -c 'until {}; do sleep 0.1; done'"
"""smbd does not say when it is there, so its clients keep on trying."""

_SMB_CONF = """
[global]
interfaces = lo
bind interfaces only = yes
disable netbios = yes
load printers = no
private dir = $PWD/state
state directory = $PWD/state
cache directory = $PWD/state
lock directory = $PWD/state
pid directory = $PWD/state
ncalrpc dir = $PWD/state/ncalrpc
log file = $PWD/state/log
[share]
path = $PWD/export/top
read only = no
"""

_MAKE_EXPORT = """
modprobe loop
truncate -s 300M image
mkfs.ext4 -q image
mkdir export
mount -o loop image export
mkdir -m {mode} export/top
"""


class Driver(NamedTuple):
    """One filesystem, and what its commands need beside user-mode Linux."""

    name: str
    programs: tuple[str, ...]
    set_up: str


def _disk(name: str, make: str, options: str) -> Driver:
    """A format on a loop device."""
    commands = f"""
        modprobe loop
        truncate -s 300M image
        {make} image
        mount -o loop,{options} image here
    """
    return Driver(name, (make.split()[0],), commands)


def _nfs(name: str, version: str, squash: str = "no_root_squash", mode: str = "755") -> Driver:
    """An export of this machine's own server. Where it squashes root, only `mode` lets root in."""
    is_old = version.startswith("3")
    root = "fsid=1" if is_old else "fsid=0"  # the latter is where the paths of NFSv4 begin
    path = "$PWD/export/top" if is_old else "/top"
    served = "-N 4" if is_old else "-N 3"  # with 3 comes lockd, whose grace period nothing ends
    commands = f"""
        {_MAKE_EXPORT.format(mode=mode)}
        mount -t tmpfs none /var/lib/nfs
        mkdir /var/lib/nfs/v4recovery
        touch /var/lib/nfs/etab /var/lib/nfs/rmtab
        mount -t nfsd none /proc/fs/nfsd
        rpcbind -w
        exportfs -i -o rw,{squash},insecure,no_subtree_check,{root} 127.0.0.1:$PWD/export
        rpc.nfsd {served} 1
        echo Y > /proc/fs/nfsd/v4_end_grace  # nobody was here before who could come back
        rpc.mountd
        mount -t nfs -o vers={version} 127.0.0.1:{path} here
    """
    programs = ("mkfs.ext4", "rpcbind", "exportfs", "rpc.nfsd", "rpc.mountd", "mount.nfs")
    return Driver(name, programs, commands)


def _cifs(name: str, *options: str) -> Driver:
    """A share of this machine's own Samba."""
    chosen = ",".join(("username=root", "password=word", "vers=3.1.1", *options))
    commands = f"""
        {_MAKE_EXPORT.format(mode="755")}
        mkdir state
        echo "{_SMB_CONF}" > smb.conf
        printf 'word\\nword\\n' | smbpasswd -c smb.conf -L -s -a root
        smbd -s smb.conf -D
        {_UNTIL.format(f"mount -t cifs -o {chosen} //127.0.0.1/share here")}
    """
    return Driver(name, ("mkfs.ext4", "smbd", "smbpasswd", "mount.cifs"), commands)


DRIVERS = (
    _disk("vfat", "mkfs.vfat -F 32", "utf8"),
    _disk("jfs-casefold", "mkfs.jfs -q -O", "rw"),
    _nfs("nfs3", "3,nolock"),
    _nfs("nfs4.2", "4.2"),
    _nfs("nfs4-root_squash-1777", "4.1", "root_squash", mode="1777"),
    _cifs("cifs-3.1.1"),
    _cifs("cifs-mfsymlinks", "mfsymlinks"),
)
