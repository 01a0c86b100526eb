"""The HTML page, looked at and used in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from pytest_fusevenv.guard.cells import Page, ToolEntry
from pytest_fusevenv.reports import html
from pytest_fusevenv.scenarios import Verdict
from tests.guard.browser import browser
from tests.guard.pages import HOSTILE, sample

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

__all__ = ["browser"]

Open = Callable[[str], "Chrome"]
STORY = "#nfs4/sync/uv@0.10.3"
WIDE, NARROW = 1280, 390
_TIMES = count()


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "guard.html"
    file.write_text(html.write(sample()), encoding="ascii")
    return file


@pytest.fixture
def at(browser: Chrome, written: Path) -> Open:
    """Open the page at a place in it, at its full width."""

    def opened(place: str) -> Chrome:
        resize(browser, WIDE)
        browser.get(f"{written.as_uri()}?{next(_TIMES)}{place}")  # by `#` alone it is not loaded
        return browser

    return opened


def resize(chrome: Chrome, width: int) -> None:
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def press(chrome: Chrome, key: str) -> None:
    """Press a key where the focus is."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    ActionChains(chrome).send_keys(getattr(Keys, key)).perform()


def asked(chrome: Chrome, expression: str) -> object:
    return chrome.execute_script(f"return {expression}")


def click(chrome: Chrome, css: str) -> None:
    chrome.execute_script("document.querySelector(arguments[0]).click()", css)


def cell(path: str) -> str:
    """Where the cell of a filesystem and a release (`nfs4`, 1) is shown."""
    profile, _, column = path.partition(" ")
    number = [entry.name for entry in sample().profiles].index(profile)
    return f"tr[data-profile='{number}'] td:nth-of-type({int(column) + 1})"


def focused(chrome: Chrome) -> object:
    return asked(chrome, "document.activeElement.getAttribute('aria-label')")


def story(chrome: Chrome) -> str:
    return str(asked(chrome, "document.querySelector('dialog').innerText"))


def is_open(chrome: Chrome) -> object:
    return asked(chrome, "document.querySelector('dialog').open")


def rows(chrome: Chrome) -> object:
    return asked(
        chrome,
        "[...document.querySelectorAll('.grid tbody tr:not([hidden]) th')].map(e => e.innerText)",
    )


# --- one file ------------------------------------------------------------------------------


def test_the_page_is_ascii_whatever_is_told_in_it() -> None:
    html.write(sample()).encode("ascii")


def test_the_page_asks_for_nothing(at: Open) -> None:
    chrome = at(STORY)
    assert asked(chrome, "performance.getEntriesByType('resource').length") == 0
    assert asked(chrome, "document.querySelectorAll('[src], link, iframe, img').length") == 0
    assert [one["message"] for one in chrome.get_log("browser")] == []


def test_the_page_may_ask_for_nothing(at: Open) -> None:
    chrome = at("")
    policy = "document.querySelector('meta[http-equiv]').content"
    assert str(asked(chrome, policy)).startswith("default-src 'none'")


def test_nothing_that_a_command_said_is_markup(at: Open) -> None:
    chrome = at("#all-broken/venv/uv@0.10.2")
    assert asked(chrome, "document.title") != "owned"
    said = str(asked(chrome, "document.querySelector('dialog .said').textContent"))
    assert said.startswith(HOSTILE.partition(" \udc80")[0])
    assert said.endswith("\u2028 <b>&amp; 'x' \U0001f600")


