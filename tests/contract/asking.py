"""How a case is asked: an export, a mount over it, and the steps in their order."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Protocol

import pytest

from pytest_fusevenv.calls import Ids
from pytest_fusevenv.engine import Engine
from pytest_fusevenv.mount import Mount, mount, obstacle
from tests.contract.case import Case
from tests.contract.columns import COLUMNS
from tests.contract.host import SRC, Export
from tests.contract.people import IS_ROOT, NEEDS_ROOT, USER, Guests


class Asked(Protocol):
    """People in the guest."""

    def ask(self, who: str, at: Path, question: str) -> str:
        """The answer to one question, asked by somebody in a directory."""


on_each_engine = pytest.mark.parametrize(
    "engine", list(Engine), ids=[engine.value for engine in Engine], indirect=True
)
"""Named last in a test's id, so that the id begins with the case."""

_MODULES = {Engine.MFUSEPY: "mfusepy", Engine.FUSEPY: "fuse"}


def skip_without(engine: Engine) -> None:
    """Skip a test where an engine is not installed, or this machine does not let it mount."""
    if importlib.util.find_spec(_MODULES[engine]) is None:
        pytest.skip(f"fusevenv: [no-engine] {engine.value} is not installed")
    if found := obstacle(engine):
        pytest.skip(f"fusevenv: [{found.code}] {found}")


def parameters(cases: tuple[Case, ...]) -> list[object]:
    """Each case for each column it is asked of, with its marks."""
    return [
        pytest.param(
            case, column, id=f"{case.id}-{COLUMNS[column].name}", marks=_marks(case, column)
        )
        for case in cases
        for column in case.columns
    ]


def parameters_on_each_engine(cases: tuple[Case, ...]) -> list[object]:
    """The same on each engine, with a mount for each.

    What differs by engine is not what differs by column: of the second engine, each answer of a
    case is asked for every time, and a long run asks every column.
    """
    return [
        pytest.param(
            case,
            column,
            engine,
            id=f"{case.id}-{COLUMNS[column].name}-{engine.value}",
            marks=(*_marks(case, column), *_marks_of_engine(case, column, engine)),
        )
        for case in cases
        for column in case.columns
        for engine in Engine
    ]


def _marks_of_engine(case: Case, column: str, engine: Engine) -> list[pytest.MarkDecorator]:
    repeats = engine is Engine.FUSEPY and case.repeats(column, COLUMNS)
    return [pytest.mark.long] if repeats else []


def _marks(case: Case, column: str) -> list[pytest.MarkDecorator]:
    marks = []
    others = any(step.startswith(("root?", "other?")) for step in case.steps)
    if others or column in case.needs_root:
        marks.append(pytest.mark.skipif(not IS_ROOT, reason=NEEDS_ROOT))
    if column in case.beyond:
        marks.append(pytest.mark.xfail(strict=True, reason=case.beyond[column]))
    return marks


def mounted(export: Export, column: str, engine: Engine) -> Mount:
    """A column's profile over an export."""
    return mount(
        COLUMNS[column],
        backing=export.source,
        at=export.mountpoint,
        state=export.state,
        world=export.world,
        guest=USER,
        engine=engine,
    )


def answers(case: Case, column: str, guests: Guests, engine: Engine) -> str:
    """What a column's mount, all to itself, answers to a case, joined by "; "."""
    with Export() as export:
        rest = prepare(case, export)
        with mounted(export, column, engine) as served:
            told = answers_at(rest, export, guests)
        assert served.complaints == ""
    return told


def prepare(case: Case, export: Export) -> tuple[str, ...]:
    """Do what the host user does before anything is mounted; the steps that are left."""
    first = next(n for n, step in enumerate(case.steps) if not step.startswith("H: "))
    for step in case.steps[:first]:
        _on_host(export, step)
    return case.steps[first:]


def answers_at(steps: tuple[str, ...], export: Export, guests: Asked) -> str:
    """What a mount that is there, over an export, answers to steps."""
    told = (_taken(export, guests, step) for step in steps)
    return "; ".join(answer for answer in told if answer is not None).replace(SRC, "SRC")


def _taken(export: Export, guests: Asked, step: str) -> str | None:
    who, _, action = step.partition(": ")
    if who in ("H", "H?"):
        answer = _on_host(export, step)
        return answer if who == "H?" else None
    answer = guests.ask(
        who.rstrip("?").replace("G", ""), export.mountpoint, _spelled(action, export)
    )
    return answer.replace(str(export.guest_only), "GUEST_ONLY") if "?" in who else None


def _spelled(action: str, export: Export) -> str:
    """An action with the words in capitals put into this machine's terms."""
    terms = {
        "SRC": SRC,
        "MNT": export.mountpoint,
        "GUEST_ONLY": export.guest_only,
        "USER": USER.uid,
        "GROUP": USER.gid,
        "REAL_BLOCKS": export.blocks_in_all(),
    }
    for word, term in terms.items():
        action = action.replace(word, str(term))
    return action


def _on_host(export: Export, step: str) -> str:
    action = _spelled(step.partition(": ")[2], export)
    words = {name: getattr(export, name) for name in dir(export) if not name.startswith("_")}
    return str(eval(action, {"Ids": Ids, **words}))


def agrees(told: str, expected: str) -> bool:
    """Whether the answers are those expected, of which each may be one "or" the other."""
    pairs = zip(told.split("; "), expected.split("; "), strict=True)
    return all(answer in wanted.split(" or ") for answer, wanted in pairs)
