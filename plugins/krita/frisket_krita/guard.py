"""The edge of the plugin: no error leaves it, because Krita would show a window about the script.

What is meant for a person is said in the panel; everything else goes into the log, and one
sentence says so.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import logging.handlers
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from frisket_plugin.lookout import sentence_of
from frisket_plugin.texts import t
from frisket_protocol.errors import Cancelled, FrisketError
from frisket_protocol.folders import config_folder

LOG_NAME = "krita.log"
LOG_BYTES = 1 << 18
log = logging.getLogger("frisket_krita")


def log_file() -> Path:
    """Beside the settings."""
    return config_folder() / LOG_NAME


def sentence(error: Exception) -> str:
    """What a person is told of an error; the log has the rest of what nobody foresaw."""
    if isinstance(error, Cancelled):
        return t("cancelled")
    if isinstance(error, FrisketError):
        return sentence_of(error)
    _open()
    log.error("unforeseen", exc_info=error)
    return t("failed", error=f"{type(error).__name__}: {error}"[:200], log=log_file())


def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
    """For slots and events of objects that have `say(sentence)`: every error becomes a sentence."""

    @functools.wraps(method)
    def slot(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return method(self, *given, **named)
        except Exception as error:
            self.say(sentence(error))
            return None

    return slot


@contextlib.contextmanager
def unharmed() -> Iterator[None]:
    """For what nobody can be told of: an error goes into the log, and no further."""
    try:
        yield
    except Exception as error:
        sentence(error)


def _open() -> None:
    if log.handlers:
        return
    log.propagate = False
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        log.addHandler(
            logging.handlers.RotatingFileHandler(
                log_file(), maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
            )
        )
    except OSError:
        log.addHandler(logging.NullHandler())


def unnested(method: Callable[[Any], None]) -> Callable[[Any], None]:
    """While it goes on, a further call does nothing: Krita 6 lets other things happen while it is
    asked for something, and each of them would ask again."""
    flag = f"_{method.__name__}_goes_on"

    @functools.wraps(method)
    def once(self: Any) -> None:
        if not getattr(self, flag, False):
            setattr(self, flag, True)
            try:
                method(self)
            finally:
                setattr(self, flag, False)

    return once
