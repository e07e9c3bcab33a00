"""The window in which one clicks: the picture, the objects, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, GLib, Gtk  # noqa: E402

from frisket_plugin import said  # noqa: E402
from frisket_plugin.options import ReadFrom  # noqa: E402
from frisket_plugin.settings import Settings  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402
from frisket_protocol.errors import FrisketError  # noqa: E402
from frisket_protocol.parts import RecipeInfo  # noqa: E402
from frisket_protocol.raster import Box, Point  # noqa: E402

from ..asking.desk import Found  # noqa: E402
from ..asking.worker import Worker  # noqa: E402
from ..layout import button  # noqa: E402
from ..setting_up.boxes import Boxes  # noqa: E402
from . import drawing, frame, keyboard, keys, painting, telling  # noqa: E402
from .applying import Applying  # noqa: E402
from .asked import Asked  # noqa: E402
from .asker import Asker  # noqa: E402
from .choosing import Chosen  # noqa: E402
from .look_menu import LookMenu  # noqa: E402
from .marks import Another, Words  # noqa: E402
from .parts import Choices, Objects, Reading, Steps  # noqa: E402
from .pictures import Pictures  # noqa: E402
from .session import Session  # noqa: E402
from .status import Status  # noqa: E402
from .there import There  # noqa: E402
from .view import View  # noqa: E402

LOOK_MILLISECONDS = 500
"""How often it is looked whether the picture is still open, and as it was."""


class LiveWindow:
    """`run` shows it, and gives what was applied, or None when it was closed."""

    def __init__(
        self,
        image: Gimp.Image,
        pictures: Pictures,
        held: Settings,
        diagnostics: Callable[[], object],
    ) -> None:
        """held: what was chosen last. diagnostics: shows Agent and Diagnostics."""
        GimpUi.init("frisket-gimp")
        self._pictures = pictures
        self._session = Session()
        self._result: Found | None = None
        self._has_typed = False
        self._reading = Reading(pictures.read_from, pictures.layer_title, held.options)
        self._reading.listen(self._another_picture, self._begin_again)
        changes = self._other_edges, self._look, self._joins
        self._choices = Choices(pictures.lacks, held, *changes)
        self._there = There(image, pictures)
        self._chosen = Chosen(self._reading, self._choices)
        self._asked = Asked(pictures.source, self._reading.recipe)
        self._boxes = Boxes(self._begin_again, self._recipes_came)
        self._status = Status(
            lambda *_: self._status.start(self._worker),
            diagnostics,
            self._agent_is_back,
            self._another_picture,
            self._boxes.instead,
        )
        self._worker = Worker(self._status.progress, self._recipes_came)
        parts = self._worker, self._session, self._asked, self._status
        self._asker = Asker(*parts, self._look, self._applied, self._chosen.worked, self._unsuited)
        makes = image, pictures, self._worker, self._status
        self._applying = Applying(*makes, self._hold, self._made)
        self._looks = LookMenu(self._looks_otherwise)
        self._view = View(pictures.source, self._marked, self._marked, self._looks.view)
        self._objects = Objects(self._ticked, self._another_guess, self._again)
        self._steps = Steps(self._session, self._stepped)
        self._words = Gtk.Entry(placeholder_text=t("gimp.live.words"), activates_default=False)
        self._words.set_tooltip_text(t("gimp.argument.words.about"))
        self._apply = button(t("gimp.live.apply"), self._applied)
        self._find = button(t("gimp.live.find"), self._typed)
        self._find.set_tooltip_text(t("gimp.live.find.tip"))
        beside = self._reading, self._words, self._find, self._objects, self._steps, self._choices
        below = self._boxes, self._status, self._apply
        self._parts = frame.Parts(self._view, self._looks, *beside, *below)
        self._window = frame.built(self._parts, self._another_object, self._left)
        self._window.connect("destroy", Gtk.main_quit)
        self._window.connect("delete-event", self._left)
        marks = self._steps.undo, self._steps.redo, self._another_object, self._another_guess
        does = dict(zip(keys.EVERY, (self._left, self._applied, *marks), strict=True))
        keyboard.listen(self._window, self._words, does, lambda: self._applying.holds)
        self._words.connect("activate", self._typed)

    def run(self) -> Found | None:
        self._window.show_all()
        GimpUi.window_set_transient(self._window)
        self._look()
        told = self._pictures.masked or self._there.told(self._chosen.wish)
        self._asker.ask_ahead(self._reading.options, told)
        GLib.timeout_add(LOOK_MILLISECONDS, self._watch)
        Gtk.main()
        self._status.close()
        self._asker.drop()
        self._boxes.end()
        self._worker.end()
        return self._result

    def _watch(self) -> bool:
        if not self._applying.is_under_way and self._pictures.follow(self._reading.name_layer):
            self._joins()
        if self._there.look(self._chosen.wish):
            self._look()
        return self._applying.look()

    def present(self) -> None:
        """Somebody asks for it once more."""
        self._window.present()
        if not self._applying.is_over:
            self._asker.say_unless_asking(self._there.already(self._chosen.wish))

    # --- what the person does ---

    def _marked(self, step: Point | Box) -> None:
        scale = self._asked.preview.scale
        if self._session.mark(step, scale):
            self._ask()
            return
        name = self._session.worded_at(step, scale) if isinstance(step, Point) else ""
        self._status.say(telling.not_marked(name), is_failure=True)

    def _typed(self, *_: object) -> None:
        text = self._words.get_text().strip()
        if not text:
            return
        self._asker.begin()
        self._has_typed = not self._boxes.knows_recipes
        if self._has_typed:  # asked too early, words would fail for want of what can be offered
            self._asker.ask_ahead(self._reading.options)
        elif not self._boxes.offers(self._reading.recipe, "words", self._typed):
            if self._session.mark(Words(text)):
                self._ask()
            else:
                self._asker.say_unless_asking(t("gimp.live.same_words"))

    def _another_object(self, *_: object) -> None:
        self._asker.begin()
        self._session.mark(Another())
        self._look()
        if self._session.marks.begins_another:
            self._asker.say_unless_asking(t("gimp.live.next_object"))

    def _again(self, number: int) -> None:
        self._session.choose(self._session.things[number].key)
        self._look()
        self._asker.say_unless_asking(t("gimp.live.again"))

    def _stepped(self) -> None:
        self._asker.drop()
        self._ask()

    def _ticked(self, number: int, on: bool) -> None:
        self._asker.begin()
        self._session.tick(self._session.things[number].key, on)
        self._look()
        self._asker.look_closer_soon(self._chosen.options)

    def _another_guess(self, number: int = -1) -> None:
        """At the object of this number, from 0; at the last one."""
        self._asker.begin()
        for thing in self._session.things[number:][:1]:
            self._session.next_guess(thing.key)
        self._look()

    def _another_picture(self, *_: object) -> None:
        """Another, or the same as it is by now; marks stay where they are in the image."""
        self._choose_picture(self._reading.read_from)
        self._begin_again()

    def _choose_picture(self, read_from: ReadFrom) -> None:
        by = self._pictures.choose(read_from)
        self._applying.read_anew()
        self._session.moved(by, self._pictures.source.size)

    def _other_edges(self, *_: object) -> None:
        self._session.other_edges()
        self._asker.drop()
        self._ask()

    def _joins(self, *_: object) -> None:
        self._look()
        wish = self._chosen.wish
        if told := self._applying.hindrance(wish) or self._there.told(wish):
            self._asker.say_unless_asking(told)

    def _begin_again(self, *_: object) -> None:
        self._asker.drop()
        self._asker.begin()
        if self._boxes.offers(self._reading.recipe, "points", self._begin_again):
            return
        self._session.begin_again()
        self._asked.open(self._pictures.source, self._reading.recipe)
        try:
            self._view.change(self._pictures.source)
        except FrisketError as error:
            if not self._unsuited(error):
                self._status.fail(error)
            return
        if self._session.unasked:
            self._ask()
        else:
            self._look()
            self._asker.ask_ahead(self._reading.options)

    def _unsuited(self, error: Exception) -> bool:
        """Back to the choices that were there when something was last answered; marks stay."""
        good = self._chosen.go_back()
        if good is None:
            return False
        if good.read_from != self._pictures.read_from:
            self._choose_picture(good.read_from)
        self._begin_again()
        self._asker.told(t("gimp.live.choice_back", error=said.error(error)))
        return True

    def _recipes_came(self, recipes: tuple[RecipeInfo, ...]) -> None:
        self._boxes.learn(recipes)
        self._reading.show_recipes(recipes)
        if self._asked.learn(recipes):
            self._begin_again()
        if self._has_typed:
            self._typed()

    def _ask(self) -> None:
        self._asker.ask(self._chosen.options)

    def _agent_is_back(self) -> None:
        """It may be another one, which knows other recipes: it is asked something in any case."""
        self._status.say(t("ready"))
        if self._session.unasked:
            self._ask()
        else:
            self._asker.ask_ahead(self._reading.options)

    # --- the end ---

    def _left(self, *_: object) -> bool:
        """Cancel, Escape or the window's cross; marks are not thrown away unasked."""
        marked = 0 if self._applying.is_over else self._session.marked
        if not marked or frame.may_discard(self._window, marked):
            self._window.destroy()
        return True  # GTK need not close it

    def _applied(self, *_: object) -> None:
        if self._applying.holds:
            return
        if self._asker.has_to_ask(self._chosen.options):
            return  # what is seen is taken: not before the last click is seen
        if not self._session.ticked:
            self._status.say(t("nothing_ticked"), is_failure=True)
            return
        self._applying.begin(self._session, self._asked, self._chosen.wish)

    def _made(self, found: Found) -> None:
        self._result = found
        self._window.destroy()

    def _hold(self, on: bool) -> None:
        self._asker.wait_no_more()
        if self._applying.is_over:
            self._asker.drop()
            self._look()
        self._parts.hold(on)

    # --- showing ---

    def _looks_otherwise(self) -> None:
        self._view.show_as(self._looks.view)
        self._look()

    def _look(self, *_: object) -> None:
        things = self._session.things
        colours = painting.colours(self._looks.colour, len(things) + 1)
        shown = drawing.shown(things, colours[:-1], self._asked.preview.scale)
        self._there.look(self._chosen.wish)
        if self._there.is_open:
            self._window.set_title(self._pictures.title(self._chosen.wish.output))
        marks = self._session.points, self._session.boxes
        self._view.show(shown, self._there.shown, *marks, self._chosen.options.invert)
        current, awaited = self._session.current, self._asker.awaited
        self._objects.show(things, current, colours[:-1], awaited, colours[-1])
        self._apply.set_sensitive(bool(self._session.ticked) or self._asker.is_asking)
        self._steps.show()
        self._find.set_label(t("gimp.live.find_more" if things else "gimp.live.find"))
