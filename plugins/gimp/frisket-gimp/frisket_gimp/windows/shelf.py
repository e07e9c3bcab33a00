"""The list of models: what is on this computer, how large, last used when; get and remove."""

from __future__ import annotations

import time

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, Gtk, Pango  # noqa: E402

from frisket_plugin.getting.shelf import Row  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402

from ..help import page, showing  # noqa: E402
from ..layout import button, column, is_wanted, row, within_monitor  # noqa: E402
from ..setting_up.apart import Apart  # noqa: E402
from ..setting_up.getting_box import GettingBox  # noqa: E402
from ..setting_up.models import Models  # noqa: E402

SIZE = (680, 460)
COLUMNS = ("title", "role", "size", "used", "state")
HEADS = ("title", "role", "mb", "used", "is")


def show(parent: Gtk.Window) -> None:
    """Until it is closed."""
    _Window(parent).run()


class _Window:
    def __init__(self, parent: Gtk.Window) -> None:
        self._dialog = Gtk.Dialog(title=t("shelf.window"), transient_for=parent, modal=True)
        self._dialog.set_default_size(*within_monitor(*SIZE))
        showing.add_to(self._dialog, page.MODELS)
        self._dialog.add_button(t("gimp.live.close"), Gtk.ResponseType.CLOSE)
        self._apart = Apart()
        self._models = Models(self._apart, lambda _: self._look())
        self._models.listed = self._show
        self._rows: list[Row] = []
        self._store = Gtk.ListStore(*[str] * (len(COLUMNS) + 1))
        self._list = self._made_list()
        self._told = Gtk.Label(label=t("shelf.looking"), xalign=0, wrap=True, max_width_chars=80)
        self._getting = GettingBox(self._models)
        self._get = button(t("shelf.get"), self._get_now)
        self._remove = button(t("shelf.remove"), self._asked_to_remove)
        scrolled = Gtk.ScrolledWindow()
        scrolled.add(self._list)
        parts = column(
            (scrolled, True),
            (self._told, False),
            (self._getting.widget, False),
            (row((self._get, False), (self._remove, False)), False),
            border=12,
        )
        self._dialog.get_content_area().pack_start(parts, True, True, 0)
        self._choose()

    def run(self) -> None:
        self._look()
        self._dialog.get_content_area().show_all()
        self._dialog.run()
        told = self._getting.end()
        self._apart.end()
        self._dialog.destroy()
        if told:
            Gimp.message(told)

    def _look(self) -> None:
        self._models.list(self._told.set_text)

    def _made_list(self) -> Gtk.TreeView:
        made = Gtk.TreeView(model=self._store)
        for number, head in enumerate(HEADS):
            cell = Gtk.CellRendererText()
            if number == 0:
                cell.set_property("ellipsize", Pango.EllipsizeMode.END)
            if head == "mb":
                cell.set_property("xalign", 1.0)
            shown = Gtk.TreeViewColumn(t(f"shelf.{head}"), cell, text=number)
            shown.set_expand(number == 0)
            shown.set_resizable(True)
            made.append_column(shown)
        made.get_selection().connect("changed", self._choose)
        return made

    def _show(self) -> None:
        chosen = self._chosen
        self._rows = self._models.shelf.rows(time.time())
        self._store.clear()
        for one in self._rows:
            at = self._store.append([*(str(getattr(one, name)) for name in COLUMNS), one.name])
            if chosen is not None and chosen.name == one.name:
                self._list.get_selection().select_iter(at)
                self._list.scroll_to_cell(self._store.get_path(at), None, False, 0.0, 0.0)
        self._choose()

    @property
    def _chosen(self) -> Row | None:
        store, at = self._list.get_selection().get_selected()
        name = store[at][len(COLUMNS)] if at is not None else ""
        return next((one for one in self._rows if one.name == name), None)

    def _choose(self, *_: object) -> None:
        chosen = self._chosen
        shelf = self._models.shelf
        if self._rows:
            about = shelf.about(chosen.name) if chosen is not None else ""
            self._told.set_text("\n".join(filter(None, [about, shelf.sentence])))
        self._get.set_sensitive(chosen is not None and chosen.can_get)
        self._remove.set_sensitive(chosen is not None and chosen.can_remove)

    def _get_now(self, *_: object) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._told.set_text(self._models.shelf.sentence)
            self._models.token.forget()
            self._models.getting.want(self._models.shelf.to_get(chosen.name))

    def _asked_to_remove(self, *_: object) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        asked = self._models.shelf.to_remove(chosen.name)
        if is_wanted(self._dialog, t("shelf.remove"), asked):
            self._models.remove(chosen.name, self._told.set_text)
