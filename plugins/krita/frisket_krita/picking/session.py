"""One canvas while somebody picks on it: its events, the clicks, and the mask that grows live.

A filter on the application sees events of the canvas before Krita's tools do, and keeps the left
and the right button for itself, so the brush never paints; the middle button, the wheel and the
space bar still move the canvas. What is shown is cut at the preview's scale, in small masks that
come at once.
"""

from __future__ import annotations

import contextlib
from typing import Any, Protocol

from krita import Krita

from frisket_plugin import job
from frisket_plugin.job import Job, Outcome, Reduced
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.errors import Cancelled
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Point, preview_scale
from frisket_protocol.watch import Watch

from ..asking.desk import Desk
from ..asking.wishes import Clicks, chosen_of
from ..asking.worker import Task
from ..canvas import documents
from ..canvas.reading import Snapshot
from ..guard import sentence
from ..qt import Qt, QtCore, QtWidgets, position
from .overlay import Overlay, tinted

CANVASES = ("KisOpenGLCanvas2", "KisQPainterCanvas")
PREVIEW_SIDE = 1024
_Type = QtCore.QEvent.Type
PRESSES = (_Type.MouseButtonPress, _Type.MouseButtonDblClick, _Type.TabletPress)
MOVES = (_Type.MouseMove, _Type.TabletMove)
RELEASES = (_Type.MouseButtonRelease, _Type.TabletRelease)
KEYS = (_Type.KeyPress, _Type.ShortcutOverride)
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Owner(Protocol):
    """Who holds a session."""

    def key(self, key: int) -> None:
        """Enter, Escape or Backspace on the canvas."""

    def lost(self, told: str) -> None:
        """The canvas is no more, or shows another picture."""


