"""The hooks that the pytest plugin calls. A conftest.py or another plugin answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_fusevenv.profiles import Profile


def pytest_fusevenv_profiles(config: object) -> Iterable[Profile]:  # type: ignore[empty-body]
    """Give more profiles, which tests can then name."""
