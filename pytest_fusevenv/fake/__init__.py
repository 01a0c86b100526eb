"""The in-process world: a profile over a pyfakefs filesystem, for code that runs in this process.

The fake filesystem is the guest's disk, this package is its kernel, and behind the mountpoint the
same `Passthrough` answers as in the server of a mount, over a directory of the fake disk.

    hooks.py        our classes in the place of pyfakefs', and whether they fit
    walking.py      the seams in pyfakefs where something is looked up
    filesystem.py   and where something is changed
    system.py       the seams in its `os`: what has no such method
    errors.py       what an error names
    kernel.py       what Linux does between a system call and the passthrough
    lookups.py      and before: what is there, and what may be done with it
    storage.py      the backing: a directory of the fake disk, without rules
    files.py        its open files
    objects.py      its objects, as pyfakefs keeps them
    world.py        a profile at work: `Fake`
    record.py       its trace
    beyond.py       what cannot be carried here, and why

Nothing here is imported before somebody asks for this world; `beyond` needs no pyfakefs.
"""
