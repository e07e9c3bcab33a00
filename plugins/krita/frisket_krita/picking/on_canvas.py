"""One canvas while somebody picks on it: what `Session` says is to be done, done in Krita."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from frisket_plugin.job import Outcome
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.parts import Mode
from frisket_protocol.raster import Box

from ..asking.beginning import is_alone
from ..asking.desk import Desk
from ..asking.findings import CHANGED
from ..asking.models import is_lacking
from ..asking.wishes import Clicks, Wish, chosen_of, kind_of
from ..canvas import documents
from ..guard import guarded, sentence, unnested
from ..qt import QtCore, QtWidgets, later
from . import canvases, fields
from .alone import Alone, told_of
from .canvas import Canvas
from .doubt import Doubt
from .drawing import look_of
from .gestures import Gestures, Meaning, Where
from .listening import Listening
from .questions import Questions
from .session import Question, Session, Then
from .telling import Telling

LOOK_MILLISECONDS = 200


class Owner(Protocol):
    """Who holds a canvas."""

    def leave(self, told: str) -> None:
        """The person does not want to pick any more, or has closed the picture."""

    def lost(self, why: str) -> None:
        """Nobody can pick on what is in front."""

    def came(self) -> None:
        """The number of guesses may be another."""


class OnCanvas(QtCore.QObject):  # type: ignore[misc]
    """From its beginning to `end`, nothing but picking happens to the picture."""

    def __init__(self, desk: Desk, owner: Owner, options: Options) -> None:
        """Raises FrisketError when there is nothing to pick on."""
        super().__init__()
        self._desk, self._owner, self._options = desk, owner, options
        self._is_over, self._is_read = False, True
        self._alone, self._doubt = Alone(), Doubt()
        self._questions = Questions(desk, options)
        self._telling = Telling(desk, self._questions)
        documents.check_seen(target := self._questions.target)
        picture, ground = self._questions.picture(target), self._questions.ground(target)
        self.session = Session(picture, options, ground)
        # Another view may show a picture, once Krita is through with this one.
        self._canvas = Canvas(lambda: later(self._look), lambda: look_of(self._desk.settings))
        self._canvas.follow()
        self._listening = Listening(self, Gestures(QtWidgets.QApplication.startDragDistance()))
        self._listening.start()
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MILLISECONDS)
        self._questions.prepare(options.recipe, self._say_error)

    @property
    def widget(self) -> Any:
        """The canvas that is picked on."""
        return self._canvas.widget

    def say(self, told: str) -> None:
        self._desk.say(told)

    def end(self) -> None:
        """Let go of the canvas, and of all that is asked for it."""
        self._is_over = True
        self._timer.stop()
        self._listening.end()
        self._canvas.let_go()
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
        if self._is_seen():
            self._do(self.session.enter(mode))

    def next_guess(self) -> None:
        self._do(self.session.next_guess())

    # --- the canvas ---

    @unnested
    def _look(self) -> None:
        """What is in front and active now; Krita tells nobody."""
        if self._is_over:
            return
        if not documents.is_open(self._questions.target.document):
            # Another picture may have come to the front under the hand that picks.
            owner = self._owner
            (owner.leave if documents.is_none_open() else owner.lost)(t("document_closed"))
            return
        try:
            self._follow_front()
        except Exception as error:
            if self._doubt.fails() and not self._is_over:
                self._owner.lost(self._telling.with_kept(sentence(error)))
        else:
            self._doubt.ends()

    def _follow_front(self) -> None:
        if self._canvas.follow():
            self._show()
        if self._alone.ends(self._desk.state):
            self._do(self.session.again())
        # While something is written, what is active is ours.
        if self.session.making is None and not self._desk.is_writing:
            target = documents.target(self._options.read_from)
            picture = self._questions.looked_at(target, self.session.clicks)
            self._do(self.session.look(picture, self._questions.ground(target)))
            if not self._is_read:
                self._read()

    def _is_seen(self) -> bool:
        """Look; whether what is in front can be picked on, which is said where it cannot."""
        self._look()
        if not self._is_over and self._doubt.is_there:
            self.say(t("pick.not_yet"))
        return not (self._is_over or self._doubt.is_there)

    # --- what is meant ---

    def focused(self, where: Where) -> None:
        """The focus went there."""
        self._telling.focused(where)

    def meant(self, meaning: Meaning) -> None:
        """By a gesture or a key."""
        if meaning.does == "rubber":
            self._draw_clicks(self._canvas.rubber_of(meaning, self._questions.size))
        elif meaning.does == "pan":
            canvases.move(self.widget, meaning.start, meaning.end)
        else:
            # Escape takes this very object away, which must not happen while it listens.
            later(lambda: self._carry_out(meaning))

    @guarded
    def _carry_out(self, meaning: Meaning) -> None:
        calls: dict[str, Callable[[], object]] = {
            "click": lambda: self._mark(meaning),
            "box": lambda: self._mark(meaning),
            "take": fields.take,
            "enter": lambda: self.enter(meaning.mode),
            "back": lambda: self._do(self.session.back()),
            "undo": lambda: self._is_seen() and self._do(self.session.undo()),
            "redo": lambda: self._is_seen() and self._do(self.session.redo()),
            "escape": self._escape,
            "elsewhere": self._follow,
            "shortcut": lambda: self._telling.rests(meaning.action),
            "fingers": lambda: self._do(Then(told="pick.fingers")),
        }
        if not self._is_over:
            self._telling.go_on()
            calls[meaning.does]()

    def _escape(self) -> None:
        """What is being made ends, or else the picking."""
        if self.session.making is not None:
            self._desk.cancel()
        else:
            self._owner.leave(t("pick.left"))

    def _follow(self) -> None:
        """A click on another view only brings that to the front."""
        before, ground = self.widget, self.session.ground
        self._look()
        if not self._is_over and self.widget is not before and self.session.ground == ground:
            self.say(t("pick.followed"))

    def _mark(self, meaning: Meaning) -> None:
        before = self.widget, self.session.ground
        # A click is on what is active now.
        if not self._is_seen() or before != (self.widget, self.session.ground):
            return
        canvases.check_not_wrapped(self._canvas.view)
        documents.check_seen(self._questions.target)
        mark = self._canvas.mark_of(meaning, self._questions.size)
        if mark is None:
            self._draw_clicks()
            self.say(t("pick.outside"))
        else:
            self._do(self.session.click(mark))

    # --- what is to be done ---

    def _do(self, then: Then, is_answer: bool = False) -> None:
        """is_answer: what was said since the question was asked is still true."""
        if self._is_over:
            return
        if then.do != "nothing":  # what was found was for other clicks, or another picture
            self._desk.drop_found()
        if then.told:  # over the picture while something is made: the panel tells how far that is
            self._telling.say(then.told)
        elif then.do in ("ask", "show") and not then.is_said:
            self._telling.tell(self.session, is_answer)
        if then.do == "undo" or then.do == "redo":
            documents.step(then.do)
        if then.do in ("anew", "undo", "redo"):
            self._is_read = False
            later(self._look)  # which reads it
        if then.do == "ask":
            self._ask(self.session.question)
        elif then.do != "nothing":
            self._questions.ask_no_more()
        self._show()
        if then.do == "make":
            self._make()

    def _read(self) -> None:
        """The picture as it is now. Raises FrisketError when it cannot be read."""
        self._questions.open(self._options)
        self._is_read = True
        then = self.session.begun(self._questions.picture(self._questions.target))
        if then.do == "ask":
            self._do(then, is_answer=True)
        else:
            self._questions.prepare(self._options.recipe, self._say_error)

    def _show(self) -> None:
        shown, outcome = self.session.shown, self.session.outcome
        masks = chosen_of(outcome, shown.candidate) if shown and outcome else ()
        self._draw_clicks()
        places = self._questions.places(masks, self._options.invert)
        self._canvas.draw_masks(places if self._is_here else [])
        self._owner.came()

    def _draw_clicks(self, rubber: Box | None = None) -> None:
        self._canvas.draw(self.session.clicks if self._is_here else Clicks(), rubber)

    @property
    def _is_here(self) -> bool:
        """What is made may be of a picture that is no longer in front."""
        return self._is_read and documents.is_in_front(self._questions.target.document)

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
        self._telling.keep()
        if error is None:
            fields.leave(self.widget)
        is_changed = getattr(error, "detail", "") == CHANGED
        self._do(self.session.made() if error is None else self.session.not_made(is_changed))
