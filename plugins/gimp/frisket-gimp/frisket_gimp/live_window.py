"""The window in which one clicks: the picture, the objects, and what becomes of them."""

from __future__ import annotations

import traceback

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gimp, GimpUi, Gtk  # noqa: E402

from frisket_plugin import texts  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402
from frisket_protocol.client import Client  # noqa: E402
from frisket_protocol.errors import AgentNotRunning, FrisketError  # noqa: E402
from frisket_protocol.raster import Box, Point  # noqa: E402
from frisket_protocol.watch import Watch  # noqa: E402

from . import edge, live_asking, painting, procedures  # noqa: E402
from .live_parts import Choices, Objects  # noqa: E402
from .live_view import Shown, View  # noqa: E402
from .live_worker import MainThreadSource, Worker  # noqa: E402
from .marks import Another, Words  # noqa: E402
from .procedures import Found  # noqa: E402
from .reading import DrawableSource  # noqa: E402
from .session import Session  # noqa: E402
from .wishes import Wish  # noqa: E402

SIZE = (1180, 760)
SIDE = 300


class LiveWindow:
    """`run` shows it, and gives what was applied, or None when it was closed."""

    def __init__(self, image: Gimp.Image, layers: list[Gimp.Layer], source: DrawableSource) -> None:
        GimpUi.init("frisket-gimp")
        self._image, self._layers, self._source = image, layers, source
        self._safe = MainThreadSource(source)
        self._preview = live_asking.preview(self._safe)
        self._session = Session()
        self._result: Found | None = None
        self._is_applying = False
        self._worker = Worker(self._progressed)
        self._view = View(source, self._preview.scale, self._clicked, self._dragged)
        self._objects = Objects(self._ticked, self._another_guess)
        self._choices = Choices(bool(layers))
        self._words = Gtk.Entry(placeholder_text=t("words.placeholder"), activates_default=False)
        self._status = Gtk.Label(xalign=0, wrap=True, selectable=False)
        self._spinner = Gtk.Spinner()
        self._start = _button(t("start"), self._start_agent)
        self._apply = _button(t("gimp.live.apply"), self._applied)
        self._window = self._built()

    def run(self) -> Found | None:
        self._window.show_all()
        self._start.hide()
        GimpUi.window_set_transient(self._window)
        self._say(t("gimp.live.hint"))
        self._look()
        self._ask_ahead()
        Gtk.main()
        self._worker.end()
        return self._result

    # --- what the person does ---

    def _clicked(self, point: Point) -> None:
        self._session.mark(point)
        self._ask()

    def _dragged(self, box: Box) -> None:
        self._session.mark(box)
        self._ask()

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

    def _start_agent(self, *_: object) -> None:
        self._start.hide()
        self._busy(t("stage.start"))
        self._worker.start_agent(self._started)

    def _started(self, _: object, error: Exception | None) -> None:
        if error is not None:
            self._fail(error)
        else:
            self._say(t("ready"))
            self._ask()

    def _key(self, _: Gtk.Widget, event: Gdk.EventKey) -> bool:
        """Keys of the picture; while words are typed, they are letters."""
        name = Gdk.keyval_name(event.keyval) or ""
        if name == "Escape":
            self._window.close()
        elif self._words.has_focus():
            return False
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

    def _ask_ahead(self) -> None:
        """Have the agent look at the picture before the first click."""
        self._busy(texts.stage("embed"))
        self._worker.ask(
            lambda client, watch: live_asking.prepare(client, watch, self._preview), self._ready
        )

    def _ready(self, _: object, error: Exception | None) -> None:
        if error is not None:
            self._fail(error)
        else:
            self._say(t("gimp.live.hint"))

    def _ask(self) -> None:
        self._look()
        prompts = self._session.unasked
        if not prompts:
            self._say(t("gimp.live.hint"))
            return
        self._busy(texts.stage("segment"))
        preview = self._preview

        def ask(client: Client, watch: Watch) -> live_asking.Outcomes:
            return live_asking.quick(client, watch, preview, prompts)

        self._worker.ask(ask, self._answered)

    def _answered(self, outcomes: live_asking.Outcomes, error: Exception | None) -> None:
        if error is not None:
            self._fail(error)
            return
        self._session.found(outcomes)
        self._look()
        masks = [mask for outcome in outcomes.values() for mask in outcome.masks]
        self._say(t("gimp.live.hint") if masks else t("gimp.live.nothing"))

    def _progressed(self, stage: str, fraction: float | None) -> None:
        if self._spinner.get_property("active"):
            percent = "" if fraction is None else f" {100 * fraction:.0f} %"
            self._status.set_text(texts.stage(stage) + percent)

    # --- the end ---

    def _applied(self, *_: object) -> None:
        if self._is_applying:
            return
        if not self._session.ticked:
            self._say(t("nothing_ticked"))
            return
        wish = self._choices.wish()
        session, source = self._session, self._safe
        self._set_applying(True)
        self._busy(texts.stage("segment"))

        def ask(client: Client, watch: Watch) -> live_asking.Applied:
            return live_asking.exact(client, watch, source, session, wish)

        self._worker.ask(ask, lambda result, error: self._write(wish, result, error))

    def _write(self, wish: Wish, applied: live_asking.Applied, error: Exception | None) -> None:
        self._set_applying(False)
        if error is not None:
            self._fail(error)
            return
        layer = self._layers[0] if self._layers else None
        found = Found(self._source, layer, applied.objects, applied.joined, applied.recipe)
        try:
            procedures.write(self._image, self._layers, wish, [found])
        except Exception as failure:
            self._fail(failure)
            return
        self._result = found
        if wish.output == "channels":
            Gimp.message(texts.count("gimp.channels", len(applied.objects)))
        self._window.destroy()

    def _set_applying(self, on: bool) -> None:
        """What is being written is not changed meanwhile."""
        self._is_applying = on
        for widget in (self._view.widget, self._objects.widget, self._words, self._apply):
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

    def _say(self, sentence: str) -> None:
        self._spinner.stop()
        self._status.set_text(sentence)

    def _busy(self, sentence: str) -> None:
        self._start.hide()
        self._status.set_text(sentence)
        self._spinner.start()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, FrisketError):
            edge.log(f"window: {error.wire_code}: {error}")
            self._say(str(error))
        else:
            edge.log("window:\n" + "".join(traceback.format_exception(error)))
            told = f"{type(error).__name__}: {error}"
            self._say(t("failed", error=told, log=edge.log_file()))
        self._start.set_visible(isinstance(error, AgentNotRunning))

    # --- the window ---

    def _built(self) -> Gtk.Window:
        window = Gtk.Window(title=t("gimp.live.title"))
        window.set_default_size(*SIZE)
        window.set_role("frisket-live")
        window.connect("destroy", Gtk.main_quit)
        window.connect("key-press-event", self._key)
        self._words.connect("activate", self._typed)
        beside = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8)
        beside.set_size_request(SIDE, -1)
        beside.set_hexpand(False)  # what is in it would have it as wide as the picture
        find = Gtk.Box(spacing=4)
        find.pack_start(self._words, True, True, 0)
        find.pack_start(_button(t("gimp.live.find"), self._typed), False, False, 0)
        beside.pack_start(find, False, False, 0)
        beside.pack_start(self._objects.widget, True, True, 0)
        marks = Gtk.Box(spacing=4, homogeneous=True)
        marks.pack_start(_button(t("gimp.live.another"), self._another_object), True, True, 0)
        marks.pack_start(_button(t("gimp.live.undo"), self._undone), True, True, 0)
        beside.pack_start(marks, False, False, 0)
        beside.pack_start(self._choices.widget, False, False, 0)
        middle = Gtk.Box(spacing=8)
        middle.pack_start(self._view.widget, True, True, 0)
        middle.pack_start(beside, False, False, 0)
        whole = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8, border_width=8)
        whole.pack_start(middle, True, True, 0)
        whole.pack_start(self._bottom(), False, False, 0)
        window.add(whole)
        return window

    def _bottom(self) -> Gtk.Box:
        bottom = Gtk.Box(spacing=8)
        bottom.pack_start(_button("−", lambda *_: self._view.zoom(0.8)), False, False, 0)
        bottom.pack_start(_button("+", lambda *_: self._view.zoom(1.25)), False, False, 0)
        fit = _button(t("gimp.live.fit"), lambda *_: self._view.fit())
        bottom.pack_start(fit, False, False, 0)
        bottom.pack_start(self._spinner, False, False, 0)
        bottom.pack_start(self._status, True, True, 0)
        bottom.pack_start(self._start, False, False, 0)
        cancel = _button(t("gimp.live.cancel"), lambda *_: self._window.close())
        bottom.pack_start(cancel, False, False, 0)
        self._apply.get_style_context().add_class("suggested-action")
        bottom.pack_start(self._apply, False, False, 0)
        return bottom


def _button(label: str, pressed: object) -> Gtk.Button:
    button = Gtk.Button(label=label, use_underline=True)
    button.connect("clicked", pressed)
    return button
