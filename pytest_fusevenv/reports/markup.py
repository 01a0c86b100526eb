"""Markdown's parts: code, links, tables, folds. What goes into them cannot end them."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST = 300
"""How many characters of a text are shown."""

_MARKS = re.compile(r"([\\`*_\[\]#|~])")
"""What Markdown could take for more than a letter."""


def code(words: str) -> str:
    """A text as code in a line, which may be a table's: nothing in it is Markdown or HTML."""
    line = _shortened(words)
    if not line:
        return ""
    longest = max(map(len, re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    room = " " if line.startswith("`") or line.endswith("`") else ""
    apart = re.sub(r"\\(?=\|)", r"\\ ", line)  # two backslashes before a pipe would end the cell
    return f"{fence}{room}{apart.replace('|', chr(92) + '|')}{room}{fence}"


def plain(words: str) -> str:
    """A text in which nothing is Markdown or HTML."""
    return _MARKS.sub(r"\\\1", escape(_shortened(words), quote=False))


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def link(words: str, url: str) -> str:
    """A link; only its words where it leads to no page."""
    if not re.fullmatch(r"https?://[^\s<>]+", url):
        return plain(words)
    return f"[{plain(words)}](<{url}>)"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of what is Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def folded(title: str, inner: str) -> str:
    """Something that is shown where the title is clicked."""
    heading = escape(_shortened(title), quote=False)
    return f"<details>\n<summary>{heading}</summary>\n\n{inner}\n\n</details>"
