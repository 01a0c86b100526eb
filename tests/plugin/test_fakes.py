"""The fixture of the in-process world, and the marker that asks for it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

TESTS = """
    import os, pytest

    @pytest.mark.fusevenv("multipass-1.16", "sshfs-3.7.6", world="fake")
    def test_marked(fusevenv_fake):
        os.symlink("/nowhere", fusevenv_fake.path / "link")
        with pytest.raises(PermissionError):
            os.readlink(fusevenv_fake.path / "link")
        assert [cause.call.op for cause in fusevenv_fake.trace.causes] == ["readlink"]

    def test_unmarked(fusevenv_fake):
        (fusevenv_fake.path / "file").write_text("text")
        assert (fusevenv_fake.backing / "file").read_text() == "text"
"""


def test_the_marker_and_the_fixture_need_no_fuse(
    inner: pytest.Pytester, without_fuse: Callable[..., pytest.RunResult]
) -> None:
    inner.makepyfile(TESTS)
    run = without_fuse(sys.executable, "-m", "pytest", "-W", "error", "-v")
    run.assert_outcomes(passed=3)
    run.stdout.fnmatch_lines_random(
        ["*::test_marked?multipass-1.16-fake?*", "*::test_marked?sshfs-3.7.6-fake?*"]
    )


def test_the_option_chooses_the_profile(inner: pytest.Pytester) -> None:
    inner.makepyfile("def test_it(fusevenv_fake): print(fusevenv_fake.profile.name)")
    run = inner.runpytest("-s", "--fusevenv-profile=sshfs-3.7.5")
    run.stdout.fnmatch_lines(["*sshfs-3.7.5*"])


def test_it_composes_with_the_users_own_fake_filesystem(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import pytest

        @pytest.mark.fusevenv("sshfs-3.7.6", world="fake")
        def test_it(fs, fusevenv_fake):
            assert fusevenv_fake.fs is fs
            fs.create_file("/etc/config", contents="x")
            (fusevenv_fake.path / "link").symlink_to("/etc/config")
            with pytest.raises(PermissionError):
                (fusevenv_fake.path / "link").read_text()
        """
    )
    inner.runpytest().assert_outcomes(passed=1)


def test_a_profile_file_is_read_from_the_real_disk(inner: pytest.Pytester) -> None:
    inner.makefile(".toml", mine='name = "mine"\ntitle = "made here"\nquirks = []\n')
    inner.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("fusevenv_profile", ["./mine.toml"], indirect=True)
        def test_it(fs, fusevenv_fake):
            assert fusevenv_fake.profile.name == "mine"
        """
    )
    inner.runpytest().assert_outcomes(passed=1)


def test_a_failure_shows_what_was_refused(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import pytest

        @pytest.mark.fusevenv("multipass-1.16", world="fake")
        def test_it(fusevenv_fake):
            (fusevenv_fake.path / "link").symlink_to("/nowhere")
            (fusevenv_fake.path / "link").read_text()
        """
    )
    run = inner.runpytest()
    run.assert_outcomes(failed=1)
    run.stdout.fnmatch_lines(
        ["*fusevenv trace*", "*readlink /link -> EACCES*", "*the server follows the link*"]
    )


@pytest.mark.parametrize(
    ("arguments", "fixture", "message"),
    [
        ('uv="0.8.13", ', "fusevenv_fake", "*`uv` is for what uv does in a mount*"),
        ("", "fusevenv", "*`fusevenv` is of a mount, and world='fake' makes none*"),
        ("", "fusevenv_mount", "*`fusevenv_mount` is of a mount*ask for `fusevenv_fake`*"),
    ],
)
def test_what_uv_does_can_not_be_asked_of_a_fake(
    inner: pytest.Pytester, arguments: str, fixture: str, message: str
) -> None:
    inner.makepyfile(
        f"""
        import pytest

        @pytest.mark.fusevenv("plain", {arguments}world="fake")
        def test_it({fixture}): pass
        """
    )
    run = inner.runpytest()
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines([message])
    run.stdout.no_fnmatch_line("*Traceback*")


@pytest.mark.parametrize(
    ("mark", "fixtures", "message"),
    [
        ("", "fusevenv_fake, fusevenv_mount", "*test_it: `fusevenv_fake` hides*`fusevenv_mount`*"),
        ("", "fusevenv, fusevenv_fake", "*one world: leave one of them out*"),
        ('@pytest.mark.fusevenv("plain")', "fusevenv_fake", "*mark the test with world='fake'*"),
    ],
)
def test_one_test_meets_one_world(
    inner: pytest.Pytester, mark: str, fixtures: str, message: str
) -> None:
    inner.makepyfile(f"import pytest\n{mark}\ndef test_it({fixtures}): pass")
    run = inner.runpytest()
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines([message])


def test_a_mount_beside_pyfakefs_fails_one_test_and_not_the_run(mounting: pytest.Pytester) -> None:
    mounting.makepyfile(
        """
        def test_hidden(fusevenv_mount, fs): assert not fusevenv_mount.exists(), "seen"; 1 / 0
        def test_unconcerned(): pass
        """
    )
    run = mounting.runpytest_subprocess("-p", "no:randomly")
    run.assert_outcomes(failed=1, passed=1)
    run.stdout.fnmatch_lines(["*ZeroDivisionError*", "*plain on *: the trace cannot be read: *"])


def test_a_failure_before_the_test_shows_what_was_refused(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import pytest

        @pytest.fixture
        def project(fusevenv_fake):
            (fusevenv_fake.path / "link").symlink_to("/nowhere")
            (fusevenv_fake.path / "link").read_text()

        @pytest.mark.fusevenv("multipass-1.16", world="fake")
        def test_it(project): pass
        """
    )
    run = inner.runpytest()
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["*fusevenv trace*", "*readlink /link -> EACCES*"])


def test_a_disk_that_several_tests_share_is_left_clean(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("turn", [1, 2])
        def test_it(fs_module, fusevenv_fake, turn):
            assert list(fusevenv_fake.path.iterdir()) == []
            (fusevenv_fake.path / "file").touch()
        """
    )
    inner.runpytest().assert_outcomes(passed=2)


def test_a_world_that_is_none_is_told_with_those_that_are(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        'import pytest\n@pytest.mark.fusevenv("plain", world="fak")\ndef test_it(): pass'
    )
    run = inner.runpytest()
    run.stdout.fnmatch_lines(["*no world is called 'fak'; did you mean 'fake'?*mount, fake*"])


def test_nobody_else_loads_this_world(inner: pytest.Pytester) -> None:
    inner.makepyfile(
        """
        import sys

        def test_it(fusevenv_profile):
            print([name for name in sys.modules if name.startswith("pytest_fusevenv.fake.")])
        """
    )
    run = inner.runpytest_subprocess("-s")
    run.assert_outcomes(passed=1)
    run.stdout.fnmatch_lines(["*[[]]*"])


def test_a_fake_that_would_be_plain_is_not_served(inner: pytest.Pytester) -> None:
    inner.makepyfile("def test_it(fusevenv_fake): pass")
    inner.runpytest("--fusevenv-profile=lustre-noflock").assert_outcomes(skipped=1)
    run = inner.runpytest("--fusevenv-profile=lustre-noflock", "--fusevenv-require")
    run.assert_outcomes(errors=1)
    run.stdout.fnmatch_lines(["*[[]fake-lacks[]]*Refuse flock (pyfakefs has no locks)*"])
