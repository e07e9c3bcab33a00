"""The first minute: after setting up, three steps beside the controls that they speak of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from frisket_plugin.agent import State
from frisket_plugin.getting.tips import Tips
from frisket_plugin.options import Options
from frisket_plugin.setup import places
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..asking.findings import Finding
from ..canvas import example
from ..guard import guarded
from ..picking.pick import Pick
from ..qt import QtCore, QtGui, QtWidgets, later

WIDTH = 250
POINT = 10
"""Pixels of the callout and of its point, as Qt counts them."""
LOOK_MILLISECONDS = 200
"""How often it follows its control, which may be scrolled, moved, or out of sight."""


class FirstMinute(QtCore.QObject):  # type: ignore[misc]
    """One for each panel. `begin` shows the first step, unless they were dismissed once."""

    def __init__(self, desk: Desk, pick: Pick, docker: Any, controls: dict[str, Any]) -> None:
        """controls: what the steps point at: "pick", "words" and "take"."""
        super().__init__(docker)
        self._desk, self._pick, self._docker, self._controls = desk, pick, docker, controls
        self._tips = Tips(False, self._keep)
        self._callout: Any = None
        self._clicks = 0
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._follow)
        # Not when it is set up alone: by then the panel has changed, and the agent runs.
        desk.setting_up.ready.connect(self._is_set_up)
        desk.state_changed.connect(self._learn)
        desk.found.connect(self._found)
        desk.busy_changed.connect(self._asks)
        desk.progressed.connect(self._progressed)
        pick.guessed.connect(self._guessed)

    def say(self, told: str) -> None:
        self._desk.say(told)

    @guarded
    def _is_set_up(self) -> None:
        later(self.begin)

    @guarded
    def _asks(self, is_busy: bool) -> None:
        if is_busy:
            self._tips.asks()

    @guarded
    def _progressed(self, stage: str, _: float) -> None:
        if stage == "write":
            self._did("take")

    @guarded
    def begin(self) -> None:
        """The agent has just been set up."""
        if self._desk.settings.tips:
            self._tips = Tips(True, self._keep)
            self._learn(self._desk.state)
            self._show()

    # --- what the person does ---

    @guarded
    def _learn(self, state: State) -> None:
        if not state.recipes:
            return  # nobody is there to be asked, and what was known is still so
        self._tips.learn(any(one.ready and "words" in one.understands for one in state.recipes[1:]))

    @guarded
    def _found(self, finding: Finding | None) -> None:
        wish = finding.wish if finding is not None else None
        if wish is not None and wish.options.prompt_from == "words" and wish.words.strip():
            self._did("words")

    @guarded
    def _guessed(self) -> None:
        clicks = len(self._pick.wish(Options()).clicks.prompts)
        if self._pick.guesses and clicks > self._clicks:
            self._clicks = clicks
            self._did("click")
        self._clicks = min(self._clicks, clicks)

    @guarded
    def _did(self, deed: Any) -> None:
        if self._callout is not None:
            self._tips.did(deed)
            self._show()

    @guarded
    def _got_it(self) -> None:
        if self._tips.now is not None:
            self._tips.asks()
            self._did(self._tips.now.deed)

    @guarded
    def _dismiss(self) -> None:
        self._tips.dismiss()
        self._show()

    @guarded
    def _open_example(self) -> None:
        file = self._example
        if file is not None and example.open_copy(file):
            self._callout.example.hide()

    def _keep(self) -> None:
        self._desk.settings = replace(self._desk.settings, tips=False)
        self._desk.keeping.soon()

    @property
    def _example(self) -> Path | None:
        return places.example(places.installed(places.places()))

    # --- what is shown ---

    def _show(self) -> None:
        tip = self._tips.now
        if tip is None:
            self._timer.stop()
            if self._callout is not None:
                self._callout.hide()
                self._callout.deleteLater()
                self._callout = None
            return
        if self._callout is None:
            self._callout = Callout(self._open_example, self._got_it, self._dismiss)
            self._callout.example.setVisible(self._example is not None)
            self._timer.start()
        self._callout.told.setText(tip.sentence)
        self._follow()

    @guarded
    def _follow(self) -> None:
        tip, callout = self._tips.now, self._callout
        if tip is None or callout is None:
            return
        if not self._desk.settings.tips:
            # Dismissed in another window.
            self._tips.dismiss()
            self._show()
            return
        control = self._controls[tip.control]
        is_seen = control.isVisible() and not control.visibleRegion().isEmpty()
        if is_seen:
            callout.point_at(control, self._docker)
        callout.setVisible(is_seen)


class Callout(QtWidgets.QFrame):  # type: ignore[misc]
    """A small box with a point towards what it speaks of; it takes no key away from anybody."""

    def __init__(
        self, open_example: Callable[[], None], got_it: Callable[[], None], no_more: Any
    ) -> None:
        super().__init__()
        self.setObjectName("frisket.tip")
        self.told = QtWidgets.QLabel()
        self.told.setObjectName("frisket.tip_text")
        self.told.setWordWrap(True)
        self.example = _button("example", open_example)
        buttons = (self.example, _button("got_it", got_it), _button("dismiss", no_more))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(POINT, 8, POINT + 8, 8)
        column.setSpacing(4)
        column.addWidget(self.told)
        for button in buttons:
            column.addWidget(button)

    def point_at(self, control: Any, docker: Any) -> None:
        """Beside the docker, on the side of the window where there is room; else below."""
        window = docker.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setFixedWidth(min(WIDTH, max(120, window.width() - 8)))
        self.setFixedHeight(self.layout().heightForWidth(self.width()))
        corner = docker.mapTo(window, QtCore.QPoint(0, 0))
        middle = control.mapTo(window, control.rect().center())
        self._is_left = corner.x() >= self.width()
        x = corner.x() - self.width() if self._is_left else corner.x() + docker.width()
        y = middle.y() - self.height() // 2
        if not self._is_left and x + self.width() > window.width():
            x, y = max(0, window.width() - self.width()), middle.y() + control.height()
        y = max(0, min(y, window.height() - self.height()))
        self._points_to = middle.y() - y
        if self.pos() != QtCore.QPoint(x, y):
            self.move(x, y)
        self.raise_()
        self.update()

    def paintEvent(self, event: Any) -> None:
        palette = self.palette()
        painter = QtGui.QPainter(self)
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.setPen(QtGui.QPen(palette.highlight().color(), 2))
        painter.setBrush(palette.window())
        painter.drawPath(self._outline())
        painter.end()

    def _outline(self) -> Any:
        path = QtGui.QPainterPath()
        left = 2 if self._is_left else POINT
        path.addRoundedRect(left, 2, self.width() - POINT - 2, self.height() - 4, 5, 5)
        tip = QtGui.QPainterPath()
        edge, end = (self.width() - POINT - 1, self.width() - 1) if self._is_left else (POINT, 1)
        tip.moveTo(edge, self._points_to - POINT)
        tip.lineTo(end, self._points_to)
        tip.lineTo(edge, self._points_to + POINT)
        tip.closeSubpath()
        return path.united(tip)


def _button(name: str, call: Callable[[], None]) -> Any:
    button = QtWidgets.QPushButton(t(f"tips.{name}"))
    button.setObjectName(f"frisket.tip_{name}")
    button.setToolTip(t(f"tips.{name}.tip"))
    button.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    button.clicked.connect(lambda: call())
    return button
