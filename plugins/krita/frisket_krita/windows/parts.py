"""Pieces of the panel: the picture with the mask over it, the objects, the light."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frisket_plugin import pixels
from frisket_plugin.agent import State
from frisket_plugin.texts import t
from frisket_protocol.raster import Box, Mask, Raster

from ..asking.wishes import names_of, sentence_of
from ..picking.drawing import Drawing, Look
from ..qt import Qt, QtGui, QtWidgets, Signal
from .said import Said

LIGHTS = {
    "running": "#3fa34d",
    "loading": "#d9a528",
    "stopped": "#8a8a8a",
    "silent": "#c0392b",
    "mismatch": "#c0392b",
    "refused": "#c0392b",
}


MOST_HEIGHT = 110
"""Pixels of the list of objects; more of them are scrolled."""


class Picture(QtWidgets.QLabel):  # type: ignore[misc]
    """A small preview; nothing at all while there is nothing to show."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setObjectName("frisket.picture")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # A docker may be narrower than the picture, which is then shown smaller.
        policy = QtWidgets.QSizePolicy.Policy
        self.setSizePolicy(policy.Ignored, policy.Fixed)
        self.setMinimumWidth(1)
        self.side, self.room = side, side
        self._drawn: Any = None
        self.clear_all()

    def clear_all(self) -> None:
        self._drawn = None
        self.clear()
        self.hide()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_room(self, height: int) -> None:
        """How high it may be at most to be seen as a whole."""
        if height != self.room:
            self.room = height
            self._fit()

    def show_masks(
        self, preview: Raster, masks: list[Mask], look: Look, side: int, inverts: bool
    ) -> None:
        """preview: the whole layer, bgra8. masks: in layer pixels. side: the longer one shown.
        inverts: whether all but them is meant."""
        self.side = side
        image = QtGui.QImage(
            bytes(preview.data),
            preview.width,
            preview.height,
            preview.width * 4,
            QtGui.QImage.Format.Format_ARGB32,
        )
        small = image.scaled(
            self.side,
            self.side,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        ).convertToFormat(QtGui.QImage.Format.Format_ARGB32_Premultiplied)
        factor = small.width() / (preview.width * preview.frame.scale)
        # Before anything is painted: an error while a painter is at work would end Krita.
        drawing = Drawing(_thinned(masks, int(0.5 / factor), preview, inverts), look)
        painter = QtGui.QPainter(small)
        drawing.paint(painter, QtGui.QTransform.fromScale(factor, factor), small.size(), 1.0, 0)
        painter.end()
        self._drawn = QtGui.QPixmap.fromImage(small)
        self.show()
        self._fit()

    def _fit(self) -> None:
        drawn = self._drawn
        if drawn is None:
            return
        if drawn.width() > self.width() > 1:
            drawn = drawn.scaledToWidth(self.width(), Qt.TransformationMode.SmoothTransformation)
        if drawn.height() > self.room > 1:
            drawn = drawn.scaledToHeight(self.room, Qt.TransformationMode.SmoothTransformation)
        self.setPixmap(drawn)
        self.setFixedHeight(drawn.height())


def _thinned(
    masks: list[Mask], step: int, preview: Raster, inverts: bool
) -> list[tuple[Box, Mask]]:
    """Where each lies, and every `step`-th pixel of it; or of all but them, as one."""
    step = max(1, step)
    thin = [(mask.box, pixels.thinned(mask, step)) for mask in masks]
    if not (masks and inverts):
        return thin
    moved = []
    for box, one in thin:
        x, y = box.x0 // step, box.y0 // step
        moved.append(replace(one, box=Box(x, y, x + one.width, y + one.height)))
    width, height = (round(side * preview.frame.scale) for side in (preview.width, preview.height))
    whole = pixels.inverted(moved, -(-width // step), -(-height // step))
    return [(Box(0, 0, width, height), whole)]


class Objects(QtWidgets.QListWidget):  # type: ignore[misc]
    """What was found, each with a tick; empty and hidden when there is nothing."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("frisket.objects")
        self.setSizePolicy(
            QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Preferred
        )
        self._objects: tuple[tuple[Mask, ...], ...] = ()
        self._candidate = 0
        self.itemChanged.connect(lambda _: self.ticked.emit())
        self.set_objects(())

    @property
    def chosen(self) -> tuple[Mask, ...]:
        """Of each ticked object the guess that is shown."""
        return tuple(mask for mask, on in zip(self._shown, self._ticks, strict=True) if on)

    @property
    def _ticks(self) -> list[bool]:
        checked = Qt.CheckState.Checked
        return [self.item(row).checkState() == checked for row in range(self.count())]

    @property
    def _shown(self) -> list[Mask]:
        return [ones[self._candidate % len(ones)] for ones in self._objects]

    def set_objects(
        self, objects: tuple[tuple[Mask, ...], ...], candidate: int = 0, keeps_ticks: bool = False
    ) -> None:
        """The candidates of each object, the best first, and which of them is shown.

        keeps_ticks: they are those that were there, where they are as many.
        """
        ticks = self._ticks if keeps_ticks and len(objects) == self.count() else []
        self._objects, self._candidate = objects, candidate
        self._fill(ticks or [True] * len(objects))

    def _fill(self, ticks: list[bool]) -> None:
        self.blockSignals(True)
        self.clear()
        shown = self._shown
        for name, mask, is_ticked in zip(names_of(shown), shown, ticks, strict=True):
            item = QtWidgets.QListWidgetItem(name)
            item.setToolTip(t("score.tip", score=f"{mask.score:.2f}"))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            states = Qt.CheckState
            item.setCheckState(states.Checked if is_ticked else states.Unchecked)
            self.addItem(item)
        self.blockSignals(False)
        needed = self.sizeHintForRow(0) * self.count() + 2 * self.frameWidth()
        self.setFixedHeight(max(1, min(MOST_HEIGHT, needed)))


class Light(QtWidgets.QWidget):  # type: ignore[misc]
    """A dot, one plain sentence about the agent, and Start when that is what is lacking."""

    start = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._dot = QtWidgets.QLabel()
        self._dot.setObjectName("frisket.light")
        self._dot.setFixedSize(10, 10)
        self._text = Said("frisket.light_text", 1, 8)
        self._start = QtWidgets.QPushButton(t("start"))
        self._start.setObjectName("frisket.start")
        self._start.setToolTip(t("start.tip"))
        self._start.clicked.connect(lambda: self.start.emit())
        self._is_stopped, self._is_there = False, True
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        # Aligned, so that what is low beside it does not keep the sentence low.
        row.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._start, 0, Qt.AlignmentFlag.AlignVCenter)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_state(self, state: State, recipe: str) -> None:
        """recipe: the title of the one that is chosen."""
        self._dot.setStyleSheet(f"background: {LIGHTS[state.light]}; border-radius: 5px;")
        self._dot.setProperty("light", state.light)
        self._text.setText(sentence_of(state, recipe))
        self._is_stopped = state.light == "stopped"
        self._start.setVisible(self._is_stopped and self._is_there)

    def set_there(self, is_there: bool) -> None:
        """Whether there is an agent that could be started."""
        self._is_there = is_there
        self._start.setVisible(self._is_stopped and is_there)
