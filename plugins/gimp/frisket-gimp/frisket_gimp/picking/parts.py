"""The parts beside the picture: what is looked at, what was found, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import GdkPixbuf, GLib, Gtk, Pango

from frisket_plugin import recipes
from frisket_plugin.options import EDGES, MODES, READS_FROM, Options, ReadFrom, from_json
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t
from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import RecipeInfo

from .. import layout
from ..asking.wishes import Wish
from ..catalog import CUT, EACH, Output
from ..layout import combo
from .finishing import Finishing
from .painting import Colour
from .session import Key, Session, Thing

OUTPUTS: tuple[Output, ...] = ("selection", "mask", "cutout", *EACH)
ON_LAYER: tuple[Output, ...] = ("mask", *CUT)
"""What needs a layer that is chosen."""
JOINED: tuple[Output, ...] = ("selection", "mask")
"""What joins something that is there, so that it matters how."""
SWATCH = 14
SEEN_AFTER = 50
"""Milliseconds until rows that are new have been laid out."""


class Objects:
    """A line for each object: its colour, a tick box, and its name, which makes it the one that the
    next click is about. on_choose: that was pressed."""

    def __init__(
        self,
        on_tick: Callable[[int, bool], None],
        on_guess: Callable[[int], None],
        on_choose: Callable[[int], None],
    ) -> None:
        self._on_tick, self._on_guess, self._on_choose = on_tick, on_guess, on_choose
        self._rows = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=2, border_width=4)
        self._scrolled = Gtk.ScrolledWindow()
        self._scrolled.set_policy(Gtk.PolicyType.NEVER, Gtk.PolicyType.AUTOMATIC)
        self._scrolled.set_overlay_scrolling(False)
        self._scrolled.add(self._rows)
        self._marked: object = None
        self.widget = Gtk.Frame(label=t("gimp.live.list"))
        self.widget.add(self._scrolled)

    def show(
        self,
        things: Sequence[Thing],
        current: Key | None,
        colours: Sequence[Colour],
        awaited: str,
        next_colour: Colour,
    ) -> None:
        """These and no others. current: what the next click is about. awaited: what is to come, in
        a line of its own; "" for nothing."""
        for row in self._rows.get_children():
            row.destroy()
        marked: Gtk.Widget | None = None
        for number, (thing, colour) in enumerate(zip(things, colours, strict=True)):
            row = self._row(number, thing, colour, current)
            self._rows.pack_start(row, False, False, 0)
            marked = row if thing.key == current else marked
        if awaited:
            label = Gtk.Label(label=awaited, xalign=0, wrap=True)
            if things:
                label.set_markup(f"<b>{GLib.markup_escape_text(awaited)}</b>")
                label = layout.row((_swatch(next_colour), False), (label, True), spacing=6)
            self._rows.pack_start(label, False, False, 0)
            marked = label
        self._rows.show_all()
        seen = len(things), current, awaited
        if marked is not None and seen != self._marked:
            GLib.timeout_add(SEEN_AFTER, self._scroll_to, marked)
        self._marked = seen

    def _scroll_to(self, row: Gtk.Widget) -> bool:
        """What the next click is about is in sight; once the rows have their places."""
        if row.get_parent() is self._rows:
            place = row.get_allocation()
            self._scrolled.get_vadjustment().clamp_page(place.y, place.y + place.height)
        return False  # GLib need not call again

    def _row(self, number: int, thing: Thing, colour: Colour, current: Key | None) -> Gtk.Box:
        row = Gtk.Box(spacing=6)
        row.pack_start(_swatch(colour), False, False, 0)
        label = thing.label or t("object", number=number + 1)
        tick = Gtk.CheckButton()
        tick.set_active(thing.is_ticked)
        tick.connect("toggled", lambda button: self._on_tick(number, button.get_active()))
        row.pack_start(tick, False, False, 0)
        row.pack_start(self._name(number, thing, label, thing.key == current), True, True, 0)
        if thing.guesses > 1:
            guess = Gtk.Button(label=t("gimp.live.next"))
            guess.connect("clicked", lambda _: self._on_guess(number))
            row.pack_start(guess, False, False, 0)
        return row

    def _name(self, number: int, thing: Thing, label: str, is_current: bool) -> Gtk.Widget:
        """Clicks tell more of what was clicked or boxed, not of what words found."""
        name = Gtk.Label(xalign=0, ellipsize=Pango.EllipsizeMode.END)
        said = GLib.markup_escape_text(label)
        name.set_markup(f"<b>{said}</b>" if is_current else said)
        if thing.key[0].words:
            return name
        made = Gtk.Button(relief=Gtk.ReliefStyle.NONE)
        made.set_tooltip_text(t("gimp.live.again.tip"))
        made.connect("clicked", lambda _: self._on_choose(number))
        made.add(name)
        return made


class Steps:
    """Undo and Redo, of all that was done in the window. on_step: one was taken."""

    def __init__(self, session: Session, on_step: Callable[[], object]) -> None:
        self._session, self._on_step = session, on_step
        self._undo = layout.tool("edit-undo", t("gimp.live.undo"), self.undo)
        self._redo = layout.tool("edit-redo", t("gimp.live.redo"), self.redo)
        self.widget = layout.row((self._undo, False), (self._redo, False), spacing=4)

    def undo(self, *_: object) -> None:
        self._session.undo()
        self._on_step()

    def redo(self, *_: object) -> None:
        self._session.redo()
        self._on_step()

    def show(self) -> None:
        """Whether there is anything to take back, or to do again."""
        self._undo.set_sensitive(self._session.can_undo)
        self._redo.set_sensitive(self._session.can_redo)


def _swatch(colour: Colour) -> Gtk.Image:
    red, green, blue = colour
    made = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, SWATCH, SWATCH)
    made.fill(red << 24 | green << 16 | blue << 8 | 0xFF)
    return Gtk.Image.new_from_pixbuf(made)


class Reading:
    """What is looked at, and by which recipe; the words are those of Krita's docker."""

    def __init__(self, read_from: ReadFrom, layer: str, held: Options) -> None:
        """layer: what the layer is called here; "" where there is none. held: the options that were
        chosen last."""
        reads = [("layer", layer)] if layer else []
        self._read_from = combo([*reads, ("visible", t("read_from.visible"))])
        self._read_from.connect("changed", _tell_whole)
        self._read_from.set_active_id(read_from)
        _tell_whole(self._read_from)
        self._recipe = combo(recipes.choices((), held.recipe))
        self._recipe.set_active_id(held.recipe)
        self._known: Sequence[RecipeInfo] = ()
        self._recipe.connect("changed", self._tell)
        self._tell()
        self._threshold = layout.threshold(held.threshold)
        self.widget = layout.form(
            (t("read_from"), self._read_from),
            (t("recipe"), self._recipe),
        )
        self.for_words = layout.form((t("gimp.argument.threshold"), self._threshold))

    def listen(self, on_read_from: Callable[..., object], on_recipe: Callable[..., object]) -> None:
        """Whom to tell of a change."""
        self._on_read_from = self._read_from.connect("changed", on_read_from)
        self._on_recipe = self._recipe.connect("changed", on_recipe)
        self._on_threshold = self._threshold.connect("value-changed", on_recipe)

    def name_layer(self, layer: str) -> None:
        """The layer is another, which is called so here."""
        self._read_from.get_model()[0][0] = layer

    def restore(self, options: Options) -> None:
        """Choose these again, and tell nobody."""
        with (
            self._read_from.handler_block(self._on_read_from),
            self._recipe.handler_block(self._on_recipe),
            self._threshold.handler_block(self._on_threshold),
        ):
            self._read_from.set_active_id(options.read_from)
            self._recipe.set_active_id(options.recipe)
            self._tell()
            self._threshold.set_value(options.threshold)

    @property
    def read_from(self) -> ReadFrom:
        return next(one for one in READS_FROM if one == self._read_from.get_active_id())

    @property
    def recipe(self) -> str:
        return str(self._recipe.get_active_id() or AUTOMATIC)

    @property
    def options(self) -> Options:
        """What is chosen here; all else is as usual."""
        threshold = round(self._threshold.get_value(), 2)
        return Options(self.recipe, read_from=self.read_from, threshold=threshold)

    def show_recipes(self, known: Sequence[RecipeInfo]) -> None:
        """The agent's recipes; what is chosen stays so."""
        chosen, self._known = self.recipe, known
        with self._recipe.handler_block(self._on_recipe):
            self._recipe.remove_all()
            for name, title in recipes.choices(known, chosen):
                self._recipe.append(name, title)
            self._recipe.set_active_id(chosen)

    def _tell(self, *_: object) -> None:
        self._recipe.set_tooltip_text(recipes.about(self._known, self.recipe))


