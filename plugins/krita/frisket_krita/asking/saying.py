"""What is said to the person: in the panel, and over the picture where no panel is in sight."""

from __future__ import annotations

from collections.abc import Callable

from frisket_plugin.agent import State
from frisket_plugin.texts import t

from ..canvas import documents
from ..guard import unharmed
from ..qt import QtCore, Signal
from .models import Models
from .setting_up import SettingUp
from .standing import Front, Holds, Standing, always, while_same

LOOK_MILLISECONDS = 500
"""How often it is looked whether what is said still holds."""


class Saying(QtCore.QObject):  # type: ignore[misc]
    """One for the whole of Krita. A sentence goes when what it speaks of is over."""

    said = Signal(str)
    floated = Signal(str, bool)

    def __init__(self, is_busy: Callable[[], bool], takes_mode: Callable[[], bool]) -> None:
        """is_busy: what is active may be ours meanwhile, and the panel tells how far that is.

        takes_mode: whether what is picked can be added to something, or taken from it.
        """
        super().__init__()
        self.is_picking = False
        self._is_busy, self._takes_mode = is_busy, takes_mode
        self._lacks: Holds = lambda: False
        self._is_setting_up: Holds = lambda: False
        self._standing = Standing(self._rest, _front, self.said.emit)
        self._state = State("stopped")
        self._without_agent = ""
        # Krita tells nobody that what was made is undone, or that another layer is active.
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MILLISECONDS)

    @property
    def sentence(self) -> str:
        """What stands in the panel."""
        return self._standing.sentence

    @property
    def hint(self) -> str:
        """What can be done while one picks."""
        return t("pick.hint" if self._takes_mode() else "pick.hint.new")

    def say(self, told: str, insists: bool = False, holds: Holds = always) -> None:
        """A sentence for the person. insists: also over the picture, where somebody looks now.

        It goes as `Standing` has it, and when `holds` is no longer so.
        """
        self.remark(told, holds)
        self.floated.emit(told, insists)

    def remark(self, told: str, holds: Holds = always) -> None:
        """A sentence for the panel alone."""
        self._standing.say(told, holds)

    def of_no_agent(self, told: str) -> None:
        """That no agent is there: it goes when there is one."""
        self._without_agent = told
        self._say_of_else(told)

    def of_agent(self, told: str) -> None:
        """Why it could not be started."""
        self._say_of_else(told, lambda: self._state.light != "running")

    def _say_of_else(self, told: str, holds: Holds = always) -> None:
        """A sentence that is as true of any picture."""
        self._standing.say(told, holds, of_picture=False)
        self.floated.emit(told, False)

    def about(self, setting_up: SettingUp, models: Models) -> None:
        """Say what these tell: of setting up until that begins again, of getting models until it is
        the other's turn."""

        def of_setup(told: str) -> None:
            self._say_of_else(told, while_same(lambda: setting_up.now.runs))

        def of_models(told: str) -> None:
            self._say_of_else(told, while_same(lambda: models.getting.turn))

        self._lacks = lambda: setting_up.now.offer == "set_up"
        self._is_setting_up = lambda: setting_up.now.is_running
        setting_up.said.connect(of_setup)
        models.said.connect(of_models)
        setting_up.changed.connect(self._look)
        models.changed.connect(self._look)
        self._look()

    def see(self, state: State) -> None:
        """The agent is so by now."""
        self._state = state
        if state.is_there and self.sentence == self._without_agent:
            self._say_of_else(t("agent.back"), lambda: self._state.is_there)
            self._without_agent = ""
        self._look()

    def rest(self) -> None:
        """There is nothing to tell."""
        self._standing.rest()

    def _rest(self) -> str:
        if self._is_setting_up():
            return t("setup.running")
        if self._lacks():
            return t("setup.first")
        return self.hint if self.is_picking else t("ready")

    def _look(self) -> None:
        with unharmed():
            if not self._is_busy():
                self._standing.look()


def _front() -> Front:
    front = Front()
    with unharmed():  # else why something failed could not be said
        front = Front(*documents.front())
    return front
