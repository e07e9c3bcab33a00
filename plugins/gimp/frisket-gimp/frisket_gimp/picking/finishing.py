"""What is done to the masks in the end, beside the picture: the same as in the dialogs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gi.repository import Gtk

from frisket_plugin.options import Options
from frisket_plugin.texts import t

from .. import catalog, layout
from ..catalog import INVERT, OPERATIONS, Argument

DIGITS = 1


class Finishing:
    """`widget` holds Invert and, folded away until one of them does something, the operations.

    on_change: an operation is another. on_invert: the same of Invert.
    """

    def __init__(
        self,
        held: Options,
        on_change: Callable[..., object],
        on_invert: Callable[..., object],
    ) -> None:
        self._fields = {one.name: _field(one) for one in OPERATIONS}
        self._handlers = {
            name: field.connect("value-changed", on_change) for name, field in self._fields.items()
        }
        self._invert = Gtk.CheckButton(label=_plain(INVERT.label))
        self._invert.set_tooltip_text(INVERT.about)
        self._on_invert = self._invert.connect("toggled", on_invert)
        self._folded = Gtk.Expander(label=t("gimp.options"))
        rows = [(_plain(one.label), self._fields[one.name]) for one in OPERATIONS]
        self._folded.add(layout.form(*rows))
        self.widget = layout.column((self._invert, False), (self._folded, False))
        self.restore(held)

    @property
    def lengths(self) -> Mapping[str, float]:
        """The operations by the names that `Options` has for them."""
        return {
            name.replace("-", "_"): round(field.get_value(), DIGITS)
            for name, field in self._fields.items()
        }

    @property
    def inverts(self) -> bool:
        return bool(self._invert.get_sensitive() and self._invert.get_active())

    def may_invert(self, yes: bool) -> None:
        """Whether there is one mask of which inside can become outside."""
        self._invert.set_sensitive(yes)

    def restore(self, options: Options) -> None:
        """Choose these, and tell nobody."""
        values = {name: getattr(options, name.replace("-", "_")) for name in self._fields}
        for name, field in self._fields.items():
            with field.handler_block(self._handlers[name]):
                field.set_value(values[name])
        with self._invert.handler_block(self._on_invert):
            self._invert.set_active(options.invert)
        if catalog.is_any_set(values.__getitem__):
            self._folded.set_expanded(True)


def _field(one: Argument) -> Gtk.SpinButton:
    made = Gtk.SpinButton.new_with_range(one.low, one.high, 1)
    made.set_digits(DIGITS)
    made.set_width_chars(layout.NUMBER_CHARS)
    made.set_tooltip_text(one.about)
    return layout.deaf_to_wheel(made)


def _plain(label: str) -> str:
    """In this window the keys of the labels are not all free."""
    return label.replace("_", "")
