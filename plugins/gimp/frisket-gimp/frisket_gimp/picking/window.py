"""The window in which one clicks: the picture, the objects, and what becomes of them."""

from __future__ import annotations

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gimp, GimpUi, Gtk  # noqa: E402

from frisket_plugin import texts  # noqa: E402
from frisket_plugin.options import Options  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402
from frisket_protocol.client import Client  # noqa: E402
from frisket_protocol.errors import FrisketError  # noqa: E402
from frisket_protocol.parts import RecipeInfo  # noqa: E402
from frisket_protocol.raster import Box, Point  # noqa: E402
from frisket_protocol.watch import Watch  # noqa: E402

from .. import layout  # noqa: E402
from ..asking import desk  # noqa: E402
from ..asking.wishes import Wish  # noqa: E402
from ..asking.worker import MainThreadSource, Worker  # noqa: E402
from ..layout import button, column, row  # noqa: E402
from ..setting_up.boxes import Boxes  # noqa: E402
from . import painting, questions  # noqa: E402
from .asked import Asked  # noqa: E402
from .asker import Asker  # noqa: E402
from .drawing import Shown  # noqa: E402
from .marks import Another, Words  # noqa: E402
from .parts import Choices, Objects, Reading  # noqa: E402
from .pictures import Pictures, remember  # noqa: E402
from .session import Session  # noqa: E402
from .status import Status  # noqa: E402
from .view import View  # noqa: E402

SIZE = (1180, 760)
SIDE = 300


