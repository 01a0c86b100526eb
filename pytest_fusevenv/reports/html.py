"""A page of the guard as one HTML file: it asks for nothing else, and is all ASCII."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from pytest_fusevenv.guard.news import FINDING
from pytest_fusevenv.reports import packed, sections

if TYPE_CHECKING:
    from pytest_fusevenv.guard.cells import Page

_SCRIPTS = ("data.js", "story.js", "matrix.js", "page.js")


def write(page: Page) -> str:
    """The HTML of a page.

    The summary, the news and the changes are text in it; the matrix and the stories are drawn by
    its script from the data in it. Without a baseline, what is found says less than what changed.
    """
    is_news = any(one.kind != FINDING for one in page.news)
    text = Template(_file("page.html")).substitute(
        title=escape(f"{sections.headline(page)} · fusevenv guard"),
        css=_file("page.css"),
        headline=escape(sections.headline(page)),
        summary=sections.summary(page),
        news=sections.news(page) if is_news else "",
        changes=sections.changes(page),
        broken=sections.broken(page),
        findings="" if is_news else sections.news(page),
        verdicts=sections.verdicts(),
        made=sections.made(page),
        data=_data(page),
        js="\n".join(map(_file, _SCRIPTS)),
    )
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _data(page: Page) -> str:
    """The data as JSON in which nothing can end the element that it stands in."""
    text = json.dumps(packed.packed(page), separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
