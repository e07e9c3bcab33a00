"""What lies round every procedure: progress in GIMP's bar, errors as sentences, and the log."""

from __future__ import annotations

import contextlib
import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from gi.repository import Gimp, GLib

from frisket_plugin import __version__, said, settings, texts
from frisket_plugin.texts import t
from frisket_protocol import discovery
from frisket_protocol.errors import Cancelled, FailedPrecondition, FrisketError
from frisket_protocol.parts import Software
from frisket_protocol.watch import Watch

SOFTWARE = Software("frisket-gimp", __version__)
LOG_NAME = "gimp.log"
LOG_MAX = 256 * 1024
"""Bytes from which the log begins anew."""


def guarded(
    procedure: Gimp.Procedure, body: Callable[[], Gimp.ValueArray], is_for_person: bool = False
) -> Gimp.ValueArray:
    """What `body` gives; an error becomes a sentence that names the log, and GIMP's own error.

    Without this, GIMP would say nothing at all of an exception. is_for_person: somebody chose it in
    a menu, and is told what cannot be done here in a plain sentence, as nothing has gone wrong.
    """
    texts.choose(settings.load("gimp").language)
    try:
        return body()
    except Cancelled:
        return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, GLib.Error())
    except FrisketError as error:
        if is_for_person and isinstance(error, FailedPrecondition):
            log(f"told: {error}")
            Gimp.message(said.error(error))
            return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, GLib.Error())
        log(f"{procedure.get_name()}: {error.wire_code}: {error}")
        return _failure(procedure, t("gimp.error", error=said.error(error), log=log_file()))
    except Exception as error:
        log(f"{procedure.get_name()}:\n{traceback.format_exc()}")
        told = f"{type(error).__name__}: {error}"
        return _failure(procedure, t("failed", error=told, log=log_file()))


def _failure(procedure: Gimp.Procedure, sentence: str) -> Gimp.ValueArray:
    failure = GLib.Error.new_literal(Gimp.PlugIn.error_quark(), sentence, 0)
    return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, failure)


def bar(heard: Callable[[str], object] = lambda stage: None) -> Watch:
    """A watch that shows in GIMP's progress bar how far the work is.

    heard: told the stage of every step. Cancel there ends this process at once; the agent notices
    that the connection is gone.
    """
    Gimp.progress_init(t("stage.wait"))
    shown = ""

    def show(stage: str, fraction: float | None) -> None:
        nonlocal shown
        heard(stage)
        if stage != shown:
            Gimp.progress_set_text(texts.stage(stage))
            shown = stage
        if fraction is None:
            Gimp.progress_pulse()
        else:
            Gimp.progress_update(fraction)

    return Watch(show)


def log_file() -> Path:
    """Where the plug-in writes what went wrong; beside the agent's own log."""
    return discovery.runtime_folder() / LOG_NAME


def log(text: str) -> None:
    """Add to the log; never fails, for it is written when something else has."""
    file = log_file()
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mode = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        if file.exists() and file.stat().st_size > LOG_MAX:
            mode |= os.O_TRUNC
        with os.fdopen(os.open(file, mode, 0o600), "a", encoding="utf-8") as stream:
            stream.write(f"{stamp} {text}\n")
