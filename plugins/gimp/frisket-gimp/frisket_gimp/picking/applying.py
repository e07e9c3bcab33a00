"""From what is ticked in the window to what is made of it."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gimp

from frisket_plugin import said, texts
from frisket_plugin.texts import t
from frisket_protocol.client import Client
from frisket_protocol.errors import FrisketError
from frisket_protocol.watch import Watch

from ..asking import desk, saying
from ..asking.desk import Found
from ..asking.wishes import Wish
from ..asking.worker import MainThreadSource, Worker
from ..catalog import CUT, EACH
from . import questions
from .asked import Asked
from .pictures import Pictures, is_changed, remember
from .session import Session
from .status import Status


class Applying:
    """hold: whether something is being made, which is not changed meanwhile. done: it is made.

    is_over: the picture is closed.
    """

    def __init__(
        self,
        image: Gimp.Image,
        pictures: Pictures,
        worker: Worker,
        status: Status,
        hold: Callable[[bool], None],
        done: Callable[[Found], None],
    ) -> None:
        self._image, self._pictures = image, pictures
        self._worker, self._status = worker, status
        self._hold, self._done = hold, done
        self.is_under_way = self.is_over = False
        self._why = ""

    @property
    def holds(self) -> bool:
        """Whether nothing may be changed, or nothing is there to change any more."""
        return self.is_under_way or self.is_over

    def look(self) -> bool:
        """Say it once, as soon as nothing can be made any more of what is shown."""
        if not self._image.is_valid():
            self._end()
            return False  # GLib calls no more
        if not self._status.is_busy:
            self._look()
        return True

    def _end(self) -> None:
        """The picture is closed, and with it all that could be done here but to leave."""
        self.is_over = True
        self._hold(True)
        self._status.offer_anew(False)
        self._status.say(t("document_closed"), is_failure=True)

    def _look(self) -> None:
        why = ""
        try:
            self._pictures.check()
        except FrisketError as error:
            why = said.error(error)
            self._status.offer_anew(is_changed(error))
        if why and why != self._why:
            self._status.say(why, is_failure=True)
        elif self._why and not why:
            self._status.offer_anew(False)
            self._status.forget()
        self._why = why

    def read_anew(self) -> None:
        """The picture has been read again: what was said of it before is over."""
        self._why = ""
        self._status.offer_anew(False)

    def _fail(self, error: Exception) -> None:
        if is_changed(error):  # perhaps too little for the looks in between
            self._status.offer_anew(True)
        self._status.fail(error)

    def hindrance(self, wish: Wish) -> str:
        """Why this cannot be made here now, whatever is marked; "" where it can."""
        try:
            desk.check(wish, self._image, self._pictures.layers)
        except FrisketError as error:
            return said.error(error)
        return ""

    def begin(self, session: Session, asked: Asked, wish: Wish) -> None:
        """Ask for it in full, then make it; nothing where it cannot be done here, which is said."""
        try:
            desk.check(wish, self._image, self._pictures.layers)
            self._pictures.check(closely=True)
        except FrisketError as error:
            self._fail(error)
            return
        cut = self._pictures.of_layer if wish.output in CUT else None
        name = self._pictures.layers[0].get_name() if cut is not None else ""
        source, seen = asked.whole, self._pictures.source.origin
        self._set_under_way(True)
        self._status.busy(texts.stage("segment"))

        def ask(client: Client, watch: Watch) -> questions.Applied:
            applied = questions.exact(client, watch, source, session, wish)
            if cut is None:
                return applied
            layer = MainThreadSource(cut)
            into = layer, cut.origin, name
            return questions.cut_out(client, watch, applied, wish.options, seen, *into)

        self._worker.ask(ask, lambda result, error: self._write(wish, result, error))

    def _write(self, wish: Wish, applied: questions.Applied, error: Exception | None) -> None:
        self._set_under_way(False)
        if error is not None:
            self._status.fail(error)
            return
        if not applied.objects or (applied.joined is None and wish.output not in EACH):
            self._status.say(t("gimp.live.nothing_left"), is_failure=True)
            return
        answer = applied.objects, applied.joined, applied.recipe, applied.reading, applied.notes
        cut = self._pictures.of_layer if wish.output in CUT else None
        layer = self._pictures.layers[0] if cut is not None else self._pictures.layer
        found = Found(cut or self._pictures.source, layer, *answer)
        try:
            self._pictures.check(closely=True)
            desk.write(self._image, self._pictures.layers, wish, [found])
        except Exception as failure:
            self._fail(failure)
            return
        remember(wish, self._pictures.has_choice)
        notes = *applied.notes, *desk.cut_off(self._image, found, wish)
        saying.tell(wish.output, len(applied.objects), notes)
        self._done(found)

    def _set_under_way(self, on: bool) -> None:
        self.is_under_way = on
        self._hold(on)
