"""The pytest plugin: a marker that runs `uv venv` on odd filesystems; its fixtures lie beside it.

Only this, `settings`, `fixtures` and `fakes` import pytest. Everything heavier is imported when the
first test asks for it, so that a run without such tests pays for nothing, and `pytest --help` works
without libfuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

import pytest

from pytest_fusevenv import hooks
from pytest_fusevenv.fixtures import stage_key
from pytest_fusevenv.settings import profiles_asked_for, resolved, seed, setting, shard
from pytest_fusevenv.worlds import FAKED

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytest_fusevenv.marks import Case

pytest_plugins = ["pytest_fusevenv.fakes", "pytest_fusevenv.fixtures"]

MARKER = "fusevenv"
MARKER_HELP = (
    f"{MARKER}(*profiles, uv=None, python=None, args=(), commands=None, verdict='works', "
    "world='mount'): run `uv venv` (or `commands`) on a mount of each filesystem profile (all that "
    "are shipped, if none is named) and fail unless the verdict is the expected one; with "
    "world='fake', run just the test, over pyfakefs."
)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Announce the hooks of this plugin."""
    pluginmanager.add_hookspecs(hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, and their twins for the ini-file."""
    add = parser.getgroup("fusevenv", "virtual environments on odd filesystems").addoption
    profile_help = "run only on this profile (a name or a TOML file); may be given several times"
    add("--fusevenv-profile", action="append", default=[], metavar="NAME", help=profile_help)
    add("--fusevenv-uv", metavar="SPEC", help="the uv of tests that name none: version or path")
    add("--fusevenv-shard", metavar="K/N", help="run the K-th of N parts of the tests: 2/5")
    add("--fusevenv-seed", metavar="N", help="what decides the faults that come by chance [0]")
    for name, help_text in (
        ("require", "fail, instead of skipping, where this machine cannot mount or has no uv"),
        ("keep", "keep every test's directories (backing, trace), and say where they are"),
    ):
        add(f"--fusevenv-{name}", action="store_true", help=help_text)
        parser.addini(f"fusevenv_{name}", f"like --fusevenv-{name}", type="bool", default=False)
    parser.addini("fusevenv_seed", "like --fusevenv-seed", default="")
    parser.addini("fusevenv_uv", "like --fusevenv-uv", default="")
    named_help = "the profiles of tests that name none"
    parser.addini("fusevenv_profile", named_help, type="args", default=[])
    parser.addini("fusevenv_profile_files", "TOML files of more profiles", type="paths", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", MARKER_HELP)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse options that cannot be meant, before anything is collected."""
    from pytest_fusevenv.engine import Engine

    try:
        Engine.chosen()
        seed(session.config)
        shard(session.config)
        profiles_asked_for(session.config)
    except (ValueError, LookupError) as error:
        raise pytest.UsageError(str(error)) from None


def pytest_report_header(config: pytest.Config) -> str:
    """One line: what serves and makes the mounts, and which uv runs."""
    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.summary import header

    return header(Engine.chosen(), setting(config, "uv"), seed(config))


# --- the marker --------------------------------------------------------------------------------


def _marks(node: pytest.Item) -> list[pytest.Mark]:
    """The function's own markers; where it has none, the nearest of its class or module."""
    own = [mark for mark in node.own_markers if mark.name == MARKER]
    nearest = node.get_closest_marker(MARKER)
    return own or ([nearest] if nearest else [])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a marked test once for each filesystem (and uv) it names."""
    node = metafunc.definition
    marks = _marks(node)
    try:
        wanted = [case for mark in marks for case in _cases(node, mark)]
        if marks or FAKED in metafunc.fixturenames:
            from pytest_fusevenv.marks import refuse_both_worlds

            refuse_both_worlds(metafunc.fixturenames, wanted)
        if marks:
            _parametrize(metafunc, wanted)
        elif "fusevenv_profile" in metafunc.fixturenames and not _by_hand(node):
            profiles = profiles_asked_for(metafunc.config)
            names = [profile.name for profile in profiles]
            if profiles:
                metafunc.parametrize("fusevenv_profile", profiles, indirect=True, ids=names)
    except (ValueError, LookupError) as error:
        where = f"{node.nodeid}: @pytest.mark.{MARKER}" if marks else node.nodeid
        raise pytest.Collector.CollectError(f"{where}: {error}") from None


def _by_hand(node: pytest.Item) -> bool:
    """Whether a test parametrizes the profile by itself."""
    marks = node.iter_markers("parametrize")
    return any("fusevenv_profile" in mark.args[0] for mark in marks if mark.args)


def _parametrize(metafunc: pytest.Metafunc, cases: list[Case]) -> None:
    from pytest_fusevenv.marks import ids

    names = ("fusevenv_profile", "_fusevenv_case")
    metafunc.fixturenames.extend(name for name in names if name not in metafunc.fixturenames)
    values = [(case.profile, case) for case in cases]
    metafunc.parametrize(names, values, indirect=True, ids=ids(cases))


def _cases(node: pytest.Item, mark: pytest.Mark) -> list[Case]:
    from pytest_fusevenv.catalogue import shipped
    from pytest_fusevenv.marks import cases

    if mark.args:
        profiles = [resolved(node.config, wanted, node) for wanted in mark.args]
    else:
        profiles = profiles_asked_for(node.config) or list(shipped().values())
    return cases(profiles, mark.kwargs)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let a marked test use the fixture, whether its signature names it or not."""
    if _is_parametrized(item) and _marks(item):
        wanted = FAKED if _is_fake(item) else MARKER
        if wanted not in item.fixturenames:
            item.fixturenames.append(wanted)


def _is_fake(item: pytest.Function) -> bool:
    return bool(getattr(item.callspec.params.get("_fusevenv_case"), "is_fake", False))


def _is_parametrized(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Whether pytest asked for its parameters: it does not ask for those of a unittest."""
    return isinstance(item, pytest.Function) and hasattr(item, "callspec")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what runs on other profiles than the option names, and the other shards' tests."""
    if config.getoption("fusevenv_profile"):
        names = {None, *(profile.name for profile in profiles_asked_for(config))}
        _keep(config, items, [item for item in items if _runs_on(item) in names])
    if part := shard(config):
        number, parts = part
        in_order = sorted(items, key=lambda item: item.nodeid)  # whatever shuffles them
        mine = set(in_order[number - 1 :: parts])
        _keep(config, items, [item for item in items if item in mine])


def _keep(config: pytest.Config, items: list[pytest.Item], kept: list[pytest.Item]) -> None:
    """Deselect all but some tests."""
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


def _runs_on(item: pytest.Item) -> str | None:
    profile = item.callspec.params.get("fusevenv_profile") if _is_parametrized(item) else None
    return getattr(profile, "name", None)


# --- the test, and what is said of it ----------------------------------------------------------


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail, before its body, a test whose verdict is not the expected one."""
    stage = item.stash.get(stage_key, None)
    if stage and stage.played and (mismatch := stage.played.mismatch):
        pytest.fail(mismatch, pytrace=False)
    ran = _is_parametrized(item) and (_is_fake(item) or (stage and stage.played))
    if _marks(item) and not ran:
        why = "a unittest takes no parameters; an overridden `fusevenv` must ask for the old one"
        pytest.fail(f"@pytest.mark.{MARKER} ran nothing here: {why}", pytrace=False)
    answer = yield
    if stage and (said := stage.complaints()):
        pytest.fail(f"fusevenv: {said}", pytrace=False)
    return answer


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Attach the trace to a failure, and at the end what the summary needs."""
    report = yield
    if stage := item.stash.get(stage_key, None):
        if report.failed:
            stage.failed = True
            report.sections.append(("fusevenv trace", stage.traces()))
        if call.when == "teardown":
            vars(report)["fusevenv"] = stage.tally.packed()
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many mounts were made, what was not run and why, and what was kept."""
    reports = [report for several in terminalreporter.stats.values() for report in several]
    if packed := [(it.nodeid, it.fusevenv) for it in reports if hasattr(it, "fusevenv")]:
        from pytest_fusevenv.engine import Engine
        from pytest_fusevenv.summary import lines

        terminalreporter.section("fusevenv")
        for line in lines(packed, Engine.chosen()):
            terminalreporter.line(line)
