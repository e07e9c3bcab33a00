"""The two parts beside the picture: the objects that were found, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import GdkPixbuf, Gtk

from frisket_plugin.options import EDGES, MODES, Options, from_json
from frisket_plugin.texts import t

from .catalog import Output
from .painting import Colour
from .session import Thing
from .wishes import Wish

OUTPUTS: tuple[Output, ...] = ("selection", "mask", "channels")
SWATCH = 14


class Objects:
    """A tick box for each object, in the colour in which it is drawn."""

    def __init__(
        self, on_tick: Callable[[int, bool], None], on_guess: Callable[[int], None]
    ) -> None:
        self._on_tick, self._on_guess = on_tick, on_guess
        self._rows = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=2, border_width=4)
        scrolled = Gtk.ScrolledWindow()
        scrolled.set_policy(Gtk.PolicyType.NEVER, Gtk.PolicyType.AUTOMATIC)
        scrolled.add(self._rows)
        self.widget = Gtk.Frame(label=t("gimp.live.objects"))
        self.widget.add(scrolled)

    def show(self, things: Sequence[Thing], colours: Sequence[Colour]) -> None:
        """These and no others."""
        for row in self._rows.get_children():
            row.destroy()
        if not things:
            nothing = Gtk.Label(label=t("gimp.live.nothing_yet"), xalign=0)
            self._rows.pack_start(nothing, False, False, 0)
        for number, (thing, colour) in enumerate(zip(things, colours, strict=True)):
            self._rows.pack_start(self._row(number, thing, colour), False, False, 0)
        self._rows.show_all()

    def _row(self, number: int, thing: Thing, colour: Colour) -> Gtk.Box:
        row = Gtk.Box(spacing=6)
        swatch = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, SWATCH, SWATCH)
        red, green, blue = colour
        swatch.fill(red << 24 | green << 16 | blue << 8 | 0xFF)
        row.pack_start(Gtk.Image.new_from_pixbuf(swatch), False, False, 0)
        label = thing.label or t("object", number=number + 1)
        percent = f"{100 * thing.mask.score:.0f}"
        tick = Gtk.CheckButton(label=t("score", label=label, percent=percent))
        tick.set_active(thing.is_ticked)
        tick.connect("toggled", lambda button: self._on_tick(number, button.get_active()))
        row.pack_start(tick, True, True, 0)
        if thing.guesses > 1:
            guess = Gtk.Button(label=t("gimp.live.next"))
            guess.connect("clicked", lambda _: self._on_guess(number))
            row.pack_start(guess, False, False, 0)
        return row


class Choices:
    """What the objects become, how they join what is there, and their edges."""

    def __init__(self, has_layer: bool) -> None:
        outputs = [one for one in OUTPUTS if has_layer or one != "mask"]
        self._output = _combo([(one, t(f"gimp.live.{one}")) for one in outputs])
        self._mode = _combo([(mode, t(f"gimp.choice.{mode}")) for mode in MODES])
        self._edges = _combo([(edges, t(f"gimp.choice.{edges}")) for edges in EDGES])
        self._output.connect("changed", self._changed)
        self.widget = Gtk.Grid(row_spacing=6, column_spacing=8)
        rows = (
            ("gimp.live.take_as", self._output),
            ("gimp.argument.operation", self._mode),
            ("gimp.argument.edges", self._edges),
        )
        for number, (key, combo) in enumerate(rows):
            label = Gtk.Label(label=t(key), use_underline=True, xalign=0, mnemonic_widget=combo)
            combo.set_hexpand(True)
            self.widget.attach(label, 0, number, 1, 1)
            self.widget.attach(combo, 1, number, 1, 1)

    def wish(self) -> Wish:
        """The wish that these choices make."""
        output = next(one for one in OUTPUTS if one == self._output.get_active_id())
        mode = self._mode.get_active_id()
        made = {"selection": "selection", "mask": "mask"}.get(output, "stored")
        options: Options = from_json(
            {"mode": mode, "edges": self._edges.get_active_id(), "output": made}
        )
        return Wish("interactive", output, options, existing=mode)

    def _changed(self, *_: object) -> None:
        self._mode.set_sensitive(self._output.get_active_id() != "channels")


def _combo(choices: Sequence[tuple[str, str]]) -> Gtk.ComboBoxText:
    combo = Gtk.ComboBoxText()
    for name, label in choices:
        combo.append(name, label)
    combo.set_active(0)
    return combo
