"""The dialog of a procedure's arguments: GIMP's own, with the agent's recipes to choose from."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, GLib, GObject, Gtk  # noqa: E402

from frisket_plugin import recipes, settings  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402
from frisket_protocol.client import AUTOMATIC  # noqa: E402

from .. import layout  # noqa: E402
from ..asking import lookout  # noqa: E402
from ..canvas import reading  # noqa: E402
from ..catalog import OPERATIONS, Procedure  # noqa: E402
from ..setting_up.boxes import Boxes  # noqa: E402

KINDS = {"words": "words", "subject": "subject", "object": "box"}
"""Which kind of prompt a task asks with; an object also with a rough selection, as most that know
boxes do."""
BEHIND = tuple(argument.name for argument in OPERATIONS)
"""What stands in the expander: seldom changed."""
LOOK_AGAIN = 1000
"""Milliseconds after which an agent that is loading is looked at again."""


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
    agent = _Agent(dialog, config, wanted, failed)
    dialog.set_default_response(Gtk.ResponseType.OK)
    if "words" in names:
        _focus_words(dialog, agent.may_ok)
    agent.may_ok()
    answered = bool(dialog.run())
    agent.end()
    dialog.destroy()
    return answered


def _has_mask(drawables: list[Gimp.Drawable]) -> bool:
    return any(layer.get_mask() is not None for layer in reading.layers_of(drawables))


def _focus_words(dialog: GimpUi.ProcedureDialog, changed: Callable[..., object]) -> None:
    """Lest a space that is typed in a hurry presses OK."""
    entry = _words(dialog)
    entry.set_activates_default(True)
    entry.set_width_chars(36)
    entry.set_placeholder_text(t("words.placeholder"))
    entry.grab_focus()
    entry.connect("changed", changed)


def _words(dialog: GimpUi.ProcedureDialog) -> Gtk.Entry:
    return dialog.get_widget("words", GObject.TYPE_NONE).get_entry()


class _Agent:
    """The lower part: what went wrong before; the recipe and the threshold, where there are any;
    how the agent is; Set up, where there is none; and Get, where models are lacking."""

    def __init__(
        self,
        dialog: GimpUi.ProcedureDialog,
        config: Gimp.ProcedureConfig,
        wanted: Procedure,
        failed: str,
    ) -> None:
        self._dialog, self._config = dialog, config
        self._kind = KINDS.get(wanted.task, "")
        names = [argument.name for argument in wanted.arguments]
        self._has_words = "words" in names
        self._recipe = _recipes(config) if "recipe" in names else None
        self._told = Gtk.Label(xalign=0, wrap=True, max_width_chars=60)
        self._told.get_style_context().add_class("dim-label")
        self._boxes = Boxes(self._ready, lambda _: self._look(), self.may_ok)
        self._waiting = 0
        rows: list[tuple[str, Gtk.Widget]] = []
        if self._recipe is not None:
            rows.append((t("gimp.argument.recipe"), self._recipe))
        if "threshold" in names:
            rows.append((t("gimp.argument.threshold"), _threshold(config)))
        wrong = Gtk.Label(label=failed, xalign=0, wrap=True, max_width_chars=60, selectable=True)
        parts = [*([wrong] if failed else []), layout.form(*rows), self._told]
        box = layout.column(*((one, False) for one in [*parts, self._boxes.widget]), border=12)
        box.show_all()
        dialog.get_content_area().pack_start(box, False, False, 0)
        dialog.connect("response", self._answered)
        self._look()
        if failed and self._offers():
            wrong.hide()  # what is offered says it better

    def may_ok(self, *_: object) -> None:
        """No OK without words, nor where there is nobody to ask."""
        is_said = not self._has_words or bool(_words(self._dialog).get_text().strip())
        may = is_said and not self._boxes.blocks
        self._dialog.set_response_sensitive(Gtk.ResponseType.OK, may)
        self._told.set_visible(not self._boxes.blocks)

    def end(self) -> None:
        """The dialog is closed."""
        if self._waiting:
            GLib.source_remove(self._waiting)
        self._boxes.end()

    def _answered(self, dialog: GimpUi.ProcedureDialog, response: int) -> None:
        """OK, but models are lacking: the dialog stays, and offers them."""
        if response == Gtk.ResponseType.OK and self._offers():
            GObject.signal_stop_emission_by_name(dialog, "response")

    def _offers(self) -> bool:
        recipe = self._config.get_property("recipe") if self._recipe is not None else AUTOMATIC

        def otherwise() -> None:
            self._dialog.response(Gtk.ResponseType.OK)

        return self._boxes.offers(recipe or AUTOMATIC, self._kind, self._got, otherwise)

    def _got(self) -> None:
        """What was typed still stands: OK goes on with it, once the trial has been seen."""
        self._told.set_text(t("gimp.getting.go_on"))
        ok = self._dialog.get_widget_for_response(Gtk.ResponseType.OK)
        if ok is not None:
            ok.grab_focus()

    def _ready(self) -> None:
        self._dialog.resize(1, 1)  # no larger than it has to be, without the box
        self._look()

    def _look(self) -> bool:
        """How the agent is, and what it has to choose from; again, while it is loading."""
        state = lookout.look(settings.load("gimp"))
        self._told.set_text(lookout.sentence(state))
        self._boxes.learn(state.recipes)
        again = state.light == "loading"
        self._waiting = GLib.timeout_add(LOOK_AGAIN, self._look) if again else 0
        if self._recipe is not None:
            held = self._config.get_property("recipe") or AUTOMATIC
            self._recipe.remove_all()
            for name, title in recipes.choices(state.recipes, held, self._kind):
                self._recipe.append(name, title)
            self._recipe.set_active_id(held)
        return False  # GLib need not call again


def _threshold(config: Gimp.ProcedureConfig) -> Gtk.SpinButton:
    """Reset, too, is seen in it."""
    made = layout.threshold(config.get_property("threshold"))
    made.connect("value-changed", lambda one: config.set_property("threshold", one.get_value()))

    def reset(*_: object) -> None:
        made.set_value(config.get_property("threshold"))

    config.connect("notify::threshold", reset)
    return made


def _recipes(config: Gimp.ProcedureConfig) -> Gtk.ComboBoxText:
    """The recipes that understand this kind of prompt; Reset, too, is seen in it."""
    combo = Gtk.ComboBoxText()

    def chosen(one: Gtk.ComboBoxText) -> None:
        if one.get_active_id() is not None:  # it is being filled
            config.set_property("recipe", one.get_active_id())

    def reset(*_: object) -> None:
        combo.set_active_id(config.get_property("recipe") or AUTOMATIC)

    combo.connect("changed", chosen)
    config.connect("notify::recipe", reset)
    return combo
