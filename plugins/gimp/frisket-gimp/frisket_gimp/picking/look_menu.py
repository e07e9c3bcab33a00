"""How masks are shown over the picture: a menu whose choice is remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gi.repository import Gdk, Gtk

from frisket_plugin import settings
from frisket_plugin.settings import VIEWS, View
from frisket_plugin.texts import t
from frisket_protocol.errors import FrisketError

from .. import guard
from . import painting


class LookMenu:
    """`widget` opens it. on_change: another view or colour is chosen."""

    def __init__(self, on_change: Callable[[], object]) -> None:
        held = settings.load("gimp")
        self.view, self._colour, self._on_change = held.view, held.colour, on_change
        menu, first = Gtk.Menu(), None
        for view in VIEWS:
            item = Gtk.RadioMenuItem(label=t(f"look.{view}"), group=first)
            item.set_active(view == self.view)
            item.connect("toggled", self._chosen, view)
            menu.append(item)
            first = first or item
        menu.append(Gtk.SeparatorMenuItem())
        colour = Gtk.MenuItem(label=t("look.choose"))
        colour.connect("activate", self._open_colours)
        menu.append(colour)
        menu.show_all()
        self.widget = Gtk.MenuButton(label=t("gimp.live.look"), use_underline=True, popup=menu)
        self.widget.set_direction(Gtk.ArrowType.UP)
        self.widget.set_tooltip_text(t("look"))

    @property
    def colour(self) -> painting.Colour:
        """Of the first object."""
        return painting.from_hex(self._colour)

    def _chosen(self, item: Gtk.RadioMenuItem, view: View) -> None:
        if item.get_active():  # the one before it is toggled as well
            self._keep(view, self._colour)

    def _open_colours(self, *_: object) -> None:
        dialog = Gtk.ColorChooserDialog(
            title=t("look.choose").rstrip(" …"),
            transient_for=self.widget.get_toplevel(),
            use_alpha=False,
        )
        now = Gdk.RGBA()
        now.parse(self._colour)
        dialog.set_rgba(now)
        answered, chosen = dialog.run(), dialog.get_rgba()
        dialog.destroy()
        if answered == Gtk.ResponseType.OK:
            channels = (round(255 * one) for one in (chosen.red, chosen.green, chosen.blue))
            self._keep(self.view, "#" + bytes(channels).hex())

    def _keep(self, view: View, colour: str) -> None:
        self.view, self._colour = view, colour
        try:
            settings.save("gimp", replace(settings.load("gimp"), view=view, colour=colour))
        except FrisketError as error:
            guard.log(f"window: {error}")
        self._on_change()
