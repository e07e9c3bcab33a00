"""What scenarios see and do Krita with. Generators are to be run with `yield from`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

from krita import Krita, Selection

from .qt import QtCore, QtTest, QtWidgets

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels of the picture."""
Steps = Generator[Any, None, Any]
SRGB = "sRGB-elle-V2-srgbtrc.icc"
RED, GREEN, BLUE, GRAY = (255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128)


class Failed(Exception):
    """The scenario cannot go on."""


class Rig:
    """One Krita, one scenario."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = Krita.instance()
        self.checks: list[dict[str, Any]] = []
        self.figures: dict[str, Any] = {}
        self._asked = 0
        (folder / "asked").mkdir(exist_ok=True)

    @property
    def start(self) -> int:
        """Which start of Krita this is, from 1."""
        return int(os.environ.get("FRISKET_START", "1"))

    def killed(self) -> Steps:
        """Krita goes at once, as when the power fails; `run` begins anew in its next start."""
        os.kill(os.getpid(), signal.SIGKILL)
        yield 10_000

    def close(self) -> None:
        """The last look at the screen."""
        self.shot("end")

    # --- what is held ---

    def check(self, name: str, held: object, detail: object = "") -> None:
        """One statement, and what was there if it did not hold."""
        self.checks.append({"name": name, "ok": bool(held), "detail": str(detail)})
        self.heard(f"{'held' if held else 'DID NOT HOLD'}: {name}")

    def equal(self, name: str, found: Any, wanted: Any) -> None:
        """Two values are the same."""
        if isinstance(found, (bytes, bytearray)) and isinstance(wanted, (bytes, bytearray)):
            self.check(name, found == wanted, _difference(bytes(found), bytes(wanted)))
        else:
            self.check(name, found == wanted, f"{_short(found)}, not {_short(wanted)}")

    def heard(self, told: str) -> None:
        """One line for whoever looks into `heard.log` afterwards."""
        with (self.folder / "heard.log").open("a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%H:%M:%S')} {told}\n")

    def figure(self, name: str, value: Any) -> None:
        """Something that was measured."""
        self.figures[name] = value

    # --- the picture ---

    def document(
        self,
        width: int,
        height: int,
        patches: Iterable[tuple[Box, tuple[int, int, int]]] = (),
        model: str = "RGBA",
        depth: str = "U8",
        profile: str = "",
    ) -> Steps:
        """A document with one gray layer and boxes of plain colour on it, in a view of its own."""
        document = self.app.createDocument(width, height, "picture", "RGBA", "U8", SRGB, 72.0)
        document.setBatchmode(True)
        layer = document.topLevelNodes()[0]
        self.fill(layer, (0, 0, width, height), GRAY)
        for box, colour in patches:
            self.fill(layer, box, colour)
        if (model, depth) != ("RGBA", "U8"):
            document.setColorSpace(model, depth, profile or self.app.profiles(model, depth)[0])
        document.refreshProjection()
        document.waitForDone()
        self.app.activeWindow().addView(document)
        yield lambda: self.app.activeDocument() == document
        yield lambda: document.activeNode() == layer
        return document

    def open(self, file: Path) -> Steps:
        """A picture from a file."""
        document = self.app.openDocument(str(file))
        document.setBatchmode(True)
        self.app.activeWindow().addView(document)
        yield lambda: self.app.activeDocument() == document
        yield lambda: document.activeNode() is not None
        return document

    def fill(self, layer: Any, box: Box, colour: tuple[int, int, int], alpha: int = 255) -> None:
        """A box of plain colour on an RGBA layer of 8 bits, in pixels of the picture."""
        x0, y0, x1, y1 = box
        pixel = bytes([*reversed(colour), alpha])
        layer.setPixelData(pixel * ((x1 - x0) * (y1 - y0)), x0, y0, x1 - x0, y1 - y0)

    def picture(self, document: Any) -> bytes:
        """The picture as it is seen, in the document's own format."""
        document.waitForDone()
        return bytes(document.pixelData(0, 0, document.width(), document.height()))

    def layers(self, document: Any) -> dict[str, bytes]:
        """Every layer's own pixels, and where it stands: what a failure may not change."""
        width, height = document.width(), document.height()
        return {
            path: bytes(node.pixelData(-width, -height, 3 * width, 3 * height))
            for path, node in self.nodes(document)
        }

    def nodes(self, document: Any) -> list[tuple[str, Any]]:
        """Paths like group/layer/mask, and the nodes."""
        found: list[tuple[str, Any]] = []

        def walk(node: Any, path: str) -> None:
            for child in node.childNodes():
                found.append((f"{path}{child.name()}", child))
                walk(child, f"{path}{child.name()}/")

        walk(document.rootNode(), "")
        return found

    # --- the selection ---

    def selection(self, document: Any) -> bytes | None:
        """A byte a pixel of the picture; None without a selection."""
        document.waitForDone()
        selection = document.selection()
        if selection is None:
            return None
        return bytes(selection.pixelData(0, 0, document.width(), document.height()))

    def select(self, document: Any, mask: bytes | None) -> Steps:
        """Give the document a selection as its user has it, with undo steps of its own."""
        if mask is None:
            self.app.action("deselect").trigger()
        else:
            made = Selection()
            made.setPixelData(mask, 0, 0, document.width(), document.height())
            document.setSelection(made)
        document.waitForDone()
        yield 50

    # --- undo ---

    def history(self) -> tuple[list[str], int]:
        """The names in the History docker, and which of them is the present."""
        docker = next(d for d in self.app.dockers() if d.objectName() == "History")
        view = docker.findChild(QtWidgets.QAbstractItemView)
        model = view.model()
        names = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
        return names, view.currentIndex().row()

    def soon(self, condition: Callable[[], object]) -> Steps:
        """Give Krita's panels time to show what is so; the check comes afterwards."""
        for _ in range(200):
            if condition():
                return
            yield 25

    def until(self, condition: Callable[[], object], seconds: float) -> Steps:
        """Something that takes long, and is checked to be there in this time."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                self.check("in time", False, condition)
                return
            yield 20

    def undo(self, document: Any) -> Steps:
        """One step back."""
        yield from self._step("edit_undo", document)

    def redo(self, document: Any) -> Steps:
        """One step on."""
        yield from self._step("edit_redo", document)

    def _step(self, action: str, document: Any) -> Steps:
        self.app.action(action).trigger()
        document.waitForDone()
        yield 100
        document.waitForDone()

    # --- the window ---

    @property
    def window(self) -> Any:
        """Krita's main window, as Qt has it."""
        return self.app.activeWindow().qwindow()

    def widget(self, name: str, parent: Any = None) -> Any:
        """The widget of this object name, wherever it is."""
        for place in (
            [parent] if parent else [self.window, *QtWidgets.QApplication.topLevelWidgets()]
        ):
            found = (
                place if place.objectName() == name else place.findChild(QtWidgets.QWidget, name)
            )
            if found is not None:
                return found
        raise Failed(f"There is no widget {name}.")

    def click(self, name: str, *modifiers: str) -> None:
        """A left click on a widget, with keys held down."""
        held = QtCore.Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= getattr(QtCore.Qt.KeyboardModifier, f"{modifier}Modifier")
        QtTest.QTest.mouseClick(self.widget(name), QtCore.Qt.MouseButton.LeftButton, held)

    def floating(self) -> Any | None:
        """Krita's message over the picture."""
        for widget in QtWidgets.QApplication.allWidgets():
            if widget.metaObject().className() == "KisFloatingMessage" and widget.isVisible():
                return widget
        return None

    def canvas(self) -> Any:
        """The widget that shows the picture."""
        classes = ("KisOpenGLCanvas2", "KisQPainterCanvas")
        for widget in self.window.findChildren(QtWidgets.QWidget):
            if widget.metaObject().className() in classes and widget.isVisible():
                return widget
        raise Failed("There is no canvas.")

    def on_screen(self, x: float, y: float) -> tuple[int, int]:
        """Where a point of the picture is on the screen."""
        view = self.app.activeWindow().activeView()
        to_flake, _ = view.flakeToImageTransform().inverted()
        place = (to_flake * view.flakeToCanvasTransform()).map(QtCore.QPointF(x, y))
        there = self.canvas().mapToGlobal(place.toPoint())
        scale = self.canvas().devicePixelRatioF()
        return round(there.x() * scale), round(there.y() * scale)

    def canvas_on_screen(self) -> Box:
        """The canvas widget's box on the screen."""
        corner = self.canvas().mapToGlobal(QtCore.QPoint(0, 0))
        size, scale = self.canvas().size(), self.canvas().devicePixelRatioF()
        sides = corner.x(), corner.y(), corner.x() + size.width(), corner.y() + size.height()
        x0, y0, x1, y1 = (round(side * scale) for side in sides)
        return x0, y0, x1, y1

    def shot(self, name: str) -> Path:
        """The window as a picture beside the results."""
        file = self.folder / f"{name}.png"
        self.window.grab().save(str(file))
        return file

    # --- the world outside ---

    def xdotool(self, *words: object) -> Steps:
        """A real mouse and a real keyboard."""
        yield from self.shell("xdotool", *map(str, words))

    def screen(self, name: str) -> Steps:
        """The whole screen as a picture, as it is seen, beside the results."""
        yield from self.shell("import", "-window", "root", str(self.folder / f"{name}.png"))

    def shell(self, *command: str) -> Steps:
        """Another program, without which nothing goes on."""
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as started:
            yield lambda: started.poll() is not None
            said = started.stdout.read().decode("utf-8", "replace") if started.stdout else ""
        if started.returncode:
            raise Failed(f"{command}: {said}")
        return said

    def agent(self, do: str, **how: Any) -> Steps:
        """start(models, version, seconds) · pause · go_on · kill · stop the agent; and more."""
        self._asked += 1
        file = self.folder / "asked" / f"{self._asked}"
        part = file.with_suffix(".part")
        part.write_text(json.dumps({"do": do, **how}), "utf-8")
        os.rename(part, file.with_suffix(".json"))
        done = file.with_suffix(".done")
        yield done.exists
        answer = json.loads(done.read_text("utf-8"))
        if answer["error"]:
            raise Failed(answer["error"])
        return answer["value"]


