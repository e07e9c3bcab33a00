"""One canvas while somebody picks on it: what `Session` says is to be done, done in Krita.

The canvas is that of the view in front, as long as it shows the same picture.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from frisket_plugin.job import Outcome
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.parts import Mode
from frisket_protocol.raster import Box, Point

from ..asking.beginning import is_alone
from ..asking.desk import Desk
from ..asking.findings import CHANGED
from ..asking.models import is_lacking
from ..asking.wishes import Wish, chosen_of, kind_of
from ..canvas import documents
from ..guard import guarded, sentence
from ..qt import QtCore, later
from . import canvases
from .alone import Alone, told_of
from .cursor import PickCursor
from .drawing import look_of
from .gestures import Meaning, Where
from .listening import Listening
from .overlay import Overlay
from .questions import Questions
from .session import Question, Session, Then
from .telling import Telling

LOOK_MILLISECONDS = 200


class Owner(Protocol):
    """Who holds a canvas."""

    def leave(self, told: str) -> None:
        """Escape was pressed, or the canvas is no more, or shows another picture."""

    def came(self) -> None:
        """The number of guesses may be another."""


class OnCanvas(QtCore.QObject):  # type: ignore[misc]
    """From its beginning to `end`, nothing but picking happens to the picture."""

    def __init__(self, desk: Desk, owner: Owner, options: Options) -> None:
        """Raises FrisketError when there is nothing to pick on."""
        super().__init__()
        self._desk, self._owner, self._options = desk, owner, options
        self._telling = Telling(desk)
        self._is_over = False
        self._alone = Alone()
        self._questions = Questions(desk, options)
        picture = self._questions.picture(self._questions.target)
        self.session = Session(picture, options)
        self._hold()
        self._listening = Listening(self)
        self._listening.start()
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MILLISECONDS)
        self._questions.prepare(options.recipe, self._say_error)

    def say(self, told: str) -> None:
        self._desk.say(told)

    def end(self) -> None:
        """Let go of the canvas, and of all that is asked for it."""
        self._is_over = True
        self._timer.stop()
        self._listening.end()
        self._let_go()
        self._questions.end()
        if self.session.making is not None:
            self._desk.cancel()

    def set_options(self, options: Options) -> None:
        """The panel's."""
        self._options = options
        self._do(self.session.set_options(options))
        self._look()

    def enter(self, mode: Mode | None = None) -> None:
        """Make what is shown; mode: that of the held keys."""
        self._look()
        self._do(self.session.enter(mode))

    def next_guess(self) -> None:
        self._do(self.session.next_guess())

    # --- the canvas ---

    def _hold(self) -> None:
        view = canvases.active_view()
        canvases.check_not_wrapped(view)
        self.widget: Any = canvases.front()
        self._view = view
        self._overlay = Overlay(
            self.widget,
            lambda: canvases.to_image(view).inverted()[0],
            lambda: look_of(self._desk.settings),
        )
        self._cursor = PickCursor(self.widget)
        self.widget.destroyed.connect(self._canvas_gone)
        self.widget.setFocus()

    def _let_go(self) -> None:
        widget, self.widget = self.widget, None
        if widget is not None:
            # Unless Krita has closed the view, and taken both with it.
            with contextlib.suppress(RuntimeError, TypeError):
                widget.destroyed.disconnect(self._canvas_gone)
                self._cursor.end()
                self._overlay.hide()
                self._overlay.deleteLater()

    def _canvas_gone(self) -> None:
        self.widget = None
        # Another view may show the same picture, once Krita is through with this one.
        later(self._look)

    def _look(self) -> None:
        """What is in front and active now; Krita tells nobody."""
        if self._is_over:
            return
        try:
            documents.found(self._questions.target)
            if not documents.is_in_front(self._questions.target.document):
                self._owner.leave(t("pick.left"))
                return
            if canvases.front() is not self.widget:
                self._let_go()
                self._hold()
                self._show()
            if self._alone.ends(self._desk.state):
                self._do(self.session.again())
            if not self._desk.is_writing:
                target = documents.target(self._options.read_from)
                self._do(self.session.look(self._questions.picture(target)))
        except Exception as error:
            self._owner.leave(sentence(error))

    # --- what is meant ---

    def focused(self, where: Where) -> None:
        """The focus went there."""
        self._telling.focused(where)

    def meant(self, meaning: Meaning) -> None:
        """By a gesture or a key."""
        if meaning.does == "rubber":
            box = None if meaning.start == meaning.end else self._mark_of(meaning)
            self._overlay.set_clicks(self.session.clicks, box)
        elif meaning.does == "pan":
            (x0, y0), (x1, y1) = meaning.start, meaning.end
            canvases.move(self.widget, x1 - x0, y1 - y0)
        else:
            # Escape takes this very object away, which must not happen while it listens.
            later(lambda: self._carry_out(meaning))

    @guarded
    def _carry_out(self, meaning: Meaning) -> None:
        calls: dict[str, Callable[[], None]] = {
            "click": lambda: self._mark(meaning),
            "box": lambda: self._mark(meaning),
            "enter": lambda: self.enter(meaning.mode),
            "back": lambda: self._do(self.session.back()),
            "escape": self._escape,
            "elsewhere": self._follow,
            "shortcut": lambda: self._telling.rests(meaning.action),
            "fingers": lambda: self.say(t("pick.fingers")),
        }
        if not self._is_over:
            calls[meaning.does]()

    def _escape(self) -> None:
        """What is being made ends, or else the picking."""
        if self.session.making is not None:
            self._desk.cancel()
        else:
            self._owner.leave(t("pick.left"))

    def _follow(self) -> None:
        """A click on another view of the picture only brings that to the front."""
        before = self.widget
        self._look()
        if not self._is_over and self.widget is not before:
            self.say(t("pick.followed"))

    def _mark(self, meaning: Meaning) -> None:
        canvases.check_not_wrapped(self._view)
        self._look()  # a click is on what is active now
        if self._is_over:
            return
        mark = self._mark_of(meaning)
        if mark is None:
            self._overlay.set_clicks(self.session.clicks)
            self.say(t("pick.outside"))
        else:
            self._do(self.session.click(mark))

    def _mark_of(self, meaning: Meaning) -> Point | Box | None:
        """On the picture; None beside it."""
        size = self._questions.target.width, self._questions.target.height
        if meaning.does == "click":
            return canvases.point_at(self._view, meaning.start, size, meaning.is_inside)
        return canvases.box_at(self._view, meaning.start, meaning.end, size)

    # --- what is to be done ---

    def _do(self, then: Then, is_answer: bool = False) -> None:
        """is_answer: what was said since the question was asked is still true."""
        if self._is_over:
            return
        if then.do != "nothing":  # what was found was for other clicks, or another picture
            self._desk.drop_found()
        if then.told:  # over the picture while something is made: the panel tells how far that is
            self._desk.say(t(then.told), insists=then.told == "pick.wait")
        elif then.do in ("ask", "show") and not then.is_said:
            self._telling.tell(self.session, is_answer)
        if then.do == "anew":
            self._begin_anew()
            return
        if then.do == "ask":
            self._ask(self.session.question)
        elif then.do in ("show", "make"):
            self._questions.ask_no_more()
        self._show()
        if then.do == "make":
            self._make()

    def _begin_anew(self) -> None:
        self._questions.ask_no_more()
        self._show()
        try:
            self._questions.open(self._options)
        except Exception as error:
            self._owner.leave(sentence(error))
            return
        then = self.session.begun(self._questions.picture(self._questions.target))
        if then.do == "ask":
            self._do(then, is_answer=True)
        else:
            self._questions.prepare(self._options.recipe, self._say_error)

    def _show(self) -> None:
        session = self.session
        if self.widget is not None:
            shown = session.shown
            masks = chosen_of(session.outcome, shown.candidate) if shown and session.outcome else ()
            self._overlay.set_clicks(session.clicks)
            self._overlay.set_masks([(self._questions.place(one), one) for one in masks])
        self._owner.came()

    def _ask(self, question: Question) -> None:
        def failed(error: Exception) -> None:
            recipe, alone = question.options.recipe, is_alone(error)
            lacks = (recipe, kind_of(self._wish)) if is_lacking(error, recipe) else None
            self._do(self.session.failed(question, alone or lacks is not None), is_answer=True)
            if alone or lacks:
                self._alone.begins(lacks)
            if alone and not self._is_over:
                self._desk.say_alone(told_of(error))
            else:
                self._say_error(error)

        def came(outcome: Outcome) -> None:
            self._do(self.session.came(question, outcome), is_answer=True)

        self._questions.ask(question, came, failed)

    @property
    def _wish(self) -> Wish:
        return Wish(replace(self._options, prompt_from="clicks"), "", self.session.clicks)

    def _say_error(self, error: Exception) -> None:
        if not self._is_over:
            kept = t("pick.kept") if self.session.clicks.prompts else ""
            self.say(self._desk.models.told(error, self._wish, kept=kept))

    def _make(self) -> None:
        making = self.session.making
        assert making is not None, "the session says so"
        if not self._questions.make(making, self.session.outcome, self._ended):
            # It was refused at once, with a sentence.
            self._do(self.session.not_made())

    def _ended(self, error: Exception | None) -> None:
        if self._is_over:
            return
        is_changed = getattr(error, "detail", "") == CHANGED
        self._do(self.session.made() if error is None else self.session.not_made(is_changed))
