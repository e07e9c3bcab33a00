"""Why something failed: never a number, a class or a second full stop before a person."""

from __future__ import annotations

import errno
import os
import re
import socket
import ssl
from pathlib import Path

import pytest

from frisket_protocol.reasons import reason, why

HERE = Path(__file__).parents[2]
NUMBERS = sorted(errno.errorcode)
CONNECTIONS: list[tuple[BaseException, str]] = [
    (socket.gaierror(-2, "Name or service not known"), "its name was not found"),
    (ConnectionRefusedError(111, "Connection refused"), "it let nobody in"),
    (ConnectionResetError(104, "Connection reset by peer"), "the connection was cut"),
    (ConnectionResetError(), "the connection was cut"),
    (TimeoutError("timed out"), "no answer came in time"),
    (TimeoutError(110, "Connection timed out"), "no answer came in time"),
    (ssl.SSLCertVerificationError(1, "certificate verify failed"), "prove who it is"),
    (OSError(101, "Network is unreachable"), "network is unreachable"),
    (EOFError("[Errno 5] whatever."), "the connection was cut"),
]


class ConnectTimeout(Exception):
    """As HTTP libraries have their own."""


def is_plain(said: str) -> bool:
    numbers = re.search(r"errno|\[|\d|None|Error\b", said, re.IGNORECASE)
    return bool(said) and numbers is None and not said.endswith(".")


@pytest.mark.parametrize(("error", "said"), CONNECTIONS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("passed_on", [0, 1, 3])
def test_a_connection(error: BaseException, said: str, passed_on: int) -> None:
    for number in range(passed_on):
        outer = RuntimeError(f"[Errno {number}] {error}")
        outer.__cause__ = error
        error = outer
    assert said in why(error)
    assert is_plain(why(error))


def test_a_library_with_time_limits_of_its_own() -> None:
    assert why(ConnectTimeout("[Errno 9]")) == "no answer came in time"


@pytest.mark.parametrize("number", NUMBERS)
def test_any_error_of_the_system(number: int) -> None:
    told = reason(OSError(number, os.strerror(number)))
    assert told
    assert "errno" not in told.lower()
    assert not told.endswith(".")


def test_an_error_without_a_reason() -> None:
    assert reason(OSError("[Errno 3]")) == "the system gives no reason"


def test_nothing_else_puts_an_error_of_the_system_into_words() -> None:
    """`strerror` may be None, and what an OSError says of itself begins with its number."""
    sources = [*HERE.glob("agent/**/*.py"), *HERE.glob("plugins/**/*.py")]
    sources += HERE.glob("protocol/frisket_protocol/*.py")
    assert len(sources) > 100
    raw = [file for file in sources if "strerror" in file.read_text("utf-8")]
    assert [file.name for file in raw] == ["reasons.py"]
