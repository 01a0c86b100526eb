"""`uv tool install` locks the directory of tools, and takes no answer but the lock.

On Lustre without the mount option flock, `flock` answers ENOSYS. For its cache uv goes on without
the lock (until 0.12.8); for tools and for Pythons it never did.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

BUG = Bug(
    name="uv-9050",
    title="no tool can be installed where flock is not implemented",
    urls=(
        "https://github.com/astral-sh/uv/issues/9050",
        "https://github.com/astral-sh/uv/issues/13626",
    ),
    filesystem="a home directory on Lustre, mounted without flock",
    profile="lustre-noflock",
    on_mount=(Place.TOOLS,),
    commands=("uv tool install fspure",),
    checks=('"$UV_TOOL_BIN_DIR/fspure"',),
    shows=Side("uv@0.13.9", Verdict.REFUSED, says=("Function not implemented (os error 38)",)),
    workarounds=(
        Workaround(
            "keep the tools off the mount",
            env={"UV_TOOL_DIR": "{off}/tools", "UV_TOOL_BIN_DIR": "{off}/bin"},
            verdict=Verdict.WORKS_AFTER_WARNING,
        ),
    ),
    quick=True,
)
