"""Switching a plugin on and off in Krita's settings, and nothing else."""

from __future__ import annotations

import pytest

from frisket.hosts.kritarc import is_on, switched_off, switched_on

PLUGIN = "frisket_krita"
REAL = b"""pasteBehaviour=0

[MainWindow]
State=AAAA/w==\\x00
enable_frisket_krita=of another group

[python]
enable_tenbrushes=true
"""


@pytest.mark.parametrize(
    "text",
    [b"", REAL, REAL.replace(b"\n", b"\r\n"), REAL.rstrip(), b"[a]\nb=1", b"[python]\n"],
)
def test_on_and_off(text: bytes) -> None:
    on = switched_on(text, PLUGIN)
    assert is_on(on, PLUGIN)
    assert not is_on(switched_off(on, PLUGIN), PLUGIN)
    assert set(text.splitlines()) <= set(on.splitlines())


@pytest.mark.parametrize("text", [b"", REAL, REAL.replace(b"\n", b"\r\n"), b"[a]\nb=1\n"])
def test_off_takes_back_what_on_did(text: bytes) -> None:
    assert switched_off(switched_on(text, PLUGIN), PLUGIN) == text


def test_the_line_stands_in_its_group() -> None:
    assert switched_on(REAL, PLUGIN) == REAL.replace(
        b"[python]\n", b"[python]\nenable_frisket_krita=true\n"
    )


@pytest.mark.parametrize("said", [b"enable_frisket_krita=false", b"enable_frisket_krita = 0"])
def test_what_krita_wrote_is_replaced(said: bytes) -> None:
    on = switched_on(REAL + said + b"\n", PLUGIN)
    assert on.count(b"enable_frisket_krita") == 2
    assert is_on(on, PLUGIN)


def test_off_leaves_alone_what_never_was_on() -> None:
    assert switched_off(REAL, PLUGIN) == REAL
    assert switched_off(b"[python]\n", PLUGIN) == b"[python]\n"


@pytest.mark.parametrize("text", [b"", REAL, b"enable_frisket_krita=true\n"])
def test_is_on_asks_the_group(text: bytes) -> None:
    assert not is_on(text, PLUGIN)
