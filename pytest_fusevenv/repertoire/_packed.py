"""A project with a build backend of its own, so that building it takes nothing from an index."""

PYPROJECT = """\
[project]
name = "fspure"
version = "1.0"
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""

BACKEND = """\
import os, shutil, tarfile

def build_wheel(directory, settings=None, metadata=None):
    return os.path.basename(shutil.copy("{wheels}/fspure-1.0-py3-none-any.whl", directory))

def build_sdist(directory, settings=None):
    name = "fspure-1.0"
    with tarfile.open(os.path.join(directory, name + ".tar.gz"), "w:gz") as archive:
        for file in ("pyproject.toml", "backend.py"):
            archive.add(file, name + "/" + file)
        archive.add("pyproject.toml", name + "/PKG-INFO")
    return name + ".tar.gz"
"""
