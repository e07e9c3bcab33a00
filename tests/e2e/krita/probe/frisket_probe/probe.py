"""The clockwork: one step of the scenario after the other, each from Krita's own main loop."""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
import traceback
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from krita import Extension, Krita

from .qt import QtCore
from .rig import Failed, Rig

PATIENCE = float(os.environ.get("FRISKET_PATIENCE", "60"))
"""Seconds for which a condition is waited for."""


class Probe(Extension):  # type: ignore[misc]
    """Starts with the first window."""

    def __init__(self, parent: Any) -> None:
        super().__init__(parent)
        self._steps: Generator[Any, None, None] | None = None
        self._rig = Rig(Path(os.environ["FRISKET_FOLDER"]))
        self._uncaught: list[str] = []
        # Krita would show a window with the error, and wait for somebody to close it.
        sys.excepthook = self._caught
        application = Krita.instance()
        application.setBatchmode(True)
        application.notifier().setActive(True)
        application.notifier().windowCreated.connect(self._start_soon)

    def setup(self) -> None:
        """Nothing: Krita asks for it."""

    def createActions(self, window: Any) -> None:
        """None of its own."""

    def _start_soon(self) -> None:
        if self._steps is None:
            scenario = runpy.run_path(os.environ["FRISKET_SCENARIO"])
            self._steps = scenario["run"](self._rig)
            # The plugins' dockers and actions come after the window.
            QtCore.QTimer.singleShot(500, self._step)

    def _step(self) -> None:
        assert self._steps is not None
        try:
            wanted = next(self._steps)
        except StopIteration:
            self._finish("")
        except Failed as failure:
            self._finish(str(failure))
        except Exception:
            self._finish(traceback.format_exc())
        else:
            if callable(wanted):
                self._poll(wanted, time.monotonic() + PATIENCE)
            else:
                QtCore.QTimer.singleShot(int(wanted or 0), self._step)

    def _poll(self, condition: Callable[[], object], until: float) -> None:
        try:
            if condition():
                self._step()
                return
        except Exception:
            self._finish(traceback.format_exc())
            return
        if time.monotonic() > until:
            name = getattr(condition, "__doc__", None) or getattr(condition, "__qualname__", "?")
            self._rig.shot("waiting")
            self._finish(f"In vain waited for: {name}\n{self._where()}")
            return
        QtCore.QTimer.singleShot(2, lambda: self._poll(condition, until))

    def _where(self) -> str:
        """Where the scenario stands, through all its `yield from`."""
        lines, step = [], self._steps
        while step is not None and getattr(step, "gi_frame", None) is not None:
            code = step.gi_frame.f_code
            lines.append(f"  {Path(code.co_filename).name}:{step.gi_frame.f_lineno} {code.co_name}")
            step = step.gi_yieldfrom
        return "\n".join(lines)

    def _caught(self, kind: Any, error: Any, trace: Any) -> None:
        text = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(text)
        self._uncaught.append(text)

    def _finish(self, error: str) -> None:
        self._rig.close()
        result = {
            "error": error,
            "uncaught": self._uncaught,
            "checks": self._rig.checks,
            "figures": self._rig.figures,
        }
        (self._rig.folder / "result.json").write_text(json.dumps(result, indent=1), "utf-8")
        for document in Krita.instance().documents():
            document.waitForDone()
            document.setModified(False)
        QtCore.QTimer.singleShot(0, lambda: Krita.instance().action("file_quit").trigger())
