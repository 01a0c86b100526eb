"""The fixtures: each of use by itself, and each open to be overridden."""

from __future__ import annotations

import pytest

PROFILE = """
    from pytest_fusevenv.calls import Op
    from pytest_fusevenv.profiles import Profile
    from pytest_fusevenv.quirks import Errno, Refuse

    MINE = Profile(
        name="mine",
        title="no directories",
        quirks=(Refuse(Op.MKDIR, Errno.EROFS, because="it has no directories"),),
    )
"""


def passes(mounting: pytest.Pytester, source: str, *flags: str, number: int = 1) -> None:
    mounting.makepyfile(source)
    mounting.runpytest_inprocess("-W", "error", *flags).assert_outcomes(passed=number)


def test_the_mount_is_a_directory_over_the_backing(mounting: pytest.Pytester) -> None:
    passes(
        mounting,
        """
        import os

        def test_it(fusevenv_mount, fusevenv_backing, fusevenv_profile):
            (fusevenv_mount / "file").write_text("text")
            assert (fusevenv_backing / "file").read_text() == "text"
            assert os.path.ismount(fusevenv_mount)
            assert fusevenv_profile.name == "plain"
        """,
    )


def test_the_marker_chooses_the_filesystem_of_the_mount(mounting: pytest.Pytester) -> None:
    passes(
        mounting,
        """
        import errno
        import os
        import pytest

        @pytest.mark.fusevenv("sshfs-3.7.6", commands=["true"])
        def test_it(fusevenv_mount):
            os.symlink("/etc/passwd", fusevenv_mount / "link")
            with pytest.raises(PermissionError):
                os.readlink(fusevenv_mount / "link")
        """,
    )


def test_the_factory_makes_several_mounts(mounting: pytest.Pytester) -> None:
    passes(
        mounting,
        """
        def test_it(fusevenv_factory, tmp_path):
            (tmp_path / "shared").mkdir()
            one = fusevenv_factory("plain", backing=tmp_path / "shared")
            other = fusevenv_factory("sshfs", backing=tmp_path / "shared")
            (one.path / "file").write_text("text")
            assert (other.path / "file").read_text() == "text"
            assert other.profile.name == "sshfs-3.7.6"
        """,
    )


def test_the_factorys_mounts_may_be_closed_early(mounting: pytest.Pytester) -> None:
    passes(
        mounting,
        """
        import os

        def test_it(fusevenv_factory):
            with fusevenv_factory("plain") as mount:
                assert os.path.ismount(mount.path)
            assert not os.path.ismount(mount.path)
        """,
    )


def test_a_bad_directory_is_the_tests_own_error(mounting: pytest.Pytester) -> None:
    passes(
        mounting,
        """
        import pytest
        from pytest_fusevenv.mount import BadDirectory

        def test_it(fusevenv_factory, tmp_path):
            with pytest.raises(BadDirectory, match="inside one another"):
                fusevenv_factory("plain", backing=tmp_path, at=tmp_path)
        """,
    )


def test_the_environment_has_a_story_to_tell(mounting: pytest.Pytester) -> None:
    passes(
        mounting,
        """
        import errno
        import pytest

        @pytest.mark.fusevenv(
            "sshfs-3.7.6", commands=["ln -s /nowhere link", "readlink link"], verdict="refused"
        )
        def test_it(fusevenv, fusevenv_mount):
            assert fusevenv.mount.path == fusevenv_mount == fusevenv.path.parent
            assert fusevenv.profile.name == "sshfs-3.7.6"
            assert fusevenv.verdict == "refused"
            assert fusevenv.cause.path == "/link"
            assert fusevenv.cause.errno == errno.EPERM
            assert "absolute" in fusevenv.cause.because
            assert str(fusevenv.cause) == "readlink /link -> EPERM"
            assert fusevenv.trace.causes[0].call.op == "readlink"
            assert fusevenv.story.verdict == fusevenv.verdict
        """,
    )


def test_without_a_marker_the_environment_is_made_on_a_plain_filesystem(
    mounting: pytest.Pytester,
) -> None:
    passes(
        mounting,
        """
        def test_it(fusevenv):
            assert fusevenv.profile.name == "plain"
            prefix = fusevenv.python("-c", "import sys; print(sys.prefix)").stdout.strip()
            assert prefix == str(fusevenv.path)
        """,
    )


