"""In an encrypted home a name has at most 143 bytes, and uv's cache had longer ones.

The unpacked files of a wheel lay in the cache under the wheel's own name, with every tag of Python
and platform. Since 0.6.4 a long name is shortened there.
"""

from pytest_fusevenv.bugs import Bug, Place, Side, Verdict, Workaround

_BUILD = """\
import sys, zipfile

systems = "manylinux_2_5_x86_64.manylinux1_x86_64.manylinux_2_17_x86_64.manylinux2014_x86_64"
tags = f"cp38.cp39.cp310.py3-none-{systems}.manylinux_2_28_x86_64.any"
with zipfile.ZipFile(f"{sys.argv[1]}/longtags-1.0-{tags}.whl", "w") as wheel:
    info = "longtags-1.0.dist-info"
    wheel.writestr("longtags.py", "")
    wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: longtags\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n")
    wheel.writestr(f"{info}/RECORD", "")
"""
"""Makes a wheel with a name of 152 bytes, as those of scientific packages have."""

BUG = Bug(
    name="uv-2410",
    title="the names in uv's cache are too long for an encrypted home",
    urls=("https://github.com/astral-sh/uv/issues/2410",),
    filesystem="a cache in a home encrypted by eCryptfs, with names of 143 bytes",
    profile="ecryptfs",
    on_mount=(Place.CACHE,),
    files={"build.py": _BUILD},
    before=("python build.py {wheels}",),
    commands=("uv venv", "uv pip install --python .venv longtags"),
    checks=(".venv/bin/python -c 'import longtags'",),
    again=("uv cache clean", "uv pip install --python .venv longtags"),
    shows=Side("uv@0.6.3", Verdict.REFUSED, says=("File name too long (os error 36)",), exits=1),
    gone=Side("uv@0.6.4", Verdict.WORKS_AFTER_WARNING),
    workarounds=(Workaround("keep the cache off the mount", env={"UV_CACHE_DIR": "{off}"}),),
)
