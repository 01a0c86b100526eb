"""What cannot be meant is one clear sentence, at collection or before, and never a traceback."""

from __future__ import annotations

import pytest


def told(run: pytest.RunResult, *lines: str) -> None:
    """Assert that these lines, and no traceback, are shown."""
    text = [*run.outlines, *run.errlines]
    run.stdout.no_fnmatch_line("*INTERNALERROR*")
    assert not [line for line in text if "Traceback" in line or "plugin.py" in line]
    pytest.LineMatcher(text).fnmatch_lines(list(lines))


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        ("'sshf-3.7.5'", ["*no profile is called 'sshf-3.7.5'; did you mean*sshfs-3.7.5*"]),
        ("'plain', verdict='brokn'", ["*verdict*brokn*did you mean 'broken'*"]),
        ("'plain', verdit='broken'", ["*argument*verdit*did you mean 'verdict'*"]),
        ("'plain', commands=[3]", ["*commands*int*"]),
        ("'plain', commands=[]", ["*empty*commands*would test nothing*"]),
        ("'plain', commands='uv venv', args='-q'", ["*`args`*write them into the `commands`*"]),
        ("'plain', commands=[\"uv venv 'x\"]", ["*is no command: no closing quotation*"]),
        ("'./missing.toml'", ["*missing.toml cannot be read: No such file*"]),
        ("42", ["*42 is not a profile*"]),
    ],
)
def test_a_marker_that_cannot_be_meant(
    arguments: str, lines: list[str], inner: pytest.Pytester
) -> None:
    inner.makepyfile(f"import pytest\n@pytest.mark.fusevenv({arguments})\ndef test_it(): pass")
    run = inner.runpytest_inprocess()
    assert run.ret == pytest.ExitCode.INTERRUPTED
    run.assert_outcomes(errors=1)
    told(run, *lines)


def test_xdist_tells_of_a_mistake_like_pytest(inner: pytest.Pytester) -> None:
    inner.makepyfile("import pytest\n@pytest.mark.fusevenv('plan')\ndef test_it(): pass")
    run = inner.runpytest_subprocess("-n", "1")
    run.assert_outcomes(errors=1)
    told(run, "*no profile is called 'plan'*")


def test_a_mistake_names_the_test_it_was_made_in(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        test_one="import pytest\n@pytest.mark.fusevenv('plaid')\ndef test_it(): pass",
    )
    told(inner.runpytest_inprocess(), "*test_one.py::test_it: @pytest.mark.fusevenv: no profile*")


def test_an_option_with_a_wrong_profile(inner: pytest.Pytester) -> None:
    run = inner.runpytest_inprocess("--fusevenv-profile", "multipas")
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    told(run, "ERROR: no profile is called 'multipas'; did you mean*multipass*")


def test_an_ini_file_with_a_wrong_profile(inner: pytest.Pytester) -> None:
    inner.makeini("[pytest]\nfusevenv_profile = plan")
    run = inner.runpytest_inprocess()
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    told(run, "ERROR: no profile is called 'plan'; did you mean plain*")


def test_an_ini_file_with_a_wrong_toml_file(inner: pytest.Pytester) -> None:
    inner.makefile(".toml", mine="name = 'mine'\ntitle = 'mine'\nquirks = [{verb = 'Refues'}]")
    inner.makeini("[pytest]\nfusevenv_profile_files = mine.toml\nfusevenv_profile = plain")
    run = inner.runpytest_inprocess()
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    told(run, "ERROR: *mine.toml: quirks?0?*Refues*Refuse*")


def test_a_hook_that_gives_no_profiles(inner: pytest.Pytester) -> None:
    inner.makeconftest("def pytest_fusevenv_profiles(): return ['plain']")
    run = inner.runpytest_inprocess("--fusevenv-profile", "plain")
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    told(run, "ERROR: the hook pytest_fusevenv_profiles gives 'plain', which is not a Profile")


def test_an_engine_that_does_not_exist(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUSEVENV_ENGINE", "nofusepy")
    run = inner.runpytest_inprocess()
    assert run.ret == pytest.ExitCode.USAGE_ERROR
    told(run, "ERROR: FUSEVENV_ENGINE=nofusepy: no such engine*mfusepy or fusepy")


def test_a_uv_that_is_none_fails_the_test(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(
        "import pytest\n@pytest.mark.fusevenv('plain', uv='/bin/true')\ndef test_it(): pass"
    )
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(errors=1)
    told(run, "*/bin/true is no uv*")


def test_a_command_that_nobody_has_fails_the_test_and_is_no_verdict(
    mounting: pytest.Pytester,
) -> None:
    mounting.makepyfile(
        """
        import pytest

        @pytest.mark.fusevenv("plain", commands="nosuchcommand x", verdict="refused")
        def test_it(): pass
        """
    )
    told = mounting.runpytest_subprocess()
    told.assert_outcomes(errors=1)
    told.stdout.fnmatch_lines(["*no program on PATH is called 'nosuchcommand'*"])


def test_a_name_that_no_profile_has_fails_the_test_in_one_sentence(
    mounting: pytest.Pytester,
) -> None:
    mounting.makepyfile("def test_it(fusevenv_factory): fusevenv_factory('plane')")
    told = mounting.runpytest_subprocess()
    told.assert_outcomes(failed=1)
    told.stdout.fnmatch_lines(["fusevenv: no profile is called 'plane'; did you mean plain?*"])
    assert "Traceback" not in told.stdout.str()
    assert "catalogue" not in told.stdout.str()


def test_a_server_that_breaks_down_fails_the_test(mounting: pytest.Pytester) -> None:
    mounting.makepyfile("""
        from pytest_fusevenv.hosts import HostPath, HostWorld

        def test_it(fusevenv_factory):
            inside = HostPath("/export/missing")
            fusevenv_factory("multipass", world=HostWorld(source="/export", paths=(inside,)))
    """)
    run = mounting.runpytest_inprocess()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(["fusevenv: ?server-failed? *missing*"])
