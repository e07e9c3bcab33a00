"""How the parts of a window stand: rows, columns, forms and buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gi.repository import Gtk, Pango

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


def combo(choices: Sequence[tuple[str, str]]) -> Gtk.ComboBoxText:
    """A list of names with their labels, of which the first is chosen.

    It is no wider for a long label: the picture beside it would jump.
    """
    made = Gtk.ComboBoxText()
    for cell in made.get_cells():
        cell.set_property("ellipsize", Pango.EllipsizeMode.END)
        cell.set_property("max-width-chars", 12)
    for name, label in choices:
        made.append(name, label)
    made.set_active(0)
    return made


def button(label: str, pressed: Callable[..., object]) -> Gtk.Button:
    """An underscore marks the key."""
    made = Gtk.Button(label=label, use_underline=True)
    made.connect("clicked", pressed)
    return made


def _filled(box: Gtk.Box, parts: Sequence[Part]) -> Gtk.Box:
    for widget, fills in parts:
        box.pack_start(widget, fills, fills, 0)
    return box