def test_the_profile_may_be_overridden(mounting: pytest.Pytester) -> None:
    mounting.makeconftest(
        PROFILE
        + """
    import pytest

    @pytest.fixture
    def fusevenv_profile():
        return MINE
    """
    )
    passes(
        mounting,
        """
        import pytest

        def test_it(fusevenv_mount):
            with pytest.raises(OSError, match="Read-only"):
                (fusevenv_mount / "directory").mkdir()
        """,
    )


def test_the_mount_may_be_overridden_with_one_that_is_filled(mounting: pytest.Pytester) -> None:
    mounting.makeconftest("""
        import pytest

        @pytest.fixture
        def fusevenv_mount(fusevenv_mount):
            (fusevenv_mount / "before").write_text("text")
            return fusevenv_mount
    """)
    passes(
        mounting,
        """
        import pytest

        @pytest.mark.fusevenv("plain", commands=["cat before"])
        def test_it(fusevenv):
            assert fusevenv.story.runs[0].stdout == "text"
        """,
    )


def test_the_backing_may_be_overridden(mounting: pytest.Pytester) -> None:
    mounting.makeconftest("""
        import pytest

        @pytest.fixture
        def fusevenv_backing(tmp_path):
            (tmp_path / "mine").mkdir()
            return tmp_path / "mine"
    """)
    passes(
        mounting,
        """
        def test_it(fusevenv_mount, tmp_path):
            (fusevenv_mount / "file").write_text("text")
            assert (tmp_path / "mine" / "file").exists()
        """,
    )


def test_the_profile_may_be_parametrized_by_hand(mounting: pytest.Pytester) -> None:
    passes(
        mounting,
        """
        import pytest

        @pytest.mark.parametrize("fusevenv_profile", ["plain", "sshfs-3.7.5"], indirect=True)
        def test_it(fusevenv_mount, fusevenv_profile, request):
            assert fusevenv_profile.name in request.node.name
        """,
        number=2,
    )


@pytest.mark.parametrize("place", ["marker", "object", "ini", "hook", "near hook"])
def test_profiles_of_ones_own(place: str, mounting: pytest.Pytester) -> None:
    mounting.makepyfile(own=PROFILE)
    mounting.makefile(
        ".toml",
        mine="""
        name = "mine"
        title = "no directories"
        [[quirks]]
        verb = "Refuse"
        ops = "mkdir"
        errno = "EROFS"
        because = "it has no directories"
        """,
    )
    if place == "ini":
        mounting.makeini("[pytest]\nfusevenv_profile_files = mine.toml")
    near = mounting.mkpydir("near") if place == "near hook" else mounting.path
    if "hook" in place:
        (near / "conftest.py").write_text(
            "def pytest_fusevenv_profiles():\n    from own import MINE\n    return [MINE]\n"
        )
    wanted = {"marker": "'mine.toml'", "object": "MINE"}.get(place, "'mine'")
    (near / "test_own.py").write_text(
        "import pytest\n"
        "from own import MINE\n"
        f"@pytest.mark.fusevenv({wanted}, commands=['mkdir directory'], verdict='refused')\n"
        "def test_it(fusevenv): assert fusevenv.cause.because == 'it has no directories'\n"
    )
    mounting.syspathinsert()
    run = mounting.runpytest_inprocess("-v")
    run.assert_outcomes(passed=1)
    run.stdout.fnmatch_lines(["*test_it?mine?*"])


def test_profiles_of_an_installed_package(
    mounting: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounting.makepyfile(own=PROFILE)
    (mounting.mkdir("own-1.dist-info") / "entry_points.txt").write_text(
        "[pytest_fusevenv.profiles]\nmine = own:MINE\n"
    )
    (mounting.path / "own-1.dist-info" / "METADATA").write_text("Name: own\nVersion: 1\n")
    mounting.makepyfile("""
        import pytest

        @pytest.mark.fusevenv("mine", commands=["mkdir directory"], verdict="refused")
        def test_it(): pass
    """)
    monkeypatch.setenv("PYTHONPATH", str(mounting.path))
    mounting.runpytest_subprocess().assert_outcomes(passed=1)
