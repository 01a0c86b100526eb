"""`uv venv` only writes, so it succeeds; whatever starts the interpreter has to read the link.

     guest: the virtual machine               host: Multipass' SFTP server, as root
     ---------------------------------------  -------------------------------------
     symlink(".venv/bin/python" ->
       "/path/in/the/guest/python3.13")  -->  makes the link; it is root's
                              success    <--

     lstat(".venv/bin/python")           -->  root has no id in the guest: send -1
        a link, owner nobody (id -1)     <--

     readlink(".venv/bin/python")        -->  whose is it? Follow it, on the host:
                                              /path/in/the/guest is not there
        EACCES, Permission denied        <--  so its owner is nobody we know: deny

     unlink(".venv/bin/python")          -X   not asked: the guest's own kernel
        EOVERFLOW, Value too large            removes nothing that id -1 owns

sshfs itself is not to blame: over a plain sftp-server the same commands work. Newer releases of uv
read the links that they made, and so say at once that they can not: nothing works there either, but
nobody is told that it does.
"""

from pytest_fusevenv.bugs import Bug, Side, Verdict, Workaround

_HELLO = "uv run python -c 'print(\"hello from the environment\")'"

BUG = Bug(
    name="uv-15528",
    title="an environment on a Multipass mount: uv says success, and nothing works",
    urls=("https://github.com/astral-sh/uv/issues/15528",),
    filesystem="a directory of the host that Multipass mounts in its virtual machine",
    profile="multipass-1.16",
    commands=("uv venv",),
    checks=("ls -altrh .venv/bin", _HELLO, "rm .venv/bin/python", "uv venv --clear"),
    shows=Side(
        "uv@0.8.13",
        Verdict.BROKEN,
        says=(
            "Activate with",
            "cannot read symbolic link '.venv/bin/python': Permission denied",
            "nobody",
            "failed to canonicalize path",
            "(os error 13)",
            "Value too large for defined data type (os error 75)",
        ),
        exits=0,
    ),
    gone=Side("uv@0.12.24", Verdict.DIRTY, says=("failed to canonicalize path",), exits=2),
    workarounds=(
        Workaround(
            "keep the environment off the mount",
            commands=(_HELLO,),
            checks=(_HELLO,),
            env={"UV_PROJECT_ENVIRONMENT": "{off}"},
            says=("hello from the environment",),
        ),
        Workaround(
            "plain sshfs",
            profile="sshfs-3.7.5",
            checks=("ls -altrh .venv/bin", _HELLO, "uv venv --clear"),
            says=("hello from the environment",),
        ),
    ),
    quick=True,
)
