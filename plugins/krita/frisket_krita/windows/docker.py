"""The docker: what is wanted, Run, what was found, and how the agent is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from krita import DockWidget, Krita

from frisket_plugin import texts
from frisket_plugin.agent import State
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.parts import Mode

from ..asking.desk import Desk
from ..asking.renewal import Renewal
from ..asking.wishes import Wish
from ..guard import guarded
from ..picking import canvases
from ..picking.modes import mode_of
from ..picking.pick import Pick
from ..qt import Qt, QtWidgets, later
from .first_minute import FirstMinute
from .form import Form
from .found import Found
from .getting_box import GettingBox
from .more import More
from .parts import Light
from .rows import column_in, row_of
from .said import Said
from .scrolled import Scrolled

DOCKER = "frisket_docker"
"""What Krita and the actions know the docker by."""


class Panel(DockWidget):  # type: ignore[misc]
    """One in each of Krita's windows; desk and pick are the same in all of them."""

    def __init__(self, desk: Desk, pick: Pick) -> None:
        super().__init__()
        self.setWindowTitle(t("panel.title"))
        self.desk, self.pick = desk, pick
        self._is_new = not desk.settings.is_known
        self._form = Form(desk.settings.options, desk.settings.words)
        self._build()
        self._connect()
        self._show_state(self.desk.state)
        self._show_busy(self.desk.is_busy)

    def canvasChanged(self, canvas: Any) -> None:
        """Another document, perhaps: what was found in one is not shown beside another."""
        later(self._found.look)
        if canvas is not None and not self.desk.settings.is_known:
            later(self._come_into_sight)
        if self._is_new:
            later(self._take_room)

    @guarded
    def _come_into_sight(self) -> None:
        """Once: Krita hides a new docker, and nobody would know that it is there."""
        if not self.desk.settings.is_known:
            self.desk.settings = replace(self.desk.settings, is_known=True)
            self.desk.keeping.soon()
            self.setVisible(True)
            self.raise_()

    @guarded
    def _take_room(self) -> None:
        """Among others, Krita makes a new docker as low as it may be."""
        if Krita.instance().activeDocument() is None or self.isFloating():
            return
        self._is_new = False
        wanted = self._height + self.height() - self.widget().height()
        if self.height() < wanted:
            self.window().resizeDocks([self], [wanted], Qt.Orientation.Vertical)

    def say(self, told: str) -> None:
        self.desk.say(told)

    # --- building ---

    def _build(self) -> None:
        self._run = self._button("run")
        self._preview = self._button("preview")
        self._cancel = self._button("cancel")
        self._apply, self._which_one = self._button("apply"), self._button("which_one")
        self._settings = self._button("settings")
        for button in (self._apply, self._which_one, self._settings):
            button.hide()
        self._progress = QtWidgets.QProgressBar()
        self._progress.setObjectName("frisket.progress")
        self._progress.setMaximumHeight(6)
        self._progress.setTextVisible(False)
        self._status = Said("frisket.status", 2, 14)
        self._status.setText(self.desk.sentence)
        self._light = Light()
        self._more = More(self.desk, self._light)
        self._getting = GettingBox(self.desk.models)
        # What is told grows upwards, out of what can be scrolled: Run stays in its place.
        whole = QtWidgets.QWidget()
        column = column_in(whole)
        self._found = Found(self.desk, self.pick, self._apply)
        self._area = Scrolled(self._scrolled())
        self._found.stand_in(self._area)
        self._renewal = Renewal(self.desk, lambda: self._wish, self._apply)
        self._renewal.is_current.connect(self._apply.setEnabled)
        # Of its own accord it would take less than is in it.
        self._area.setMinimumHeight(self._form.sizeHint().height())
        column.addWidget(self._area, 1)
        column.addWidget(self._status)
        column.addLayout(row_of(self._apply, self._which_one, self._settings))
        column.addLayout(state := QtWidgets.QHBoxLayout())
        state.addWidget(self._light, 1)
        state.addWidget(self._more, 0, Qt.AlignmentFlag.AlignBottom)
        column.addWidget(self._progress)
        column.addLayout(buttons := row_of(self._run, self._preview, self._cancel))
        for narrow in (1, 2):
            buttons.setStretch(narrow, 0)
        # Everything that is folded, and two lines of a sentence; there may be less room.
        self._height = whole.sizeHint().height()
        # What needs more takes it from what is scrolled, and never makes the window higher.
        self._area.setMinimumHeight(row := self._run.sizeHint().height())
        whole.setMinimumHeight(column.minimumSize().height() + 4 * row)
        column.insertWidget(0, self._more.setup)
        column.insertWidget(1, self._getting, 1)
        self.setWidget(whole)
        controls = {"pick": self._form.pick, "words": self._form.words, "take": self._run}
        self._first = FirstMinute(self.desk, self.pick, self, controls)

    def _scrolled(self) -> Any:
        inside = QtWidgets.QWidget()
        column = column_in(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._form)
        column.addWidget(self._found.picture)
        column.addWidget(self._found.objects)
        column.addStretch(1)
        return inside

    def _connect(self) -> None:
        self._form.submitted.connect(self._run_now)
        self._form.changed.connect(self._options_changed)
        self._form.pick_toggled.connect(self._switch_pick)
        self._getting.shown.connect(self._make_room)
        self.desk.setting_up.changed.connect(self._make_room)
        self.desk.setting_up.ready.connect(self._take_room)
        self._make_room()
        self._run.clicked.connect(lambda: self._run_now())
        self._preview.clicked.connect(lambda: self._show_only())
        self._cancel.clicked.connect(lambda: self.desk.cancel())
        self._apply.clicked.connect(lambda: self._apply_now())
        self._which_one.clicked.connect(lambda: self.pick.next_guess())
        self._settings.clicked.connect(lambda: self._more.open_settings())
        self._light.start.connect(lambda: self.desk.lookout.start())
        self.desk.said.connect(self._show_said)
        self.desk.progressed.connect(self._show_progress)
        self.desk.busy_changed.connect(self._show_busy)
        self.desk.state_changed.connect(self._show_state)
        self.desk.found.connect(self._found.show)
        self.pick.toggled.connect(self._show_picking)
        self.visibilityChanged.connect(self.pick.panel_seen)
        self._more.look.changed.connect(self._found.draw)
        self.pick.guessed.connect(self._show_which_one)

    def _button(self, name: str) -> Any:
        button = QtWidgets.QPushButton(t(name, number=1, of=3))
        button.setObjectName(f"frisket.{name}")
        button.setToolTip(t(f"{name}.tip"))
        return button

    # --- asking ---

    @property
    def options(self) -> Options:
        """What is set, for the actions."""
        options: Options = self._form.options
        return options

    @property
    def _wish(self) -> Wish:
        options: Options = self._form.options
        if options.prompt_from == "clicks" or self.pick.is_on:
            clicked: Wish = self.pick.wish(replace(options, prompt_from="clicks"))
            return clicked
        words = self._form.words.text() if options.prompt_from == "words" else ""
        return Wish(options, words)

    @guarded
    def _run_now(self) -> None:
        mode = mode_of(QtWidgets.QApplication.keyboardModifiers())
        if self.desk.setting_up.now.offer == "set_up":
            self._more.setup.lead(self)
        elif self.pick.is_on:
            self.pick.enter(mode)
        else:
            self._make(mode)

    @guarded
    def _show_only(self) -> None:
        if self.pick.is_on and not self._wish.clicks.prompts:
            self.say(t("pick.no_clicks"))
        else:
            self._renewal.begin()

    @guarded
    def _make(self, mode: Mode | None) -> None:
        wish = self._wish
        if mode is not None:
            wish = replace(wish, options=replace(wish.options, mode=mode))
        self.desk.ask(wish, ended=lambda error: self._leave_words(wish, error))

    def _leave_words(self, wish: Wish, error: Exception | None) -> None:
        """It is made: Ctrl+Z is for the picture again, unless other words are written by now."""
        words = self._form.words
        if error is None and words.hasFocus() and words.text() == wish.words:
            canvases.front().setFocus()

    @guarded
    def _apply_now(self) -> None:
        mode = mode_of(QtWidgets.QApplication.keyboardModifiers())
        options = self._form.options
        self.desk.redirect(replace(options, mode=mode) if mode else options)
        self.desk.apply(self._found.objects.chosen)

    @guarded
    def _switch_pick(self, on: bool) -> None:
        self.pick.set_options(self._form.options)
        self.pick.switch(on)

    def _options_changed(self) -> None:
        self.pick.set_options(self._form.options)
        self._light.show_state(self.desk.state, self._form.recipe_title)
        options, words = self._form.options, self._form.words.text()
        if options.recipe != self.desk.settings.options.recipe:
            self._look_what_is_lacking(options.recipe)
        self.desk.settings = replace(self.desk.settings, options=options, words=words)
        self.desk.keeping.soon()
        self._renewal.look()

    def _look_what_is_lacking(self, recipe: str) -> None:
        """A recipe was chosen: where it is not ready, what it lacks is offered at once."""
        self.desk.models.let_go()
        chosen = next((one for one in self.desk.state.recipes if one.name == recipe), None)
        if chosen is not None and not chosen.ready:
            self.desk.models.offer(recipe, "", None)

    # --- showing ---

    def _show_progress(self, stage: str, fraction: float) -> None:
        self._status.setText(texts.stage(stage))
        self._progress.setRange(0, 0 if fraction < 0 else 1000)
        if fraction >= 0:
            self._progress.setValue(round(1000 * fraction))

    def _show_busy(self, is_busy: bool) -> None:
        self._cancel.setEnabled(is_busy)
        self._progress.setRange(0, 0 if is_busy else 1)
        if not is_busy:
            self._progress.reset()
            self._status.setText(self.desk.sentence)

    def _show_said(self, told: str) -> None:
        self._status.setText(told)
        self._show_settings()

    def _show_state(self, state: State) -> None:
        self._form.show_recipes(state)
        self._light.show_state(state, self._form.recipe_title)
        self._show_settings()

    def _show_settings(self) -> None:
        """Where a sentence sends people to the settings, they are a click away."""
        told = f"{self.desk.sentence} {self._light.text}"
        self._settings.setVisible(t("settings.named") in told.replace(t("settings.saved"), ""))

    @guarded
    def _show_picking(self, is_on: bool) -> None:
        self._form.pick.setChecked(is_on)
        self._found.look()

    def _make_room(self) -> None:
        """While a person has to read what is offered, the form gives way to it."""
        is_bare = self.desk.setting_up.now.offer == "set_up"
        self._getting.stand_for(self._area, self._form.words, is_bare)
        # Who asks while it is removed would have it started again.
        for asks in (self._run, self._preview, self._apply, self._form.pick):
            asks.setEnabled(not self.desk.setting_up.now.is_removing)

    def _show_which_one(self) -> None:
        self._which_one.setText(t("which_one", number=self.pick.guess, of=self.pick.guesses))
        self._which_one.setVisible(self.pick.guesses > 1)
