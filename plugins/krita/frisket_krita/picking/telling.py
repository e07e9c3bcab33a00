"""What is told while somebody picks; a sentence goes when what it speaks of is no longer so."""

from __future__ import annotations

from frisket_plugin import said
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..canvas import documents
from .gestures import Where
from .session import Session

_MOVES = ("pick.moved", "pick.came_back")


class Telling:
    """In the panel, and over the picture where somebody looks at that."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._before_field, self._is_in_field = "", False

    def tell(self, session: Session, is_answer: bool) -> None:
        """What there is to say of what is shown. is_answer: what was said last is still true."""
        shown = session.shown
        is_asked = shown is None or shown.question != session.question
        outcome = None if is_asked else session.outcome
        told = [] if outcome is None or outcome.masks else [t("nothing_found")]
        told += map(said.sentence, outcome.notes) if outcome else ()
        if told:
            self._desk.say(" ".join(told))
        elif not is_answer:
            self._desk.remark(t("pick.hint"))

    def say(self, key: str) -> None:
        """Over the picture as well, where somebody has to look at another one, or to wait."""
        name = documents.name_in_front() if key in _MOVES else ""
        self._desk.say(t(key, name=name), insists=key in ("pick.wait", *_MOVES))

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
