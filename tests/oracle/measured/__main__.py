"""Ships fingerprints of real filesystems: `python -m tests.oracle.measured FILE.json…`.

FILE.mount, beside each, says how it was mounted.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pytest_fusevenv.fingerprints import as_json
from tests.oracle.measured import HERE, how_mounted, read


def main(files: list[str]) -> int:
    for file in map(Path, files):
        (HERE / f"{file.stem}.json").write_bytes(as_json(read(file)))
        (HERE / f"{file.stem}.mount").write_text(f"{how_mounted(file)}\n")
    return 0 if files else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