def _tell_whole(chosen: Gtk.ComboBoxText) -> None:
    """What is chosen, where it may be too long to be seen in full."""
    chosen.set_tooltip_text(chosen.get_active_text())


class Choices:
    """What the objects become, how they join what is there, their edges, and what is done to them
    in the end. on_edges: they will look otherwise. on_invert: all of it is to be drawn anew.
    on_mode: they join what is there in another way.
    """

    def __init__(
        self,
        lacks: str,
        held: Settings,
        on_edges: Callable[..., object],
        on_invert: Callable[..., object],
        on_mode: Callable[..., object],
    ) -> None:
        """lacks: a sentence on what is chosen, where that is no layer; else ""."""
        outputs = [one for one in OUTPUTS if not lacks or one not in ON_LAYER]
        self._output = combo([(one, t(f"gimp.live.{one}")) for one in outputs])
        if held.take_as in outputs:
            self._output.set_active_id(held.take_as)
        self._mode = combo([(mode, t(f"gimp.choice.{mode}")) for mode in MODES])
        self._mode.set_active_id(held.options.mode)
        self._mode.set_tooltip_text(t("gimp.live.operation.tip"))
        self._mode.connect("changed", on_mode)
        self._edges = combo([(one, t(f"gimp.choice.{one}")) for one in EDGES])
        self._edges.set_active_id(held.options.edges)
        self._on_edges = self._edges.connect("changed", on_edges)
        self._finishing = Finishing(held.options, on_edges, on_invert)
        self._output.connect("changed", self._changed)
        self._output.connect("changed", on_invert)
        self._changed()
        form = layout.form(
            (t("gimp.live.take_as"), self._output),
            (t("gimp.argument.operation"), self._mode),
            (t("gimp.argument.edges"), self._edges),
        )
        why = [f"{lacks} {t('gimp.live.no_layer')}"] if lacks else []
        labels = [Gtk.Label(label=one, xalign=0, wrap=True, max_width_chars=36) for one in why]
        parts = [*labels, form, self._finishing.widget]
        self.widget = layout.column(*((one, False) for one in parts))

    def restore(self, options: Options) -> None:
        """Choose these again, and tell nobody."""
        with self._edges.handler_block(self._on_edges):
            self._edges.set_active_id(options.edges)
        self._finishing.restore(options)

    def wish(self, reading: Options) -> Wish:
        """The wish that these choices make, with those of what is looked at."""
        output = next(one for one in OUTPUTS if one == self._output.get_active_id())
        mode = self._mode.get_active_id()
        made = output if output in ("selection", *ON_LAYER) else "stored"
        options: Options = from_json(
            {
                "recipe": reading.recipe,
                "read_from": reading.read_from,
                "threshold": reading.threshold,
                "mode": mode,
                "edges": self._edges.get_active_id(),
                "output": made,
                "invert": self._finishing.inverts,
                **self._finishing.lengths,
            }
        )
        existing = mode if output in JOINED else "replace"
        return Wish("interactive", output, options, existing=existing)

    def _changed(self, *_: object) -> None:
        is_joined = self._output.get_active_id() in JOINED
        self._mode.set_sensitive(is_joined)
        self._finishing.may_invert(is_joined)
