"""frisket's panel as a person uses it: its widgets by their object names, real clicks on them."""

from __future__ import annotations

from typing import Any

from .rig import Failed, Rig, Steps

LISTS = ("prompt_from", "read_from", "output", "edges", "recipe")
NUMBERS = ("grow", "feather", "smooth", "fill_holes", "drop_specks", "threshold")


class Panel:
    """The docker, shown."""

    def __init__(self, rig: Rig, docker: Any) -> None:
        self._rig = rig
        self._desk, self._pick = docker.desk, docker.pick

    @classmethod
    def shown(cls, rig: Rig, edges: str = "hard", size: tuple[int, int] = (1560, 960)) -> Steps:
        """Every docker starts hidden; show this one, and enough of the window to see it.

        edges: hard ones can be compared byte by byte; "" leaves them as they are.
        """
        window = rig.app.activeWindow().qwindow()
        window.resize(*size)
        window.move(0, 0)  # else a window manager may leave half of it below the screen
        found = [d for d in rig.app.dockers() if d.objectName() == "frisket_docker"]
        if not found:
            raise Failed("frisket has no docker.")
        found[0].setVisible(True)
        found[0].raise_()
        yield 300
        panel = cls(rig, found[0])
        if edges:
            panel.choose(edges=edges)
        return panel

    # --- setting ---

    def words(self, text: str) -> None:
        self._widget("words").setText(text)

    def choose(self, mode: str = "", **values: Any) -> None:
        """By the values that the plugin's options have."""
        for name, value in values.items():
            widget = self._widget(name)
            if name in LISTS:
                index = widget.findData(value)
                if index < 0:
                    raise Failed(f"{name} has no choice {value}.")
                widget.setCurrentIndex(index)
            elif name in NUMBERS:
                widget.setValue(value)
            else:
                widget.setChecked(value)
        if mode:
            self._widget(f"mode.{mode}").setChecked(True)

    # --- doing ---

    def press(self, name: str, *keys: str) -> None:
        """A click on a button, with keys held."""
        self._rig.click(f"frisket.{name}", *keys)

    def press_run(self, *keys: str) -> None:
        """Run, and do not wait."""
        self.press("run", *keys)

    def run(self, *keys: str) -> Steps:
        """Run, until it has ended one way or the other."""
        self.press_run(*keys)
        yield 20
        yield self.is_idle
        yield 50
        self._rig.heard(f"the panel says: {self.message}")

    def pick(self, on: bool) -> Steps:
        """Switch picking on the canvas by its button."""
        if self.is_picking() != on:
            self.press("pick")
        yield lambda: self.is_picking() == on
        yield from self.settled()

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> Steps:
        """With the left button, from one place of the picture to another."""
        rig = self._rig
        yield from rig.xdotool("mousemove", *rig.on_screen(*start), "mousedown", 1)
        yield 50
        yield from rig.xdotool("mousemove_relative", "--", 10, 10)
        yield from rig.xdotool("mousemove", *rig.on_screen(*end))
        yield 50
        yield from rig.xdotool("mouseup", 1)

    def settled(self) -> Steps:
        """What was clicked has been answered."""
        yield 80
        yield self.is_idle
        yield 50

    def applied(self) -> Steps:
        """Enter on the canvas has had its effect."""
        yield 200
        yield self.is_idle
        yield 200
        yield self.is_idle

    def until_light(self, colour: str) -> Steps:
        """The agent's light shows this state."""
        yield lambda: self._desk.state.light == colour
        yield 50

    # --- seeing ---

    def is_busy(self) -> bool:
        """Something is being asked, waited for or written."""
        return bool(self._desk.is_busy)

    def is_idle(self) -> bool:
        """Nothing is."""
        return not self._desk.is_busy

    def is_picking(self) -> bool:
        return bool(self._pick.is_on)

    def overlay(self) -> Any:
        """What is drawn over the canvas."""
        return self._rig.widget("frisket.overlay")

    def clicks(self) -> int:
        """How many clicks and boxes there are."""
        return len(self.overlay().clicks.prompts)

    @property
    def message(self) -> str:
        """The sentence in the panel."""
        return str(self._widget("status").text())

    @property
    def light(self) -> str:
        """The state that the light shows."""
        return str(self._widget("light").property("light"))

    @property
    def light_text(self) -> str:
        """The sentence beside the light."""
        return str(self._widget("light_text").text())

    def _widget(self, name: str) -> Any:
        return self._rig.widget(f"frisket.{name}")
