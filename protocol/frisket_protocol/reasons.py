"""Why a file or a connection failed, as a person reads it: part of a sentence, without its end.

What Python says of it, such as "[Errno -2] Name or service not known", is for logs.
"""

from __future__ import annotations

import os
import socket
import ssl

_HARDEST = "the system gives no reason"


def why(error: BaseException) -> str:
    """Of a connection: what the first cause was, however many libraries have passed it on."""
    chain = list(_chain(error))
    for one in chain:
        if isinstance(one, socket.gaierror):
            return "its name was not found, as where there is no network"
        if isinstance(one, ssl.SSLError):
            return "it could not prove who it is"
        if isinstance(one, TimeoutError):
            return "no answer came in time"
        if isinstance(one, ConnectionRefusedError):
            return "it let nobody in"
    if any("Timeout" in type(one).__name__ for one in chain):
        return "no answer came in time"
    for one in chain:
        if isinstance(one, OSError) and one.strerror and not isinstance(one, ConnectionError):
            return reason(one)
    return "the connection was cut"


def reason(error: OSError) -> str:
    """Of a file or a program: "permission denied"."""
    said = (error.strerror or "").strip().rstrip(".")
    if "[" in said and error.errno:  # as asyncio quotes one error in another
        said = os.strerror(error.errno)
    if not said:
        return _HARDEST
    return said if said[1:2].isupper() or said[1:2] == "/" else said[0].lower() + said[1:]


def _chain(error: BaseException) -> list[BaseException]:
    """An error, what it came from, and so on."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.append(one)
        one = one.__cause__ or one.__context__
    return found
