"""What is told while somebody picks; a sentence goes when what it speaks of is no longer so."""

from __future__ import annotations

from dataclasses import replace

from frisket_plugin import said
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..asking.standing import Holds, always, while_same
from ..asking.wishes import Wish, is_one_of_several
from ..canvas import documents
from .gestures import Where
from .questions import Questions
from .session import Session

_MOVES = ("pick.moved", "pick.came_back")
_ENTER = ("pick.enter_waits", "pick.enter_dropped")
_INSISTS = ("pick.wait", "pick.no_redo", "pick.resized", *_ENTER, *_MOVES)


class Telling:
    """In the panel, and over the picture where somebody looks at that."""

    def __init__(self, desk: Desk, questions: Questions) -> None:
        self._desk, self._questions = desk, questions
        self._before_field, self._is_in_field = "", False
        self._kept = ""

    def keep(self) -> None:
        """What is said now stays, whatever is told after it, until the person goes on."""
        self._kept = self._desk.sentence

    def go_on(self) -> None:
        """The person has done something."""
        self._kept = ""

    def with_kept(self, told: str) -> str:
        """A sentence, after the one that stays."""
        is_there = self._kept and self._desk.sentence.startswith(self._kept)
        return f"{self._kept} {told}" if is_there and told != self._kept else told

    def tell(self, session: Session, is_answer: bool) -> None:
        """What there is to say of what is shown. is_answer: what was said last is still true."""
        shown = session.shown
        is_asked = shown is None or shown.question != session.question
        outcome = None if is_asked else session.outcome
        holds: Holds = always
        told = [] if outcome is None or outcome.masks else [t("nothing_found")]
        if outcome:
            options = replace(session.options, prompt_from="clicks")
            alone = documents.alone(options.read_from)
            reads_layer = options.read_from == "layer"
            hidden_by = self._questions.hidden_by(session.clicks) if outcome.notes else ""
            told += said.notes(
                outcome.notes, reads_layer=reads_layer, alone=alone, hidden_by=hidden_by
            )
            is_one = is_one_of_several(Wish(options, "", session.clicks))
            told += [t("a_box_each")] if is_one else []
            hindrance = self._questions.hindrance(session.options)
            told += [hindrance] if hindrance else []
            if hindrance:
                holds = while_same(lambda: self._questions.hindrance(session.options))
        if told:
            self._desk.saying.say(self.with_kept(" ".join(told)), holds=holds)
        elif not is_answer:
            self._desk.saying.rest()

    def say(self, key: str) -> None:
        """Over the picture as well, where somebody has to look at another one, or to wait."""
        name = documents.name_in_front() if key in _MOVES else ""
        told = self.with_kept(t(key, name=name))
        self._desk.say(told, insists=key in _INSISTS)

    def rests(self, action: str) -> None:
        """Krita does not do what a key is for. action: by the name in its menus, if it has one."""
        key = "pick.shortcut.field" if self._is_in_field else "pick.shortcut"
        told = t(key, action=action) if action else t("pick.key")
        self._desk.say(told, insists=True)

    def focused(self, where: Where) -> None:
        """The focus went there: into a field, where keys are written, or out of one."""
        told, now = t("pick.in_field"), self._desk.sentence
        self._is_in_field = where == "field"
        if where == "field" and now != told:
            self._before_field = now
            self._desk.say(told, insists=True)
        elif where in ("canvas", "panel", "window") and now == told:
            self._desk.remark(self._before_field)
