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

from ..asking import desk  # noqa: E402
from ..asking.wishes import Wish  # noqa: E402
from ..asking.worker import Worker  # noqa: E402
from ..layout import button, column, row  # noqa: E402
from . import painting, questions  # noqa: E402
from .asked import Asked  # noqa: E402
from .marks import Another, Words  # noqa: E402
from .parts import Choices, Objects, Reading  # noqa: E402
from .pictures import Pictures, remember  # noqa: E402
from .session import Session  # noqa: E402
from .status import Status  # noqa: E402
from .view import Shown, View  # noqa: E402

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
        self._is_asking = self._will_apply = self._is_applying = False
        self._reading = Reading(pictures.read_from, bool(pictures.layers), held)
        self._reading.listen(self._another_picture, self._begin_again)
        self._asked = Asked(pictures.source, self._reading.recipe)
        self._status = Status(self._start_agent)
        self._worker = Worker(self._status.progress, self._recipes_came)
        self._view = View(pictures.source, self._asked.preview.scale, self._marked, self._marked)
        self._objects = Objects(self._ticked, self._another_guess)
        self._choices = Choices(bool(pictures.layers), held.edges)
        self._words = Gtk.Entry(placeholder_text=t("words.placeholder"), activates_default=False)
        self._apply = button(t("gimp.live.apply"), self._applied)
        self._window = self._built()

    def run(self) -> desk.Found | None:
        self._window.show_all()
        GimpUi.window_set_transient(self._window)
        self._status.say(t("gimp.live.hint"))
        self._look()
        self._ask_ahead()
        Gtk.main()
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
        if text:
            self._session.mark(Words(text))
            self._ask()

    def _another_object(self, *_: object) -> None:
        self._session.mark(Another())

    def _undone(self, *_: object) -> None:
        self._session.undo()
        self._worker.drop()
        self._ask()

    def _ticked(self, number: int, on: bool) -> None:
        self._session.tick(self._session.things[number].key, on)
        self._look()

    def _another_guess(self, number: int) -> None:
        self._session.next_guess(self._session.things[number].key)
        self._look()

    def _another_picture(self, *_: object) -> None:
        """Marks stay where they are in the image."""
        by = self._pictures.choose(self._reading.read_from)
        self._session.marks = self._session.marks.moved(by, self._pictures.source.size)
        self._begin_again()

    def _begin_again(self, *_: object) -> None:
        self._worker.drop()
        self._session.begin_again()
        self._asked.open(self._pictures.source, self._reading.recipe)
        try:
            self._view.change(self._pictures.source, self._asked.preview.scale)
        except FrisketError as error:
            self._status.fail(error)
            return
        if self._session.unasked:
            self._ask()
        else:
            self._look()
            self._ask_ahead()

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

    # --- asking ---

    def _recipes_came(self, recipes: tuple[RecipeInfo, ...]) -> None:
        self._reading.show_recipes(recipes)
        if self._asked.learn(recipes):
            self._begin_again()

    def _ask_ahead(self) -> None:
        """Have the agent look at the picture before the first click."""
        self._status.busy(texts.stage("embed"))
        preview, recipe = self._asked.preview, self._reading.recipe
        self._worker.ask(
            lambda client, watch: questions.prepare(client, watch, preview, recipe), self._ready
        )

    def _ready(self, _: object, error: Exception | None) -> None:
        if error is not None:
            self._status.fail(error)
        else:
            self._status.say(t("gimp.live.hint"))

    def _ask(self) -> None:
        self._is_asking = self._will_apply = False
        self._look()
        prompts = self._session.unasked
        if not prompts:
            self._status.say(t("gimp.live.hint"))
            return
        self._status.busy(texts.stage("segment"))
        preview, options = self._asked.preview, self._reading.options

        def ask(client: Client, watch: Watch) -> questions.Answers:
            return questions.quick(client, watch, preview, prompts, options)

        self._is_asking = True
        self._worker.ask(ask, self._answered)

    def _answered(self, answers: questions.Answers, error: Exception | None) -> None:
        will_apply, self._is_asking, self._will_apply = self._will_apply, False, False
        if error is not None:
            self._status.fail(error)
            return
        self._session.found(answers.outcomes)
        self._session.failed(answers.failed)
        self._look()
        self._status.say(questions.told_of(answers))
        if will_apply and not answers.failed:
            self._applied()

    # --- the end ---

    def _applied(self, *_: object) -> None:
        if self._is_applying:
            return
        if self._session.unasked:  # what is seen is taken: not before the last click is seen
            if not self._is_asking:
                self._ask()
            self._will_apply = True
            return
        if not self._session.ticked:
            self._status.say(t("nothing_ticked"))
            return
        wish = self._choices.wish(self._reading.options)
        session, source = self._session, self._asked.whole
        self._set_applying(True)
        self._status.busy(texts.stage("segment"))

        def ask(client: Client, watch: Watch) -> questions.Applied:
            return questions.exact(client, watch, source, session, wish)

        self._worker.ask(ask, lambda result, error: self._write(wish, result, error))

    def _write(self, wish: Wish, applied: questions.Applied, error: Exception | None) -> None:
        self._set_applying(False)
        if error is not None:
            self._status.fail(error)
            return
        answer = applied.objects, applied.joined, applied.recipe, applied.reading, applied.notes
        found = desk.Found(self._pictures.source, self._pictures.layer, *answer)
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
        self._is_applying = on
        parts = self._view.widget, self._objects.widget, self._reading.widget
        for widget in (*parts, self._words, self._apply):
            widget.set_sensitive(not on)

    # --- showing ---

    def _look(self) -> None:
        things = self._session.things
        colours = [painting.COLOURS[n % len(painting.COLOURS)] for n in range(len(things))]
        shown = [
            Shown(thing.mask, colour)
            for thing, colour in zip(things, colours, strict=True)
            if thing.is_ticked
        ]
        self._view.show(shown, self._session.points, self._session.boxes)
        self._objects.show(things, colours)
        self._apply.set_sensitive(bool(self._session.ticked))

    # --- the window ---

    def _built(self) -> Gtk.Window:
        window = Gtk.Window(title=t("gimp.live.title"))
        window.set_default_size(*SIZE)
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
            (self._objects.widget, True),
            (row((another, True), (undo, True), spacing=4, homogeneous=True), False),
            (self._choices.widget, False),
        )
        beside.set_size_request(SIDE, -1)
        beside.set_hexpand(False)  # what is in it would have it as wide as the picture
        middle = row((self._view.widget, True), (beside, False))
        window.add(column((middle, True), (self._bottom(), False), border=8))
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