class Session(QtCore.QObject):  # type: ignore[misc]
    """One canvas while it is picked on."""

    def __init__(self, desk: Desk, owner: Owner, options: Options) -> None:
        """Raises FrisketError when there is nothing to pick on."""
        super().__init__()
        self._desk, self._owner = desk, owner
        self.recipe = options.recipe
        self.clicks = Clicks()
        self.candidate = 0
        self._outcome: Outcome | None = None
        self._read_from = options.read_from
        self._pressed: Point | None = None
        self._pressed_at: Any = None
        self._space_is_down = False
        self._layer: tuple[Any, Reduced, Any] | None = None
        self._small = self._open()
        self._view = Krita.instance().activeWindow().activeView()
        self._widget = canvas_widget()
        self._overlay = Overlay(self._widget, self._to_canvas)
        # Krita puts its own filter before all others of the canvas whenever that gets the focus,
        # and a click gives it the focus. The application's filters come before those.
        QtWidgets.QApplication.instance().installEventFilter(self)
        self._widget.destroyed.connect(self._canvas_gone)
        self._widget.setFocus()
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(200)
        self._timer.timeout.connect(self._check)
        self._timer.start()
        self._prepare()

    def say(self, told: str) -> None:
        self._desk.say(told)

    def end(self) -> None:
        """Let go of the canvas."""
        self._timer.stop()
        QtWidgets.QApplication.instance().removeEventFilter(self)
        widget, self._widget = self._widget, None
        if widget is not None:
            # Unless Krita has closed the view, and taken both with it.
            with contextlib.suppress(RuntimeError, TypeError):
                widget.destroyed.disconnect(self._canvas_gone)
                self._overlay.hide()
                self._overlay.deleteLater()

    def begin_anew(self) -> None:
        """With no clicks, on the picture as it is now."""
        self.clicks, self.candidate, self._outcome = Clicks(), 0, None
        self._overlay.set_masks([])
        self._overlay.set_clicks(self.clicks)
        try:
            self._small = self._open()
        except Exception as error:
            self._owner.lost(sentence(error))
            return
        self._prepare()

    def take_back(self) -> None:
        """The last click or box."""
        self._set_clicks(self.clicks.without_last())

    def next_candidate(self) -> None:
        if self._outcome is not None and self._outcome.objects:
            self.candidate = (self.candidate + 1) % len(self._outcome.objects[0])
            self._show()

    # --- events of the canvas ---

    def eventFilter(self, watched: Any, event: Any) -> bool:
        try:
            return watched is self._widget and self._is_ours(event)
        except Exception as error:
            self.say(sentence(error))
            return False

    def _is_ours(self, event: Any) -> bool:
        kind = event.type()
        if kind in KEYS or kind == _Type.KeyRelease:
            return self._key(kind, event)
        if kind in PRESSES and event.button() in (LEFT, RIGHT) and not self._space_is_down:
            self._press(event)
        elif kind in MOVES and self._pressed is not None:
            self._move(event)
        elif kind in RELEASES and self._pressed is not None and event.button() in (LEFT, RIGHT):
            self._release(event)
        else:
            return False
        event.accept()
        return True

    def _key(self, kind: Any, event: Any) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Space:
            self._space_is_down = kind != _Type.KeyRelease
            return False
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Backspace)
        if key not in keys or kind == _Type.KeyRelease:
            return False
        event.accept()
        if kind == _Type.KeyPress and not event.isAutoRepeat():
            # Escape takes this very object away, which must not happen while it filters.
            QtCore.QTimer.singleShot(0, lambda: self._owner.key(key))
        return True

    def _press(self, event: Any) -> None:
        self._pressed_at = position(event)
        is_excluded = event.button() == RIGHT or bool(
            event.modifiers() & Qt.KeyboardModifier.AltModifier
        )
        place = self._to_image().map(self._pressed_at)
        self._pressed = Point(place.x(), place.y(), inside=not is_excluded)

    def _move(self, event: Any) -> None:
        self._overlay.set_clicks(self.clicks, self._dragged(position(event)))

    def _release(self, event: Any) -> None:
        pressed, box = self._pressed, self._dragged(position(event))
        self._pressed = None
        assert pressed is not None, "asked before"
        self._set_clicks(self.clicks.with_one(box or pressed))

    def _dragged(self, here: Any) -> Box | None:
        """The box from where the button went down; None while that is a click yet."""
        way = here - self._pressed_at
        if way.manhattanLength() < QtWidgets.QApplication.startDragDistance():
            return None
        corner, pressed = self._to_image().map(here), self._pressed
        assert pressed is not None, "asked before"
        size = self._small_target_size()
        xs = sorted(min(max(0.0, x), size[0]) for x in (pressed.x, corner.x()))
        ys = sorted(min(max(0.0, y), size[1]) for y in (pressed.y, corner.y()))
        box = Box(xs[0], ys[0], xs[1], ys[1])
        return None if box.width < 1 or box.height < 1 else box

    # --- asking ---

    def _open(self) -> Reduced:
        snapshot = Snapshot(documents.target(self._read_from))
        sides = {recipe.name: recipe.preview_side for recipe in self._desk.state.recipes}
        side = sides.get(self.recipe, PREVIEW_SIDE)
        self._layer = None
        self._target = snapshot.target
        return Reduced(snapshot, preview_scale(*snapshot.size, side))

    def _small_target_size(self) -> tuple[int, int]:
        return self._target.width, self._target.height

    def _opened(self, client: Any, small: Reduced) -> Any:
        """The layer as this client knows it; what was read and sent stays so."""
        if self._layer is None or self._layer[:2] != (client, small):
            self._layer = (client, small, client.open(small))
        return self._layer[2]

    def _prepare(self) -> None:
        small, recipe = self._small, self.recipe

        def work(client: Any, watch: Watch) -> None:
            self._opened(client, small).prepare(recipe, watch)

        self._desk.worker.submit(
            Task(work, self._prepared, self._failed, self._desk.progressed.emit, slot="prepare")
        )

    def _set_clicks(self, clicks: Clicks) -> None:
        self.clicks, self.candidate = clicks, 0
        self._overlay.set_clicks(clicks)
        if not clicks.prompts:
            self._outcome = None
            self._overlay.set_masks([])
            # Nothing to be done, but in the place of what is being done.
            nothing = Task(_nothing, _nothing, self._failed, slot="pick", needs_client=False)
            self._desk.worker.submit(nothing)
            return
        small = self._small
        prompt = small.prompt(Prompt(points=clicks.points, boxes=clicks.boxes))
        asked = Job(prompt, Options(self.recipe), fine=False, candidates=clicks.candidates)

        def work(client: Any, watch: Watch) -> Outcome:
            return job.run(self._opened(client, small), asked, watch)

        self._desk.worker.submit(Task(work, self._came, self._failed, slot="pick"))

    def _prepared(self, _: object) -> None:
        self._desk.settle()

    def _came(self, outcome: Outcome) -> None:
        self._outcome = outcome
        if not outcome.masks:
            self.say(" ".join([t("nothing_found"), *outcome.notes]))
        elif outcome.notes:
            self.say(" ".join(outcome.notes))
        self._show()

    def _show(self) -> None:
        if self._widget is None or self._outcome is None:
            return
        chosen = chosen_of(self._outcome, self.candidate)
        self._overlay.set_masks([(self._small.to_layer(mask.box), tinted(mask)) for mask in chosen])

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Cancelled):
            self.say(sentence(error))
        self._desk.settle()

    # --- the canvas ---

    def _to_image(self) -> Any:
        """From pixels of the canvas widget to those of the image."""
        return self._view.flakeToCanvasTransform().inverted()[0] * (
            self._view.flakeToImageTransform()
        )

    def _to_canvas(self) -> Any:
        return self._to_image().inverted()[0]

    def _check(self) -> None:
        """Whether the same picture is in front; Krita tells nobody."""
        try:
            documents.found(self._target)
            if not documents.is_in_front(self._target.document):
                self._owner.lost(t("pick.left"))
        except Exception as error:
            self._owner.lost(sentence(error))

    def _canvas_gone(self) -> None:
        self._widget = None
        self._owner.lost(t("pick.left"))


def _nothing(*_: object) -> None:
    """Nobody waits for it."""


def canvas_widget() -> Any:
    """The widget that shows the picture in front. Raises FailedPrecondition when there is none."""
    window = Krita.instance().activeWindow()
    area = window.qwindow().findChild(QtWidgets.QMdiArea) if window is not None else None
    # Pictures in tabs behind the first one count as visible, too.
    front = area.activeSubWindow() if area is not None else None
    for widget in front.findChildren(QtWidgets.QWidget) if front is not None else []:
        if widget.metaObject().className() in CANVASES and widget.isVisible():
            return widget
    raise documents.refusal("pick.no_canvas")
