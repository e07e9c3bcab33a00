"""The dialog of a procedure's arguments: GIMP's own, with the agent's recipes to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gimp, GimpUi, GLib, GObject, Gtk  # noqa: E402

from frisket_plugin import recipes, said  # noqa: E402
from frisket_plugin.agent import State  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402
from frisket_protocol.client import AUTOMATIC  # noqa: E402
from frisket_protocol.errors import FrisketError  # noqa: E402
from frisket_protocol.parts import RecipeInfo  # noqa: E402

from .. import catalog, layout  # noqa: E402
from ..agent_line import AgentLine  # noqa: E402
from ..asking import desk, wishes  # noqa: E402
from ..canvas import reading  # noqa: E402
from ..catalog import OPERATIONS, Procedure  # noqa: E402
from ..help import showing  # noqa: E402
from ..setting_up.boxes import Boxes  # noqa: E402
from . import diagnostics  # noqa: E402

KINDS = {"words": "words", "subject": "subject", "object": "box"}
"""Which kind of prompt a task asks with; an object also with a rough selection, as most that know
boxes do."""
LOOK_MILLISECONDS = 1000
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
    dialog = _dialog(procedure, config, title, wanted)
    names = [argument.name for argument in wanted.arguments]
    shown = [name for name in names if name not in (*BEHIND, "recipe", "threshold")]
    if "existing-mask" in shown and not _has_mask(drawables):
        shown.remove("existing-mask")
    for argument in wanted.arguments:
        if argument.choices:
            # GIMP 3.2 would make a row of each choice, and the dialog higher than many a screen.
            made = dialog.get_widget(argument.name, Gtk.ComboBox)
            if argument.name == "read-from":
                _name_layers(made, reading.layers_of(drawables, may_be_none=True))
    behind = [name for name in BEHIND if name in names]
    if behind:
        dialog.get_label("options-title", t("gimp.options"), False, False)
        for name in behind:
            field = dialog.get_widget(name, GObject.TYPE_NONE).get_spin_button()
            field.set_width_chars(layout.NUMBER_CHARS)
            layout.enters(field)
        dialog.fill_box("options-box", behind)
        fold = dialog.fill_expander("options", "options-title", False, "options-box")
        fold.set_expanded(catalog.is_any_set(config.get_property))
        fold.connect("notify::expanded", lambda *_: layout.give_back_room(dialog))
    dialog.fill([*shown, *(["options"] if behind else [])])
    asked = _Asked(wanted, config, image, drawables, dialog)
    below = _Below(dialog, config, wanted, failed, asked)
    dialog.set_default_response(Gtk.ResponseType.OK)
    if "words" in names:
        _focus_words(dialog)
    asked.look()
    answered = bool(dialog.run())
    below.boxes.end()
    dialog.destroy()
    return answered


def _dialog(
    procedure: Gimp.Procedure, config: Gimp.ProcedureConfig, title: str, wanted: Procedure
) -> GimpUi.ProcedureDialog:
    """GIMP's own, but Help and F1 show a page of ours: its own would look into GIMP's manual."""
    uses_header = Gtk.Settings.get_default().get_property("gtk-dialogs-use-header")
    made = GimpUi.ProcedureDialog(
        procedure=procedure, config=config, title=title, use_header_bar=int(uses_header)
    )
    showing.add_to(made, wanted)
    return made


def _name_layers(widget: GimpUi.LabelStringWidget, layers: Sequence[Gimp.Layer]) -> None:
    """Say how many layers are read: GIMP has one label for any number, from when it started."""
    number = len(layers)
    for row in widget.get_widget().get_model():
        if row[0] == "layer" and number:
            row[1] = t("gimp.live.layer") if number == 1 else t("gimp.each_of", number=number)


def _has_mask(drawables: list[Gimp.Drawable]) -> bool:
    layers = reading.layers_of(drawables, is_read=False)
    return any(layer.get_mask() is not None for layer in layers)


def _focus_words(dialog: GimpUi.ProcedureDialog) -> None:
    """Lest a space that is typed in a hurry presses OK."""
    entry = dialog.get_widget("words", GObject.TYPE_NONE).get_entry()
    entry.set_activates_default(True)
    entry.set_width_chars(36)
    entry.set_placeholder_text(t("words.placeholder"))
    entry.grab_focus()


class _Asked:
    """Whether OK can do anything now; where it cannot, `widget` says why, before any work.

    blocks: whether something has to be set up or got first.
    """

    def __init__(
        self,
        wanted: Procedure,
        config: Gimp.ProcedureConfig,
        image: Gimp.Image,
        drawables: list[Gimp.Drawable],
        dialog: GimpUi.ProcedureDialog,
    ) -> None:
        self._wanted, self._config, self._dialog = wanted, config, dialog
        self._image, self._drawables = image, drawables
        self.blocks: Callable[[], bool] = lambda: False
        self.widget = Gtk.Label(xalign=0, wrap=True, max_width_chars=60)
        self.widget.set_no_show_all(True)
        _follow(config, "notify", self.look, self.widget)
        self._timer = GLib.timeout_add(LOOK_MILLISECONDS, self._look_again)
        self.widget.connect("destroy", lambda _: GLib.source_remove(self._timer))

    def look(self, *_: object) -> None:
        wish = wishes.so_far(self._wanted, self._config.get_property)
        why = ""
        try:
            desk.check(wish, self._image, self._drawables)
        except FrisketError as error:
            why = said.error(error)
        self.widget.set_text(why)
        self.widget.set_visible(bool(why))
        lacks_words = self._wanted.task == "words" and not wish.words
        may = not why and not lacks_words and not self.blocks()
        self._dialog.set_response_sensitive(Gtk.ResponseType.OK, may)

    def _look_again(self) -> bool:
        """What is to be done first can be done in the picture meanwhile; or that is closed, which
        is said for as long as the dialog stands."""
        self.look()
        return True  # GLib calls again


class _Below:
    """What went wrong before; the recipe and the threshold, where there are any; how the agent is;
    Set up, where there is none; and Get, where models are lacking."""

    def __init__(
        self,
        dialog: GimpUi.ProcedureDialog,
        config: Gimp.ProcedureConfig,
        wanted: Procedure,
        failed: str,
        asked: _Asked,
    ) -> None:
        self._dialog, self._config, self._asked = dialog, config, asked
        self._kind = KINDS.get(wanted.task, "")
        self.boxes = Boxes(self._ready, self._came, self._changed)
        asked.blocks = lambda: self.boxes.blocks
        names = [argument.name for argument in wanted.arguments]
        self._recipe = Recipes(config, self._kind) if "recipe" in names else None
        rows: list[tuple[str, Gtk.Widget]] = []
        if self._recipe is not None:
            rows.append((t("gimp.argument.recipe"), self._recipe.widget))
        if "threshold" in names:
            rows.append((t("gimp.argument.threshold"), _threshold(config)))
        self._line = AgentLine(self._told, diagnostics.show)
        wrong = Gtk.Label(label=failed, xalign=0, wrap=True, max_width_chars=60, selectable=True)
        parts = [*([wrong] if failed else []), asked.widget, layout.form(*rows), self._line.widget]
        parts.append(self.boxes.widget)
        box = layout.column(*((one, False) for one in parts))
        box.show_all()
        self._changed()
        dialog.get_content_area().pack_start(box, False, False, 0)
        dialog.connect("response", self._answered)
        for one in (wrong, asked.widget, self.boxes.widget, *self.boxes.widget.get_children()):
            one.connect("hide", lambda _: layout.give_back_room(dialog))
        if failed:
            # It speaks of what was answered before, or of what is offered now.
            _follow(config, "notify", lambda *_: wrong.hide(), wrong)
            if self._offers():
                wrong.hide()
        _follow(config, "notify::recipe", self._chosen, box)

    def _changed(self) -> None:
        """While there is none to run, or it is being made, how it runs is beside the point."""
        self._line.widget.set_visible(not self.boxes.setup.blocks)
        self._asked.look()

    def _told(self, state: State) -> None:
        if state.recipes:
            self._came(state.recipes)

    def _came(self, known: tuple[RecipeInfo, ...]) -> None:
        self.boxes.learn(known)
        if self._recipe is not None:
            self._recipe.show(known)

    def _ready(self) -> None:
        layout.give_back_room(self._dialog)

    def _answered(self, dialog: GimpUi.ProcedureDialog, response: int) -> None:
        """OK, but models are lacking: the dialog stays, and offers them."""
        if response == Gtk.ResponseType.OK and self._offers():
            GObject.signal_stop_emission_by_name(dialog, "response")

    def _offers(self) -> bool:
        recipe = self._config.get_property("recipe") if self._recipe is not None else AUTOMATIC

        def otherwise() -> None:
            self._dialog.response(Gtk.ResponseType.OK)

        return self.boxes.offers(recipe or AUTOMATIC, self._kind, self._got, otherwise)

    def _chosen(self, *_: object) -> None:
        self.boxes.chosen(self._config.get_property("recipe") or AUTOMATIC)

    def _got(self) -> None:
        """What was typed still stands: it goes on by itself, unless the picture forbids it now."""
        self._asked.look()
        ok = self._dialog.get_widget_for_response(Gtk.ResponseType.OK)
        if ok is not None and ok.get_sensitive():
            self._dialog.response(Gtk.ResponseType.OK)


def _threshold(config: Gimp.ProcedureConfig) -> Gtk.SpinButton:
    """Reset, too, is seen in it."""
    made = layout.enters(layout.threshold(config.get_property("threshold")))
    made.connect("value-changed", lambda one: config.set_property("threshold", one.get_value()))

    def reset(*_: object) -> None:
        made.set_value(config.get_property("threshold"))

    _follow(config, "notify::threshold", reset, made)
    return made


class Recipes:
    """The recipes that understand this kind of prompt; Reset, too, is seen in it."""

    def __init__(self, config: Gimp.ProcedureConfig, kind: str) -> None:
        self._config, self._kind = config, kind
        self.widget = layout.combo()
        self._known: tuple[RecipeInfo, ...] = ()
        self.show(())
        self._changed = self.widget.connect("changed", self._choose)
        _follow(config, "notify::recipe", self._reset, self.widget)

    def show(self, known: tuple[RecipeInfo, ...]) -> None:
        """The agent's recipes, as it told them; what is chosen stays so."""
        self._known, held = known, self._held
        self.widget.remove_all()
        for name, title in recipes.choices(known, held, self._kind):
            self.widget.append(name, title)
        self.widget.set_active_id(held)
        self._tell()

    def _reset(self, *_: object) -> None:
        self.widget.set_active_id(self._held)

    @property
    def _held(self) -> str:
        return self._config.get_property("recipe") or AUTOMATIC

    def _choose(self, *_: object) -> None:
        chosen = self.widget.get_active_id()
        if chosen:  # none is, while the list is made anew
            self._config.set_property("recipe", chosen)
            self._tell()

    def _tell(self) -> None:
        self.widget.set_tooltip_text(recipes.about(self._known, self._held))


def _follow(
    config: Gimp.ProcedureConfig, signal: str, told: Callable[..., object], widget: Gtk.Widget
) -> None:
    """Have `told` called for as long as the widget is there; the config lives on."""
    handler = config.connect(signal, told)
    widget.connect("destroy", lambda _: config.disconnect(handler))
