"""Linux as a process (user-mode Linux): an oracle for drivers that the running kernel has not.

It boots on the files of this machine, read-only, so Python, the checkout and all programs are there
at the same paths; what it writes is in its own memory. It is not root here, and needs not be.

`drivers` has the filesystems and how each comes up, `machine` boots and runs one command in one,
`guest` is what runs inside, as its process 1.
"""
