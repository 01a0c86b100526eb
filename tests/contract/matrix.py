"""Specification section 5, the link matrix: what `readlink` tells of each kind of link."""

from __future__ import annotations

import re

from tests.contract.case import Case, case

_MADE_BUT_HIDDEN = {"EINVAL": "EIO", "ENOENT": "ENOENT"}
"""What `symlink` answers where links are never seen, by what `readlink` answers afterwards."""


def _pair(
    text: str,
    *,
    at: str = "",
    a: str,
    b: str = "",
    b0: str = "",
    c: str = "",
    d: str = "",
    sf: str = "",
    sf_c: str = "",
    sf_f: str = "EINVAL",
    sf_t: str = "",
    refused: str = "",
) -> tuple[Case, Case]:
    """One row, twice: the link made by the host user, and made in the guest.

    Plain sshfs tells the text, unless said otherwise. `refused` names the columns that refuse to
    let the guest make such a link. Every link has a name of its own: all share one mount.
    """
    sf = sf or text
    name = f"{text}|{at}" if at else text
    at = at or "to_" + re.sub(r"\W", "_", text.lower())
    told = case(
        f"host:{name}",
        f"the host user's link to {text} is read",
        f"H: link({at + 'H'!r}, {text!r})",
        f"?: readlink({at + 'H'!r})",
        a=a,
        b=b,
        b0=b0,
        c=c,
        d=d,
        sf=sf,
        sf_c=sf_c,
        sf_f=sf_f,
        sf_t=sf_t,
    )
    made = {
        column: _made(column, answer, refused=column in refused.split())
        for column, answer in told.answers.items()
    }
    steps = (f"?: symlink({text!r}, {at + 'G'!r})", f"?: readlink({at + 'G'!r})")
    what = f"a link to {text} is made in the guest, and read"
    return told, told._replace(id=f"guest:{name}", what=what, steps=steps, answers=made)


def _made(column: str, answer: str, *, refused: bool) -> str:
    if answer == "-":
        return answer
    if refused:
        return "EACCES; ENOENT"
    symlink = _MADE_BUT_HIDDEN[answer] if column == "SF-F" else "ok"
    return f"{symlink}; {answer}"


_ROWS = (
    _pair("f", a="f", c="MNT/f"),
    _pair("d/", a="d", c="MNT/d", d="d/"),
    _pair("nope", a="nope", b="EACCES", sf_f="ENOENT"),
    _pair(
        "/home/ubuntu/.local/bin/py",
        a="/home/ubuntu/.local/bin/py",
        b="EACCES",
        sf_c="EPERM",
        sf_f="ENOENT",
        refused="C",
    ),
    _pair("MNT/f", a="MNT/f", b="EACCES", sf_c="EPERM", sf_f="ENOENT", refused="C"),
    _pair("SRC/f", a="f", c="MNT/f", sf_c="EPERM", sf_t="f"),
    _pair("SRC", a="SRC", c="MNT", sf_c="EPERM"),
    _pair("SRC/", a="SRC", c="MNT", d=".", sf_c="EPERM", sf_t="."),
    _pair(
        "/usr/bin/env",
        a="/usr/bin/env",
        b="EACCES",
        b0="/usr/bin/env",
        sf_c="EPERM",
        refused="B C",
    ),
    _pair("../outf", a="/h/mb/outf", c="MNT", d="../outf", sf_c="EPERM", refused="C"),
    _pair("../nope2", a="/h/mb/nope2", b="EACCES", sf_c="EPERM", sf_f="ENOENT", refused="C"),
    _pair("rootf", a="rootf", b="EACCES", b0="rootf", refused="C"),
    _pair(".", a="SRC", c="MNT", d=".", refused="B"),
    _pair("..", a="/h/mb", c="MNT", d="..", sf_c="EPERM", refused="B C"),
    _pair("d/../f", a="f", c="MNT/f", d="d/../f", sf_c="EPERM"),
    _pair("./f", a="f", c="MNT/f", d="./f"),
    _pair("d//inner", a="d/inner", c="MNT/d/inner", d="d//inner"),
    _pair("to_f", a="to_f", c="MNT/f", d="to_f"),
    _pair("to_nope", a="to_nope", b="EACCES", sf_f="ENOENT"),
    _pair("f/x", a="f/x", b="EACCES", sf_f="ENOENT"),
    _pair("../../f", at="d/e/deep", a="../../f", c="MNT/f", sf_c="EPERM", refused="C"),
    _pair("../../d", at="d/e/x", a="../", c="MNT/d", d="../../d", sf_c="EPERM", refused="C"),
    _pair("../q", at="p/q/me", a=".", c="MNT/p/q", d="../q", sf_c="EPERM", refused="C"),
    _pair(
        "SRC2/q",
        a="SRC2/q",
        c="MNT",
        d="SRC2/q",
        sf_c="EPERM",
        refused="C",
    ),
)

ONLY_THE_HOST = (
    case(
        "host:loop",
        "two links to each other are read and followed",
        "H: link('L1', 'L2')",
        "H: link('L2', 'L1')",
        "?: readlink('L1')",
        "?: stat_('L1')",
        a="L2; ELOOP",
        b="EACCES; EACCES",
        sf="L2; ELOOP",
        sf_f="ENOENT; ENOENT",
    ),
    case(
        "host:f/x followed",
        "a link through a file is followed",
        "H: link('through_f', 'f/x')",
        "?: stat_('through_f')",
        a="ENOTDIR",
        b="EACCES",
        sf_f="ENOENT",
    ),
    case(
        "host:SRC followed",
        "a link to the host's path of the export is followed",
        "H: link('to_src', 'SRC')",
        "?: stat_('to_src')",
        a="ENOENT",
        c="ok",
        sf_c="EPERM",
        sf_f="ok",
    ),
)

MATRIX = (*(case for pair in _ROWS for case in pair), *ONLY_THE_HOST)