def mask(width: int, height: int, boxes: Iterable[Box], value: int = 255) -> bytes:
    """A mask with boxes in it."""
    made = bytearray(width * height)
    for x0, y0, x1, y1 in boxes:
        for y in range(max(0, y0), min(height, y1)):
            left, right = max(0, x0), min(width, x1)
            made[y * width + left : y * width + right] = bytes([value]) * max(0, right - left)
    return bytes(made)


def bounds(made: bytes, width: int) -> Box:
    """The box of what is in a mask; empty at 0, 0 when nothing is."""
    rows = [made[start : start + width] for start in range(0, len(made), width)]
    filled = [number for number, row in enumerate(rows) if any(row)]
    columns = [x for x in range(width) if any(rows[y][x] for y in filled)]
    return (columns[0], filled[0], columns[-1] + 1, filled[-1] + 1) if filled else (0, 0, 0, 0)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:140]} … {text[-140:]}"


def _difference(found: bytes, wanted: bytes) -> str:
    if len(found) != len(wanted):
        return f"{len(found)} bytes, not {len(wanted)}"
    places = [at for at, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b]
    if not places:
        return ""
    first = places[0]
    return (
        f"{len(places)} of {len(found)} bytes differ, the first at {first}: "
        f"{found[first]}, not {wanted[first]}"
    )