class LiveWindow:
    """`run` shows it, and gives what was applied, or None when it was closed."""

    def __init__(self, image: Gimp.Image, pictures: Pictures, held: Options) -> None:
        """held: the options that were chosen last."""
        GimpUi.init("frisket-gimp")
        self._image, self._pictures = image, pictures
        self._session = Session()
        self._result: desk.Found | None = None
        self._is_applying = False
        self._reading = Reading(pictures.read_from, bool(pictures.layers), held)
        self._reading.listen(self._another_picture, self._begin_again)
        self._asked = Asked(pictures.source, self._reading.recipe)
        self._boxes = Boxes(self._begin_again, self._recipes_came)
        self._status = Status(self._start_agent, self._boxes.instead)
        self._worker = Worker(self._status.progress, self._recipes_came)
        self._asker = Asker(
            self._worker, self._session, self._asked, self._status, self._look, self._applied
        )
        self._view = View(pictures.source, self._marked, self._marked)
        self._objects = Objects(self._ticked, self._another_guess)
        self._choices = Choices(bool(pictures.layers), held.edges, self._other_edges)
        self._words = Gtk.Entry(placeholder_text=t("words.placeholder"), activates_default=False)
        self._apply = button(t("gimp.live.apply"), self._applied)
        self._window = self._built()

    def run(self) -> desk.Found | None:
        self._window.show_all()
        GimpUi.window_set_transient(self._window)
        self._look()
        self._asker.ask_ahead(self._reading.options)
        Gtk.main()
        self._asker.drop()
        self._boxes.end()
        self._worker.end()
        return self._result

    # --- what the person does ---

    def _marked(self, step: Point | Box) -> None:
        if self._session.mark(step):
            self._ask()
        else:
            self._status.say(t("gimp.live.nothing_to_exclude"))

    def _typed(self, *_: object) -> None:
        text = self._words.get_text().strip()
        if text and not self._boxes.offers(self._reading.recipe, "words", self._typed):
            self._session.mark(Words(text))
            self._ask()

    def _another_object(self, *_: object) -> None:
        self._session.mark(Another())

    def _undone(self, *_: object) -> None:
        self._session.undo()
        self._asker.drop()
        self._ask()

    def _ticked(self, number: int, on: bool) -> None:
        self._session.tick(self._session.things[number].key, on)
        self._look()
        self._asker.look_closer_soon(self._options)

    def _another_guess(self, number: int) -> None:
        self._session.next_guess(self._session.things[number].key)
        self._look()

    def _another_picture(self, *_: object) -> None:
        """Marks stay where they are in the image."""
        by = self._pictures.choose(self._reading.read_from)
        self._session.marks = self._session.marks.moved(by, self._pictures.source.size)
        self._begin_again()

    def _other_edges(self, *_: object) -> None:
        self._session.other_edges()
        self._asker.drop()
        self._ask()

    def _begin_again(self, *_: object) -> None:
        self._asker.drop()
        if self._boxes.offers(self._reading.recipe, "points", self._begin_again):
            return
        self._session.begin_again()
        self._asked.open(self._pictures.source, self._reading.recipe)
        try:
            self._view.change(self._pictures.source)
        except FrisketError as error:
            self._status.fail(error)
            return
        if self._session.unasked:
            self._ask()
        else:
            self._look()
            self._asker.ask_ahead(self._reading.options)

    def _recipes_came(self, recipes: tuple[RecipeInfo, ...]) -> None:
        self._boxes.learn(recipes)
        self._reading.show_recipes(recipes)
        if self._asked.learn(recipes):
            self._begin_again()

    def _ask(self) -> None:
        self._asker.ask(self._options)

    @property
    def _options(self) -> Options:
        return self._choices.wish(self._reading.options).options

    def _start_agent(self, *_: object) -> None:
        self._status.busy(t("stage.start"))
        self._worker.start_agent(self._started)

    def _started(self, _: object, error: Exception | None) -> None:
        if error is not None:
            self._status.fail(error)
        else:
            self._status.say(t("ready"))
            self._ask()

    def _key(self, _: Gtk.Widget, event: Gdk.EventKey) -> bool:
        """Keys of the picture; while words are typed, they are letters."""
        name = Gdk.keyval_name(event.keyval) or ""
        if self._words.has_focus():
            if name == "Escape":
                self._window.set_focus(None)  # the keys are the picture's again
            return name == "Escape"
        if name == "Escape":
            self._window.close()
        elif name in ("Return", "KP_Enter"):
            self._applied()
        elif name == "BackSpace" or (
            name in ("z", "Z") and event.state & Gdk.ModifierType.CONTROL_MASK
        ):
            self._undone()
        elif name in ("n", "N"):
            self._another_object()
        elif name in ("g", "G") and self._session.things:
            self._another_guess(len(self._session.things) - 1)
        else:
            return False
        return True

    # --- the end ---

    def _applied(self, *_: object) -> None:
        if self._is_applying:
            return
        if self._asker.has_to_ask(self._options):
            return  # what is seen is taken: not before the last click is seen
        if not self._session.ticked:
            self._status.say(t("nothing_ticked"))
            return
        wish = self._choices.wish(self._reading.options)
        session, source, pictures = self._session, self._asked.whole, self._pictures
        cut, seen = pictures.of_layer if wish.output == "cutout" else None, pictures.source.origin
        self._set_applying(True)
        self._status.busy(texts.stage("segment"))

        def ask(client: Client, watch: Watch) -> questions.Applied:
            applied = questions.exact(client, watch, source, session, wish)
            if cut is None:
                return applied
            layer = MainThreadSource(cut)
            return questions.cut_out(client, watch, applied, wish.options, seen, layer, cut.origin)

        self._worker.ask(ask, lambda result, error: self._write(wish, result, error))

    def _write(self, wish: Wish, applied: questions.Applied, error: Exception | None) -> None:
        self._set_applying(False)
        if error is not None:
            self._status.fail(error)
            return
        answer = applied.objects, applied.joined, applied.recipe, applied.reading, applied.notes
        cut = self._pictures.of_layer if wish.output == "cutout" else None
        layer = self._pictures.layers[0] if cut is not None else self._pictures.layer
        found = desk.Found(cut or self._pictures.source, layer, *answer)
        try:
            desk.write(self._image, self._pictures.layers, wish, [found])
        except Exception as failure:
            self._status.fail(failure)
            return
        self._result = found
        remember(wish.options)
        desk.tell(wish.output, len(applied.objects), applied.notes)
        self._window.destroy()

    def _set_applying(self, on: bool) -> None:
        """What is being written is not changed meanwhile."""
        self._asker.wait_no_more()
        self._is_applying = on
        parts = (
            self._view.widget,
            self._objects.widget,
            self._reading.widget,
            self._reading.for_words,
        )
        for widget in (*parts, self._words, self._apply):
            widget.set_sensitive(not on)

    # --- showing ---

    def _look(self) -> None:
        things = self._session.things
        colours = [painting.COLOURS[n % len(painting.COLOURS)] for n in range(len(things))]
        scale = self._asked.preview.scale
        shown = [
            Shown(thing.mask, scale, colour)
            if thing.exact is None
            else Shown(thing.exact, 1.0, colour)
            for thing, colour in zip(things, colours, strict=True)
            if thing.is_ticked
        ]
        self._view.show(shown, self._session.points, self._session.boxes)
        self._objects.show(things, colours)
        self._apply.set_sensitive(bool(self._session.ticked))

    # --- the window ---

    def _built(self) -> Gtk.Window:
        window = Gtk.Window(title=t("gimp.live.title"))
        window.set_default_size(*layout.within_monitor(*SIZE))
        window.set_role("frisket-live")
        window.connect("destroy", Gtk.main_quit)
        window.connect("key-press-event", self._key)
        self._words.connect("activate", self._typed)
        find = row((self._words, True), (button(t("gimp.live.find"), self._typed), False))
        another = button(t("gimp.live.another"), self._another_object)
        undo = button(t("gimp.live.undo"), self._undone)
        beside = column(
            (self._reading.widget, False),
            (find, False),
            (self._reading.for_words, False),
            (self._objects.widget, True),
            (row((another, True), (undo, True), spacing=4, homogeneous=True), False),
            (self._choices.widget, False),
        )
        beside.set_size_request(SIDE, -1)
        beside.set_hexpand(False)  # what is in it would have it as wide as the picture
        # On a low screen it scrolls, and what is below it is still there.
        scrolled = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
        scrolled.set_propagate_natural_height(True)
        scrolled.set_overlay_scrolling(False)
        scrolled.add(beside)
        middle = row((self._view.widget, True), (scrolled, False))
        below = self._bottom()
        window.add(column((middle, True), (self._boxes.widget, False), (below, False), border=8))
        return window

    def _bottom(self) -> Gtk.Box:
        self._apply.get_style_context().add_class("suggested-action")
        return row(
            (button("−", lambda *_: self._view.zoom(0.8)), False),
            (button("+", lambda *_: self._view.zoom(1.25)), False),
            (button(t("gimp.live.fit"), lambda *_: self._view.fit()), False),
            (self._status.widget, True),
            (button(t("gimp.live.cancel"), lambda *_: self._window.close()), False),
            (self._apply, False),
        )
