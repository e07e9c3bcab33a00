"""The part of the panel where a person says what is wanted: `Options` in, `Options` out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frisket_plugin import said
from frisket_plugin.agent import State
from frisket_plugin.options import (
    AREA_MAX,
    EDGES,
    OUTPUTS,
    PROMPTS_FROM,
    READS_FROM,
    Options,
    from_json,
    to_json,
)
from frisket_plugin.recipes import choices
from frisket_plugin.texts import t
from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import SMOOTH_MAX

from ..asking.in_force import heading_of
from ..qt import Qt, QtWidgets, Signal
from .choice import Choice
from .heading import Heading
from .modes import Modes
from .numbers import Broken, tip_of
from .pick_button import PickButton
from .wheel import still
from .words_line import WordsLine

LENGTH_MOST = 2000.0


class Form(QtWidgets.QWidget):  # type: ignore[misc]
    """Words, where the prompt comes from, output and mode, and, folded away, the rest."""

    changed = Signal()
    submitted = Signal()
    pick_toggled = Signal(bool)

    def __init__(self, options: Options, words: str) -> None:
        super().__init__()
        self.words = WordsLine(words)
        self.words.returnPressed.connect(lambda: self.submitted.emit())
        self.words.textChanged.connect(lambda _: self.changed.emit())
        self.words.wanted.connect(self._want_words)
        self._prompt_from = self._choice("prompt_from", PROMPTS_FROM)
        self.pick = PickButton()
        self.pick.clicked.connect(lambda on: self.pick_toggled.emit(on))
        self.pick.toggled.connect(self._show_picking)
        self._output = self._choice("output", OUTPUTS)
        self._modes = Modes()
        self._modes.changed.connect(self.changed)
        self._build_options()
        self._lay_out()
        self._before_picking = options.prompt_from
        self.changed.connect(self._show_in_force)
        self.set_options(options)

    # --- values ---

    @property
    def options(self) -> Options:
        """What is set."""
        return from_json(
            {
                "recipe": self._recipe.currentData() or AUTOMATIC,
                "prompt_from": self._before_picking
                if self.pick.isChecked()
                else self._prompt_from.currentData(),
                "read_from": self._read_from.currentData(),
                "output": self._output.currentData(),
                "mode": self._modes.chosen,
                "edges": self._edges.currentData(),
                "invert": self._invert.isChecked(),
                **{name: spin.value() for name, spin in self._numbers.items()},
            }
        )

    def set_options(self, options: Options) -> None:
        """Show them; an unknown recipe is kept, for an agent that has it."""
        values = to_json(options)
        self.blockSignals(True)
        if self._recipe.findData(options.recipe) < 0:
            self._recipe.addItem(options.recipe, options.recipe)
        for name, box in self._choices.items():
            box.setCurrentIndex(box.findData(values[name]))
        for name, spin in self._numbers.items():
            spin.setValue(values[name])
        self._modes.choose(options.mode)
        self._invert.setChecked(options.invert)
        self.blockSignals(False)
        self._refresh()
        self._show_in_force()

    def show_recipes(self, state: State) -> None:
        """The agent's recipes, automatic first; what is chosen stays so."""
        chosen = self._recipe.currentData() or AUTOMATIC
        tips = {
            one.name: said.sentence(one.about if one.ready else one.missing)
            for one in state.recipes
        }
        tips[AUTOMATIC] = t("recipe.automatic.tip")
        self._recipe.blockSignals(True)
        self._recipe.clear()
        for name, title in choices(state.recipes, chosen):
            self._recipe.addItem(title, name)
            tip = tips.get(name, "")
            self._recipe.setItemData(self._recipe.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._recipe.setCurrentIndex(self._recipe.findData(chosen))
        self._recipe.blockSignals(False)
        self._show_in_force()

    @property
    def recipe_title(self) -> str:
        """Empty for the automatic one."""
        is_automatic = (self._recipe.currentData() or AUTOMATIC) == AUTOMATIC
        return "" if is_automatic else str(self._recipe.currentText())

    # --- building ---

    def _build_options(self) -> None:
        self._numbers: dict[str, Any] = {
            "grow": self._number("grow", -LENGTH_MOST, LENGTH_MOST, t("pixels")),
            "feather": self._number("feather", 0, LENGTH_MOST, t("pixels")),
            "smooth": self._number("smooth", 0, SMOOTH_MAX, t("pixels")),
            "fill_holes": self._number("fill_holes", 0, AREA_MAX, t("square_pixels")),
            "drop_specks": self._number("drop_specks", 0, AREA_MAX, t("square_pixels")),
            "threshold": self._number("threshold", 0, 1, ""),
        }
        self._numbers["threshold"].setDecimals(2)
        self._numbers["threshold"].setSingleStep(0.05)
        self._numbers["threshold"].setSpecialValueText(t("threshold.auto"))
        self._recipe = self._choice("recipe", ())
        self._recipe.addItem(t("recipe.automatic"), AUTOMATIC)
        self._read_from = self._choice("read_from", READS_FROM)
        self._edges = self._choice("edges", EDGES)
        self._choices: dict[str, Any] = {
            "recipe": self._recipe,
            "prompt_from": self._prompt_from,
            "read_from": self._read_from,
            "output": self._output,
            "edges": self._edges,
        }
        self._invert = QtWidgets.QCheckBox(t("invert"))
        self._invert.setObjectName("frisket.invert")
        self._invert.setToolTip(t("invert.tip"))
        self._invert.toggled.connect(lambda _: self.changed.emit())

    def _lay_out(self) -> None:
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._prompt_from)
        column.addWidget(self.words)
        column.addWidget(self.pick)
        column.addLayout(_row(self._output, self._modes))
        self._fold = Heading("frisket.options", t("options.tip"))
        self._fold.toggled.connect(self._unfold)
        column.addWidget(self._fold)
        self._more = QtWidgets.QWidget()
        form = QtWidgets.QFormLayout(self._more)
        form.setContentsMargins(6, 0, 0, 0)
        form.setSpacing(4)
        # Their entries are as long as the docker is wide.
        for name in ("recipe", "read_from", "edges"):
            form.addRow(QtWidgets.QLabel(t(name)))
            form.addRow(self._choices[name])
        for name, spin in self._numbers.items():
            form.addRow(t(name), spin)
        form.addRow("", self._invert)
        self._more.hide()
        column.addWidget(self._more)

    def _choice(self, name: str, values: tuple[str, ...]) -> Any:
        box = Choice(f"frisket.{name}", t(f"{name}.tip"))
        for value in values:
            box.addItem(t(f"{name}.{value}"), value)
        box.currentIndexChanged.connect(self._changed)
        return box

    def _number(self, name: str, low: float, high: float, unit: str) -> Any:
        spin = still(Broken())
        spin.setObjectName(f"frisket.{name}")
        spin.setRange(low, high)
        spin.setDecimals(1 if unit == t("pixels") else 0)
        spin.setSuffix(unit)
        spin.setToolTip(tip_of(spin, t(f"{name}.tip")))
        spin.setMinimumWidth(60)
        if low == 0:
            spin.setSpecialValueText(t("off"))
        spin.valueChanged.connect(lambda _: self.changed.emit())
        return spin

    def _show_picking(self, on: bool) -> None:
        """While somebody picks, the list says that clicks count; then it is as it was."""
        chosen = "clicks"
        if on:
            self._before_picking = self._prompt_from.currentData()
        else:
            chosen = self._before_picking
        self.blockSignals(True)
        self._prompt_from.setCurrentIndex(self._prompt_from.findData(chosen))
        self.blockSignals(False)
        self._prompt_from.setEnabled(not on)
        self._refresh()
        self._show_in_force()

    def _changed(self, _: int) -> None:
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        """Only what counts for the present choice can be used."""
        kind, output = self._prompt_from.currentData(), self._output.currentData()
        self.words.show_use(kind == "words", self.pick.isChecked())
        self._numbers["threshold"].setEnabled(kind == "words")
        # Elsewhere there is nothing to combine, and a long entry needs the room.
        self._modes.setVisible(replace(Options(), output=output).takes_mode)
        self._modes.setEnabled(kind != "rough" or output == "mask")

    def _show_in_force(self) -> None:
        """What is set counts whether or not it is folded away."""
        options = replace(self.options, prompt_from=self._prompt_from.currentData())
        self._fold.say(heading_of(options, self.recipe_title))

    def _want_words(self) -> None:
        """Somebody writes words, or is about to."""
        self._prompt_from.setCurrentIndex(self._prompt_from.findData("words"))

    def _unfold(self, on: bool) -> None:
        self._more.setVisible(on)


def _row(first: Any, *others: Any) -> Any:
    row = QtWidgets.QHBoxLayout()
    row.setSpacing(2)
    row.addWidget(first, 1)
    for widget in others:
        row.addWidget(widget)
    return row
