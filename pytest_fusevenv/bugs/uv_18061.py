"""uv 0.10.3 took its locks of files that it had opened to read.

Linux' NFS turns `flock` into a lock of the whole file on the server, by POSIX' rules: an exclusive
one needs a file that is open for writing. Else the answer is EBADF. On a disk nobody asks how the
file was opened, and so the release was out before it was seen; 0.10.4 went back.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_PYPROJECT = """\
[project]
name = "fspure"
version = "1.0"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
_BACKEND = """\
import shutil

def build_wheel(directory, settings=None, metadata=None):
    shutil.copy("{wheels}/fspure-1.0-py3-none-any.whl", directory)
    return "fspure-1.0-py3-none-any.whl"
"""

BUG = Bug(
    name="uv-18061",
    title="Bad file descriptor: locks of files that are open to read, on NFS",
    urls=(
        "https://github.com/astral-sh/uv/issues/18061",
        "https://github.com/astral-sh/uv/pull/18071",
    ),
    filesystem="a cache on NFS version 4",
    profile="nfs4",
    on_mount=(Place.CACHE,),
    files={"fspure/pyproject.toml": _PYPROJECT, "fspure/backend.py": _BACKEND},
    before=(
        "git init -q fspure && git -C fspure add .",
        "git -C fspure -c user.name=u -c user.email=u@localhost commit -q -m first",
        "uv venv",
    ),
    commands=("uv pip install --python .venv git+file://{project}/fspure",),
    checks=(".venv/bin/fspure",),
    env={"UV_LINK_MODE": "copy"},
    shows=Side("uv@0.10.3", Verdict.REFUSED, says=("Bad file descriptor (os error 9)",)),
    gone=Side("uv@0.10.4", Verdict.WORKS),
    since="0.10.3",
    workarounds=(Workaround("keep the cache off the mount", env={"UV_CACHE_DIR": "{off}"}),),
    quick=True,
)
