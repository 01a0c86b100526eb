"""The rules of Multipass's SFTP server, written a second time from their specification.

Only for the tests, and without a look at `pytest_fusevenv/catalogue`: the imitation is judged by
somebody who does not know how it was made. `python -m tests.oracle.multipass FACTS` speaks SFTP
version 3 on its standard input and output, where a real sshfs (`-o passive`) is the other side.

`wire` has the protocol, `host` the host's view of paths, `releases` what differs between releases,
`paths` what a path means to a release, `rules` one answer for each operation, `session` the talk.

The protocol is our own two dozen lines of numbers and strings, not asyncssh's or paramiko's: their
server halves belong to an SSH channel, and decide for themselves what is judged here (which
extensions are advertised, what a file of unknown type or an empty directory looks like, which way
round the arguments of SYMLINK are).
"""
