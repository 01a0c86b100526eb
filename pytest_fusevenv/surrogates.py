"""UTF-8 that carries other bytes along, as an encoding: fusepy knows no error handlers."""

from __future__ import annotations

import codecs

CODEC = "utf-8-surrogateescape"
"""The name by which Python finds it, once this module is imported."""


def _register_codec() -> None:
    utf8 = codecs.lookup("utf-8")
    codecs.register(
        lambda name: (
            codecs.CodecInfo(
                lambda text, errors="": utf8.encode(text, "surrogateescape"),  # noqa: ARG005
                lambda data, errors="": utf8.decode(data, "surrogateescape"),  # noqa: ARG005
                name=CODEC,
            )
            if name.replace("_", "-") == CODEC
            else None
        )
    )


_register_codec()
