"""The pytest plugin: a marker that runs `uv venv` on odd filesystems, and the fixtures behind it.

The only room that imports pytest. Everything heavier is imported when the first test asks for it,
so that a run without such tests pays for nothing, and `pytest --help` works without libfuse.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeGuard

import pytest

from pytest_fusevenv import hooks

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytest_fusevenv.marks import Case
    from pytest_fusevenv.played import FuseVenv
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.stage import Stage
    from pytest_fusevenv.summary import Declined

MARKER = "fusevenv"
MARKER_HELP = (
    f"{MARKER}(*profiles, uv=None, python=None, args=(), commands=None, verdict='works'): "
    "run `uv venv` (or `commands`) on a mount of each filesystem profile (all that are shipped, if "
    "none is named) and fail unless the verdict is the expected one."
)

_stage_key = pytest.StashKey["Stage"]()


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Announce the hooks of this plugin."""
    pluginmanager.add_hookspecs(hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, and their twins for the ini-file."""
    add = parser.getgroup("fusevenv", "virtual environments on odd filesystems").addoption
    profile_help = "run only on this profile (a name or a TOML file); may be given several times"
    add("--fusevenv-profile", action="append", default=[], metavar="NAME", help=profile_help)
    add("--fusevenv-uv", metavar="SPEC", help="the uv of tests that name none: version or path")
    for name, help_text in (
        ("require", "fail, instead of skipping, where this machine cannot mount or has no uv"),
        ("keep", "keep every test's directories (backing, trace), and say where they are"),
    ):
        add(f"--fusevenv-{name}", action="store_true", help=help_text)
        parser.addini(f"fusevenv_{name}", f"like --fusevenv-{name}", type="bool", default=False)
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
        _profiles_asked_for(session.config)
    except (ValueError, LookupError) as error:
        raise pytest.UsageError(str(error)) from None


def pytest_report_header(config: pytest.Config) -> str:
    """One line: what serves and makes the mounts, and which uv runs."""
    from pytest_fusevenv.engine import Engine
    from pytest_fusevenv.summary import header

    return header(Engine.chosen(), _setting(config, "uv"))


def _setting(config: pytest.Config, name: str) -> str:
    """An option or, without it, its twin in the ini-file; empty where neither is given."""
    return str(config.getoption(f"fusevenv_{name}") or config.getini(f"fusevenv_{name}") or "")


# --- which profiles ----------------------------------------------------------------------------


def _resolved(config: pytest.Config, wanted: object, node: pytest.Item | None = None) -> Profile:
    """The profile that is meant by a name or a file: a test's, or else an option's."""
    from pytest_fusevenv.known import gathered, resolve

    hook = node.ihook if node else config.hook
    answers = reversed(hook.pytest_fusevenv_profiles(config=config))  # the nearest comes last
    more = gathered(config.getini("fusevenv_profile_files"), answers)
    return resolve(wanted, more, ([node.path.parent] if node else []) + [config.rootpath])


def _resolved_or_failed(item: pytest.Item, wanted: object) -> Profile:
    """The profile that a running test means; a name that nobody has fails it, in one sentence."""
    try:
        return _resolved(item.config, wanted, item)
    except (ValueError, LookupError) as error:
        pytest.fail(f"fusevenv: {error}", pytrace=False)


def _profiles_asked_for(config: pytest.Config) -> list[Profile]:
    """The profiles of the option or, without it, of the ini-file."""
    names = config.getoption("fusevenv_profile") or config.getini("fusevenv_profile")
    return [_resolved(config, name) for name in names]


# --- the marker --------------------------------------------------------------------------------


def _marks(node: pytest.Item) -> list[pytest.Mark]:
    """The function's own markers; where it has none, the nearest of its class or module."""
    own = [mark for mark in node.own_markers if mark.name == MARKER]
    nearest = node.get_closest_marker(MARKER)
    return own or ([nearest] if nearest else [])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a marked test once for each filesystem (and uv) it names."""
    node = metafunc.definition
    try:
        if marks := _marks(node):
            _parametrize(metafunc, [case for mark in marks for case in _cases(node, mark)])
        elif "fusevenv_profile" in metafunc.fixturenames and not _by_hand(node):
            profiles = _profiles_asked_for(metafunc.config)
            names = [profile.name for profile in profiles]
            if profiles:
                metafunc.parametrize("fusevenv_profile", profiles, indirect=True, ids=names)
    except (ValueError, LookupError) as error:
        message = f"{node.nodeid}: @pytest.mark.{MARKER}: {error}"
        raise pytest.Collector.CollectError(message) from None


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
        profiles = [_resolved(node.config, wanted, node) for wanted in mark.args]
    else:
        profiles = _profiles_asked_for(node.config) or list(shipped().values())
    return cases(profiles, mark.kwargs)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Let a marked test use the fixture, whether its signature names it or not."""
    if _is_parametrized(item) and _marks(item) and MARKER not in item.fixturenames:
        item.fixturenames.append(MARKER)


def _is_parametrized(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Whether pytest asked for its parameters: it does not ask for those of a unittest."""
    return isinstance(item, pytest.Function) and hasattr(item, "callspec")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what runs on other profiles than the option names."""
    if config.getoption("fusevenv_profile"):
        names = {None, *(profile.name for profile in _profiles_asked_for(config))}
        config.hook.pytest_deselected(items=[it for it in items if _runs_on(it) not in names])
        items[:] = [item for item in items if _runs_on(item) in names]


def _runs_on(item: pytest.Item) -> str | None:
    profile = item.callspec.params.get("fusevenv_profile") if _is_parametrized(item) else None
    return getattr(profile, "name", None)


# --- fixtures ----------------------------------------------------------------------------------


@pytest.fixture
def fusevenv_profile(request: pytest.FixtureRequest) -> Profile:
    """The profile of this test: the marker's, or the option's, or `plain`."""
    return _resolved(request.config, getattr(request, "param", "plain"), request.node)


@pytest.fixture
def fusevenv_factory(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Make mounts, called with a profile; they are gone when the test is over."""
    from pytest_fusevenv.stage import Stage

    if "tmp_path" in request.fixturenames:  # it must not go before what is mounted in it
        request.getfixturevalue("tmp_path")
    item = request.node
    stage = item.stash[_stage_key] = Stage(
        tmp_path_factory.mktemp("fusevenv"),
        lambda wanted: _resolved_or_failed(item, wanted),
        lambda why: _decline(item.config, why),
    )
    yield stage
    if matter := stage.close(keep=bool(_setting(item.config, "keep"))):
        pytest.fail(f"fusevenv: {matter}", pytrace=False)


def _decline(config: pytest.Config, why: Declined) -> NoReturn:
    """Skip a test that cannot be run here; where such tests are required, fail it."""
    if why.is_mistake or _setting(config, "require"):
        pytest.fail(str(why), pytrace=False)
    pytest.skip(str(why))


@pytest.fixture
def fusevenv_backing(fusevenv_factory: Stage) -> Path:
    """The plain directory underneath `fusevenv_mount`."""
    return fusevenv_factory.directory_for("backing")


@pytest.fixture
def fusevenv_mount(
    fusevenv_factory: Stage, fusevenv_profile: Profile, fusevenv_backing: Path
) -> Path:
    """Just the mounted directory, for any code."""
    return fusevenv_factory(fusevenv_profile, fusevenv_backing).path


@pytest.fixture
def _fusevenv_case(request: pytest.FixtureRequest, fusevenv_profile: Profile) -> Case:
    """What to run, and the verdict that is right: the marker's, or `uv venv` and "works"."""
    from pytest_fusevenv.marks import Case

    marked: Case | None = getattr(request, "param", None)
    return marked or Case(fusevenv_profile)


@pytest.fixture
def fusevenv(
    request: pytest.FixtureRequest,
    _fusevenv_case: Case,
    fusevenv_factory: Stage,
    fusevenv_mount: Path,
) -> FuseVenv:
    """The environment that `uv venv` made on the mount, with its verdict and the cause of it."""
    from pytest_fusevenv.played import FuseVenv

    uv = fusevenv_factory.uv(_fusevenv_case.uv or _setting(request.config, "uv"))
    mount = fusevenv_factory.holding(fusevenv_mount)
    try:
        made = fusevenv_factory.played = FuseVenv.play(mount, uv, _fusevenv_case)
    except LookupError as error:
        pytest.fail(f"@pytest.mark.{MARKER}: {error}", pytrace=False)
    request.node.user_properties.extend(made.properties)
    return made


# --- the test, and what is said of it ----------------------------------------------------------


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail, before its body, a test whose verdict is not the expected one."""
    stage = item.stash.get(_stage_key, None)
    if stage and stage.played and (mismatch := stage.played.mismatch):
        pytest.fail(mismatch, pytrace=False)
    if _marks(item) and not (_is_parametrized(item) and stage and stage.played):
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
    if stage := item.stash.get(_stage_key, None):
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
