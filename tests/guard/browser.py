"""A real browser without a window, for what a page shows and does."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Chrome]:
    """A browser; where there is none, the test is skipped, or fails if mounts are required."""
    binary = next(filter(None, map(shutil.which, _BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not (binary and driver and importlib.util.find_spec("selenium")):
        _decline(pytestconfig, "[no-browser] it takes chromium, chromium-driver and selenium")
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(binary)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as directory:
        for option in (*_OPTIONS, f"--user-data-dir={directory}"):
            options.add_argument(option)
        chrome = Chrome(options, Service(driver))
        yield chrome
        chrome.quit()


def _decline(config: pytest.Config, why: str) -> None:
    if config.getoption("fusevenv_require") or config.getini("fusevenv_require"):
        pytest.fail(f"fusevenv: {why}", pytrace=False)
    pytest.skip(f"fusevenv: {why}")
