import errno

from pytest_fusevenv.calls import Call, Caller, Op
from pytest_fusevenv.catalogue import find
from pytest_fusevenv.causes import explaining
from pytest_fusevenv.complaints import complaint
from pytest_fusevenv.explain import tell, tell_ruling, tell_rulings
from pytest_fusevenv.imitations import Ruling
from pytest_fusevenv.profiles import Profile
from pytest_fusevenv.quirks import Errno, Refuse
from pytest_fusevenv.scenarios import Story, Verdict
from pytest_fusevenv.venvs import Ran
from tests.stories import played, refusals

ISSUE = "https://github.com/astral-sh/uv/issues/15528"
QUIRK = Refuse((Op.READLINK, Op.RENAME), Errno.EACCES, because="the server is in a bad mood")
ODD = Profile("odd", "an odd one", (QUIRK,), sources=("https://example.org/docs", ISSUE))


UV = Caller(7, 0, 0, "uv")


def refused(
    op: Op = Op.READLINK,
    path: str = "/a",
    other: str | None = None,
    caller: Caller = UV,
    number: int = errno.EACCES,
) -> Ruling:
    return Ruling(Call(op, path, other, caller=caller), None, number, QUIRK)


def ran(returncode: int | None, stderr: str = "", argv: tuple[str, ...] = ("uv", "venv")) -> Ran:
    return Ran(argv, "/mnt", returncode, "", stderr)


def story(
    verdict: Verdict, *runs: Ran, cause: Ruling | None = None, again: Ran | None = None
) -> str:
    told = Story("odd", "uv@1.2", runs, (), verdict, cause, 2, 40, "/t.jsonl", again)
    return tell(told)


def test_a_broken_environment_is_told_in_four_parts() -> None:
    told = played("multipass-1.16")
    assert told.cause is not None
    caller = told.cause.call.caller
    assert told.cause.quirk is not None
    hint = f"1 of {told.calls} calls was refused; full trace: {told.trace}"
    assert tell(told).splitlines() == [
        "error: the interpreter does not start: .venv/bin/python: Permission denied",
        f"cause: readlink /.venv/bin/python -> EACCES ({caller.command}, pid {caller.pid})",
        f"       {told.cause.quirk.because}  [multipass-1.16]",
        f"       {ISSUE}",
        f"hint:  `uv venv` itself exited 0; {hint}",
    ]


def test_an_environment_that_works_is_told_in_a_line() -> None:
    told = tell(played("plain"))
    assert told.startswith("`uv venv` works on plain: 15 checks are right; 0 of ")
    assert "\n" not in told


def test_a_refusal_is_told_with_the_tools_own_reason() -> None:
    told = story(Verdict.REFUSED, ran(2, "error: no\n  Caused by: really not\n"), cause=refused())
    assert told.splitlines() == [
        "error: `uv venv` failed: really not",
        "cause: readlink /a -> EACCES (uv, pid 7)",
        "       the server is in a bad mood  [odd]",
        "hint:  `uv venv` exited 2; 2 of 40 calls were refused; full trace: /t.jsonl",
    ]


def test_what_is_in_the_way_of_the_next_run_is_told() -> None:
    told = story(Verdict.DIRTY, ran(2, "error: no"), again=ran(2, "error: `.venv` exists"))
    assert "error: `uv venv` failed: no\n       and left what stops it: `.venv` exists\n" in told


def test_a_command_that_hung_is_told() -> None:
    told = story(Verdict.HUNG, ran(None))
    assert told.startswith("error: `uv venv` did not end, and was killed\n")
    assert "hint:  `uv venv` was killed; " in told


def test_a_command_that_crashed_is_told_with_its_signal() -> None:
    told = story(Verdict.CRASHED, ran(-11, argv=("sh", "-c", "a b")))
    assert told.startswith("error: `sh -c 'a b'` crashed: it said nothing\n")
    assert "died of signal 11;" in told


def test_a_warning_is_told_of_what_works() -> None:
    told = story(Verdict.WORKS_AFTER_WARNING, ran(0, "warning: odd"))
    assert told == "`uv venv` works on odd, after a warning: 2 of 40 calls were refused"


def test_where_no_ruling_explains_it_nothing_is_made_up() -> None:
    assert "cause: no call that the profile refused explains it  [odd]" in story(
        Verdict.REFUSED, ran(2, "error: no")
    )


def test_an_overflow_is_told_as_the_kernels_own_answer() -> None:
    told = story(Verdict.REFUSED, ran(2, "error: Value too large for defined data type"))
    assert "cause: the kernel's own answer: what belongs to nobody (the id -1)" in told


def test_a_ruling_is_told_with_its_reason_and_its_issue() -> None:
    assert tell_ruling(refused(), ODD).splitlines() == [
        "readlink /a -> EACCES (uv, pid 7)",
        "       the server is in a bad mood  [odd]",
        f"       {ISSUE}",
    ]


def test_a_ruling_names_both_paths_and_a_caller_without_a_name() -> None:
    told = tell_ruling(refused(Op.RENAME, "/a", "/b", Caller(7, 0, 0)), ODD)
    assert told.startswith("rename /a to /b -> EACCES (pid 7)\n")


def test_rulings_that_are_alike_are_told_once() -> None:
    told = tell_rulings([refused(), refused(path="/b"), refused(caller=Caller(8, 0, 0))], ODD)
    assert [line.splitlines()[0] for line in told] == [
        "2x readlink /a -> EACCES (uv, pid 7)",
        "1x readlink /b -> EACCES (uv, pid 7)",
    ]


def test_the_rulings_of_a_real_mount_can_be_told() -> None:
    [told] = tell_rulings(refusals("multipass-1.16"), find("multipass-1.16"))
    assert told.startswith("1x readlink /.venv/bin/python -> EACCES (")


def test_a_complaint_is_explained_by_the_ruling_with_its_error_and_path() -> None:
    other = refused(path="/b", number=errno.EPERM)
    wanted = refused(path="/.venv/bin/python")
    causes = [other, refused(path="/c"), wanted]
    assert explaining(causes, "failed on /mnt/.venv/bin/python: Permission denied") is wanted
    assert explaining(causes, "Operation not permitted") is other


def test_a_complaint_about_another_error_is_explained_by_none() -> None:
    assert explaining([refused()], "No space left on device") is None


def test_a_complaint_that_names_no_error_is_explained_by_the_first() -> None:
    first = refused()
    assert explaining([first, refused(path="/b")], "it is wrong") is first


def test_the_complaint_of_a_drawn_error_is_its_last_branch_in_one_line() -> None:
    drawn = "uv::venv\n\n  \u00d7 Failed to create\n  \u2570\u2500\u25b6 failed to\n      link it\n"
    assert complaint(ran(2, drawn)) == "failed to link it"


def test_a_hint_is_no_complaint() -> None:
    assert complaint(ran(2, "error: no\n  cause: never\n\nhint: try --force\n")) == "never"


def test_names_that_are_made_up_at_random_do_not_tell_complaints_apart() -> None:
    assert complaint(ran(2, "error: /x/.tmpAb3: no")) == complaint(ran(2, "error: /x/.tmpZ9: no"))