def test_the_summary_and_the_changes_are_told_without_a_script() -> None:
    text = re.sub(r"<script.*?</script>", "", html.write(sample()), flags=re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "uv 0.10.2 to 0.12.24 on 11 filesystems" in words
    assert "4 releases played 2 scenarios" in words
    assert "88 cells in 75 seconds" in words
    assert "broke sync on nfs4 flock -&gt; EBADF uv 0.10.4 mended it" in words
    assert "now refuses early venv and sync on multipass-1.16" in words
    assert "new failure" in words.lower()


def test_equal_stories_are_stored_once() -> None:
    page = sample()
    tools = tuple(ToolEntry(f"uv@1.{n}", "uv", f"1.{n}") for n in range(30))
    same = [one for one in page.cells if one.tool == "uv@0.10.2"]
    cells = tuple(replace(one, tool=tool.name) for one in same for tool in tools)
    grown = Page(1, "0", "mfusepy", "python", 0, tools, page.profiles, page.scenarios, cells)
    assert len(html.write(grown)) < 1.3 * len(html.write(page))


def test_a_page_without_any_cell_is_a_page(browser: Chrome, tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.write_text(html.write(Page(1, "0", "mfusepy", "python", 0, (), (), (), ())))
    browser.get(file.as_uri())
    assert [one["message"] for one in browser.get_log("browser")] == []


# --- stories -------------------------------------------------------------------------------


def test_a_click_opens_the_story(at: Open) -> None:
    chrome = at("#?view=sync")
    click(chrome, cell("nfs4 1"))
    told = story(chrome)
    assert "uv 0.10.3: sync on nfs4" in told
    assert "flock /.lock → EBADF" in told
    assert "Bad file descriptor" in told
    assert "fusevenv guard uv@0.10.3 --profile nfs4 --scenario sync --reproducer DIR" in told


def test_the_address_of_an_open_story_is_a_link_to_it(at: Open) -> None:
    chrome = at("#?view=sync")
    click(chrome, cell("nfs4 1"))
    address = str(asked(chrome, "location.hash"))
    assert "uv 0.10.3: sync on nfs4" in story(at(address))


def test_a_link_opens_the_story_of_a_name_that_has_to_be_quoted(at: Open) -> None:
    chrome = at("#odd%2Fname%2Bslow/venv/uv%400.10.2")
    assert "uv 0.10.2: venv on odd/name+slow" in story(chrome)


def test_a_link_to_nothing_opens_nothing(at: Open) -> None:
    assert not is_open(at("#no/such/cell%"))


def test_enter_opens_escape_closes_and_the_focus_is_back(at: Open) -> None:
    chrome = at("#?view=sync")
    chrome.execute_script("document.querySelector(arguments[0]).focus()", cell("nfs4 1"))
    press(chrome, "ENTER")
    assert is_open(chrome)
    press(chrome, "ESCAPE")
    assert not is_open(chrome)
    assert str(focused(chrome)).startswith("uv 0.10.3, nfs4, sync: refused")


def test_arrow_keys_move_between_cells(at: Open) -> None:
    chrome = at("#?view=sync")
    chrome.execute_script("document.querySelector(arguments[0]).focus()", cell("plain 0"))
    press(chrome, "ARROW_DOWN")
    press(chrome, "ARROW_RIGHT")
    assert str(focused(chrome)).startswith("uv 0.10.3, nfs4, sync: refused")
    assert asked(chrome, "document.querySelectorAll('.grid [tabindex=\"0\"]').length") == 1


def test_a_story_names_the_known_bug_with_a_link(at: Open) -> None:
    chrome = at("#multipass-1.16/venv/uv@0.10.2")
    assert "uv says success, and nothing works" in story(chrome)
    assert asked(chrome, "!!document.querySelector('dialog a[href$=\"uv/issues/15528\"]')")


def test_a_story_has_the_time_line_of_its_filesystem(at: Open) -> None:
    told = story(at(STORY))
    assert "works: uv 0.10.2\n" in told
    assert "refused: uv 0.10.3\n" in told
    assert "works: uv 0.10.4 to 0.12.24" in told


def test_a_mark_in_the_time_line_leads_to_that_release(at: Open) -> None:
    chrome = at(STORY)
    click(chrome, "dialog .line a")
    assert "uv 0.10.2: sync on nfs4" in story(chrome)


def test_a_filesystem_has_its_time_lines_on_one_sheet(at: Open) -> None:
    chrome = at("")
    click(chrome, cell("nfs4 0").replace("td:nth-of-type(1)", "th"))
    assert asked(chrome, "document.querySelectorAll('dialog .line').length") == 2


def test_a_flake_says_how_else_it_came_out(at: Open) -> None:
    assert "it also came out as works" in story(at("#all-hung/venv/uv@0.10.2"))


# --- the matrix ----------------------------------------------------------------------------


def test_all_scenarios_show_the_worst(at: Open) -> None:
    chrome = at("")
    label = asked(chrome, f'document.querySelector("{cell("nfs4 1")}").ariaLabel')
    assert str(label).startswith("uv 0.10.3, nfs4, sync: refused; was works")


def test_words_narrow_the_filesystems(at: Open) -> None:
    chrome = at("")
    chrome.find_element("id", "wanted").send_keys("version 4")
    assert rows(chrome) == ["nfs4"]
    assert asked(chrome, "document.getElementById('shown').innerText") == "1 of 11 filesystems"


def test_only_rows_that_changed_are_shown(at: Open) -> None:
    chrome = at("")
    click(chrome, "#changed")
    assert rows(chrome) == ["nfs4", "multipass-1.16"]


def test_only_news_are_shown(at: Open) -> None:
    chrome = at("")
    click(chrome, "#with-news")
    assert rows(chrome) == ["all-crashed"]


def test_verdicts_can_be_left_out(at: Open) -> None:
    chrome = at("")
    for verdict in set(Verdict) - {Verdict.BROKEN}:
        click(chrome, f"#verdicts [value={verdict}]")
    assert rows(chrome) == ["multipass-1.16", "all-broken"]


def test_a_filtered_view_can_be_shared(at: Open) -> None:
    chrome = at("")
    click(chrome, "#changed")
    click(chrome, "#views [value='1']")
    address = str(asked(chrome, "location.hash"))
    assert rows(at(address)) == ["nfs4", "multipass-1.16"]
    assert asked(chrome, "document.querySelector('[name=view]:checked').value") == "1"


# --- for everybody -------------------------------------------------------------------------


def test_every_cell_and_control_has_a_name(at: Open) -> None:
    chrome = at("#?view=sync")
    nameless = "[...document.querySelectorAll('.grid td')].filter(e => !e.ariaLabel || !e.title)"
    assert asked(chrome, f"{nameless}.length") == 0
    unlabelled = "[...document.querySelectorAll('input')].filter(e => !e.labels.length)"
    assert asked(chrome, f"{unlabelled}.length") == 0
    assert asked(chrome, "document.querySelectorAll('.grid th:not([scope])').length") == 0
    assert asked(chrome, "document.querySelector('.grid caption').innerText.length > 0")


def test_every_verdict_has_a_symbol_of_its_own(at: Open) -> None:
    chrome = at("")
    symbols = "new Set([...document.querySelectorAll('.grid td')].map(e => e.innerText)).size"
    assert asked(chrome, symbols) == len(Verdict)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(at: Open, scheme: str) -> None:
    chrome = at("")
    feature = {"name": "prefers-color-scheme", "value": scheme}
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    colours = {
        verdict: asked(chrome, _COLOURS.format(f".grid .v-{verdict}")) for verdict in Verdict
    }
    colours |= {name: asked(chrome, _COLOURS.format(name)) for name in ("body", "main .note")}
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    weak = {name: ratio for name, pair in colours.items() if (ratio := contrast(pair)) < 4.5}
    assert weak == {}


_COLOURS = """(() => {{
  const style = getComputedStyle(document.querySelector('{}'));
  const paper = getComputedStyle(document.body).backgroundColor;
  const behind = style.backgroundColor === 'rgba(0, 0, 0, 0)' ? paper : style.backgroundColor;
  return [style.color, behind];
}})()"""


def contrast(pair: object) -> float:
    """The contrast of two colours, as WCAG 2 computes it."""
    assert isinstance(pair, list)
    lights = sorted(map(_light, pair))
    return round((lights[1] + 0.05) / (lights[0] + 0.05), 2)


def _light(colour: str) -> float:
    shares = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("place", ["", STORY])
def test_nothing_is_wider_than_the_window(at: Open, place: str, width: int) -> None:
    chrome = at(place)
    resize(chrome, width)
    for each in ("document.documentElement", "document.querySelector('dialog')"):
        assert asked(chrome, f"{each}.scrollWidth - {each}.clientWidth") == 0
