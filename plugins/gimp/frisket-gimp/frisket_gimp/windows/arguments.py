"""The dialog of a procedure's arguments: GIMP's own, with the agent's recipes to choose from."""

from __future__ import annotations

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, GObject, Gtk  # noqa: E402

from frisket_plugin import recipes, settings  # noqa: E402
from frisket_plugin.agent import State  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402
from frisket_protocol.client import AUTOMATIC  # noqa: E402

from .. import layout  # noqa: E402
from ..asking import lookout  # noqa: E402
from ..canvas import reading  # noqa: E402
from ..catalog import OPERATIONS, Procedure  # noqa: E402

KINDS = {"words": "words", "subject": "subject", "object": "box"}
"""Which kind of prompt a task asks with; an object also with a rough selection, as most that know
boxes do."""
BEHIND = tuple(argument.name for argument in OPERATIONS)
"""What stands in the expander: seldom changed."""


def ask(
    procedure: Gimp.Procedure,
    wanted: Procedure,
    config: Gimp.ProcedureConfig,
    image: Gimp.Image,
    drawables: list[Gimp.Drawable],
    failed: str = "",
) -> bool:
    """Show the dialog; whether OK was pressed. The answers are in `config` then.

    failed: what went wrong with the answers that stand there.
    """
    GimpUi.init("frisket-gimp")
    title = wanted.label.replace("_", "").rstrip("…")
    dialog = GimpUi.ProcedureDialog.new(procedure, config, title)
    names = [argument.name for argument in wanted.arguments]
    shown = [name for name in names if name not in (*BEHIND, "recipe", "threshold")]
    if "existing-mask" in shown and not _has_mask(drawables):
        shown.remove("existing-mask")
    behind = [name for name in BEHIND if name in names]
    if behind:
        dialog.get_label("options-title", t("gimp.options"), False, False)
        dialog.fill_box("options-box", behind)
        dialog.fill_expander("options", "options-title", False, "options-box")
    dialog.fill([*shown, *(["options"] if behind else [])])
    state = lookout.look(settings.load("gimp"))
    _add_agent(dialog, config, state, wanted, failed)
    dialog.set_default_response(Gtk.ResponseType.OK)
    if "words" in names:
        _focus_words(dialog)
    answered = bool(dialog.run())
    dialog.destroy()
    return answered


def _has_mask(drawables: list[Gimp.Drawable]) -> bool:
    return any(layer.get_mask() is not None for layer in reading.layers_of(drawables))


def _focus_words(dialog: GimpUi.ProcedureDialog) -> None:
    """Lest a space that is typed in a hurry presses OK."""
    entry = dialog.get_widget("words", GObject.TYPE_NONE).get_entry()
    entry.set_activates_default(True)
    entry.set_width_chars(36)
    entry.set_placeholder_text(t("words.placeholder"))
    entry.grab_focus()

    def has_words(*_: object) -> None:
        dialog.set_response_sensitive(Gtk.ResponseType.OK, bool(entry.get_text().strip()))

    entry.connect("changed", has_words)
    has_words()


def _add_agent(
    dialog: GimpUi.ProcedureDialog,
    config: Gimp.ProcedureConfig,
    state: State,
    wanted: Procedure,
    failed: str,
) -> None:
    """What went wrong before; recipe and threshold, where there are any; and how the agent is."""
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6, border_width=12)
    if failed:
        wrong = Gtk.Label(label=failed, xalign=0, wrap=True, max_width_chars=60, selectable=True)
        box.pack_start(wrong, False, False, 0)
    names = [argument.name for argument in wanted.arguments]
    rows: list[tuple[str, Gtk.Widget]] = []
    if "recipe" in names:
        recipe = _recipes(config, state, KINDS.get(wanted.task, ""))
        rows.append((t("gimp.argument.recipe"), recipe))
    if "threshold" in names:
        rows.append((t("gimp.argument.threshold"), _threshold(config)))
    box.pack_start(layout.form(*rows), False, False, 0)
    told = Gtk.Label(label=lookout.sentence(state), xalign=0, wrap=True, max_width_chars=60)
    told.get_style_context().add_class("dim-label")
    box.pack_start(told, False, False, 0)
    box.show_all()
    dialog.get_content_area().pack_start(box, False, False, 0)


def _threshold(config: Gimp.ProcedureConfig) -> Gtk.SpinButton:
    """Reset, too, is seen in it."""
    made = layout.threshold(config.get_property("threshold"))
    made.connect("value-changed", lambda one: config.set_property("threshold", one.get_value()))

    def reset(*_: object) -> None:
        made.set_value(config.get_property("threshold"))

    config.connect("notify::threshold", reset)
    return made


def _recipes(config: Gimp.ProcedureConfig, state: State, kind: str) -> Gtk.ComboBoxText:
    """The recipes that understand this kind of prompt; Reset, too, is seen in it."""
    combo = Gtk.ComboBoxText()

    def held(*_: object) -> str:
        return config.get_property("recipe") or AUTOMATIC

    for name, title in recipes.choices(state.recipes, held(), kind):
        combo.append(name, title)
    combo.set_active_id(held())
    combo.connect("changed", lambda one: config.set_property("recipe", one.get_active_id()))
    config.connect("notify::recipe", lambda *_: combo.set_active_id(held()))
    return combo
