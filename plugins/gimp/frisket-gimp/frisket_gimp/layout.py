"""How the parts of a window stand: rows, columns, forms and buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import Gdk, GLib, Gtk, Pango

from frisket_plugin.texts import t

FRAME = 32
"""Pixels of a monitor that a window's frame may take."""
NUMBER_CHARS = 6
"""How wide a field for a number is; GIMP and GTK have each as wide as its largest one."""
ENTER = (Gdk.KEY_Return, Gdk.KEY_KP_Enter, Gdk.KEY_ISO_Enter)
Part = tuple[Gtk.Widget, bool]
"""A widget, and whether it takes the room that is left."""


def row(*parts: Part, spacing: int = 8, homogeneous: bool = False) -> Gtk.Box:
    """Side by side."""
    return _filled(Gtk.Box(spacing=spacing, homogeneous=homogeneous), parts)


def column(*parts: Part, border: int = 0) -> Gtk.Box:
    """Below one another."""
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=8, border_width=border)
    return _filled(box, parts)


def form(*rows: tuple[str, Gtk.Widget]) -> Gtk.Grid:
    """Labels, and what they name, in two columns; an underscore marks the key of a label."""
    grid = Gtk.Grid(row_spacing=6, column_spacing=8)
    for number, (text, widget) in enumerate(rows):
        label = Gtk.Label(label=text, use_underline=True, xalign=0, mnemonic_widget=widget)
        widget.set_hexpand(True)
        grid.attach(label, 0, number, 1, 1)
        grid.attach(widget, 1, number, 1, 1)
    return grid


class _Combo(Gtk.ComboBoxText):
    """No wider for a long label, as the picture beside it would jump; its list shows all of it."""

    def do_get_preferred_width(self) -> tuple[int, int]:
        least, _ = Gtk.ComboBoxText.do_get_preferred_width(self)
        return least, least


def combo(choices: Sequence[tuple[str, str]] = ()) -> Gtk.ComboBoxText:
    """A list of names with their labels, of which the first is chosen."""
    made = _Combo()
    for cell in made.get_cells():
        cell.set_property("ellipsize", Pango.EllipsizeMode.END)
        cell.set_property("width-chars", 12)
    made.set_popup_fixed_width(False)
    for name, label in choices:
        made.append(name, label)
    made.set_active(0)
    deaf_to_wheel(made)
    return made


def deaf_to_wheel(widget: Gtk.Widget) -> Gtk.Widget:
    """The same, which does not become another as somebody scrolls past it."""

    def scrolled(one: Gtk.Widget, _: object) -> bool:
        one.stop_emission_by_name("scroll-event")
        return False  # whatever it stands in scrolls

    widget.connect("scroll-event", scrolled)
    return widget


def enters(field: Gtk.SpinButton) -> Gtk.SpinButton:
    """The same, in which Enter takes the number and presses the default button.

    GIMP's own fields only write "10" as "10.0" at the first Enter, which they keep for themselves.
    """

    def pressed(_: object, event: Gdk.EventKey) -> bool:
        if event.keyval in ENTER:
            field.update()
        return False  # whatever it is, it goes on to the field

    field.set_activates_default(True)
    field.connect("key-press-event", pressed)
    return field


def threshold(value: float) -> Gtk.SpinButton:
    """A threshold from 0 to 1, of which 0 is said for what it means."""
    made = Gtk.SpinButton.new_with_range(0, 1, 0.05)
    made.set_numeric(False)
    made.set_tooltip_text(t("threshold.tip"))

    def told(_: object) -> bool:
        if made.get_value() > 0:
            return False
        made.set_text(t("threshold.auto"))
        return True

    made.connect("output", told)
    made.set_width_chars(len(t("threshold.auto")))
    made.set_value(value)
    told(made)
    deaf_to_wheel(made)
    return made


def within_monitor(width: int, height: int) -> tuple[int, int]:
    """A window's size, no larger than the monitor under the pointer has room for."""
    display = Gdk.Display.get_default()
    _, x, y = display.get_default_seat().get_pointer().get_position()
    room = display.get_monitor_at_point(x, y).get_workarea()
    return min(width, room.width - FRAME), min(height, room.height - FRAME)


def give_back_room(window: Gtk.Window) -> None:
    """No higher than it has to be, once something in it is hidden: GTK leaves it as it is."""

    def later() -> bool:
        if window.get_visible():
            window.resize(window.get_size()[0], 1)
        return False  # GLib need not call again

    GLib.idle_add(later)  # not while GTK is laying out


def button(label: str, pressed: Callable[..., object]) -> Gtk.Button:
    """An underscore marks the key."""
    made = Gtk.Button(label=label, use_underline=True)
    made.connect("clicked", pressed)
    return made


def tool(icon: str, tip: str, pressed: Callable[..., object]) -> Gtk.Button:
    """A button with one of the theme's icons."""
    made = Gtk.Button.new_from_icon_name(icon, Gtk.IconSize.BUTTON)
    made.set_tooltip_text(tip)
    made.get_accessible().set_name(tip)
    made.connect("clicked", pressed)
    return made


def is_wanted(parent: Gtk.Window, title: str, question: str) -> bool:
    """Whether the person says Yes. title: the label of what was pressed."""
    dialog = Gtk.MessageDialog(
        title=title.rstrip(" …"),
        transient_for=parent,
        modal=True,
        message_type=Gtk.MessageType.QUESTION,
        buttons=Gtk.ButtonsType.YES_NO,
        text=question,
    )
    answered = dialog.run()
    dialog.destroy()
    return bool(answered == Gtk.ResponseType.YES)


def _filled(box: Gtk.Box, parts: Sequence[Part]) -> Gtk.Box:
    for widget, fills in parts:
        box.pack_start(widget, fills, fills, 0)
    return box
