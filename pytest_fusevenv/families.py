"""Families: what kind of filesystem a profile imitates, for lists that people read."""

from __future__ import annotations

from enum import Enum


class Family(Enum):
    """A kind of filesystem, in the order in which they are listed; its value is the heading."""

    CONTROL = "the control"
    MACHINES = "directories shared with a virtual machine, or with Windows"
    NETWORK = "network filesystems"
    DISKS = "disks of other systems"
    SPELLING = "names that differ in case or spelling only"
    CONTAINERS = "containers, volumes and encryption"
    STORES = "object stores and cloud drives"
    LACKING = "one thing is lacking: links, locks, renames"
    MOUNTED = "mount options and rights"
    FAILING = "disks that are full or fail"
    MODIFIERS = "modifiers, to be laid over another: exfat+slow"
    OWN = "not shipped: of this project, or of an installed package"
