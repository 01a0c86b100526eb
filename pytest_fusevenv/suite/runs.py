"""A run of the suite: pytest in this process, with the orders, quiet unless asked to talk."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_fusevenv.guard.turns import Orders

_SCRATCH = re.compile(r"/\S*/fusevenv-act-\w+\S*")
INI = Path(__file__).with_name("pytest.ini")


class Run(msgspec.Struct):
    """How a run of pytest ended: its exit code, what went wrong, and what could not be played.

    `errors` are none of a cell's. `declined` says why cells were not played, and of how many.
    """

    code: int = 0
    errors: list[str] = []
    declined: Counter[str] = Counter()


class _Listener:
    """A plugin that hands on how far a run is and, where nobody else does, what goes wrong."""

    def __init__(self, total: Callable[[int], None], done: Callable[[], None]) -> None:
        self._total = total
        self._done = done
        self.run = Run()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self._total(len(items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        was_played = dict(report.user_properties).get("verdict")
        if report.skipped and isinstance(report.longrepr, tuple):
            why = report.longrepr[2].removeprefix("Skipped: fusevenv: ")
            self.run.declined[_SCRATCH.sub("…", why)] += 1
        elif report.failed and not was_played:
            self.run.errors.append(report.longreprtext)
        if report.when == "teardown":
            self._done()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.run.errors.append(report.longreprtext)


class _Quiet:
    """A plugin that takes pytest's own words away: the command line has others."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        if reporter := config.pluginmanager.getplugin("terminalreporter"):
            config.pluginmanager.unregister(reporter)


def run(
    orders: Orders,
    more: Sequence[str],
    *,
    total: Callable[[int], None],
    done: Callable[[], None],
    aloud: bool,
) -> Run:
    """Run the suite; how that ended.

    `more` are pytest's own options. `total` hears how many cells there are, `done` of each that is
    finished. `aloud` lets pytest talk.
    """
    listener = _Listener(total, done)
    session = Path(orders.journal, orders.session)
    file = session / "orders.json"
    orders.save(file)
    arguments = [
        *("-c", str(INI), "--rootdir", str(Path.cwd()), "--assert=plain"),
        *("-o", f"cache_dir={session.parent.parent / 'last' / session.parent.name}"),
        *("--basetemp", str(session / "pytest")),
        *("-p", "no:randomly", "-p", "pytest_fusevenv.suite.plugin"),
        *("--pyargs", "pytest_fusevenv.suite", "--fusevenv-guard", str(file)),
        *more,
    ]
    plugins = [listener] if aloud else [listener, _Quiet()]
    listener.run.code = int(pytest.main(arguments, plugins=plugins))
    return listener.run
