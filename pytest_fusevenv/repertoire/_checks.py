"""What must work afterwards, of an environment in `.venv`: few commands that ask much."""

STARTS = ".venv/bin/python -c 'import sys; sys.exit(sys.prefix == sys.base_prefix)'"
"""The interpreter starts, and knows that it is an environment's."""

IMPORTS = ".venv/bin/python -c 'import fsall.a, fsall.l'"
"""The package can be imported, to its last module."""

RUNS = ".venv/bin/fsall"
"""The console script runs: its mode, the line that names its interpreter, its metadata."""

RUNS_TOO = ".venv/bin/fsall-script"
"""So does the script that the wheel brings along: a file that is moved, not made."""

WHOLE = "! find .venv/lib -path '*.dist-info/*' ! -name REQUESTED -empty | grep ."
"""No file of the metadata is empty, which is what an interrupted or refused copy leaves."""

INSTALLED = (IMPORTS, RUNS, RUNS_TOO, WHOLE)
"""All of that."""
