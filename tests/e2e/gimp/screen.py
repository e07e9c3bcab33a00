"""The keyboard, the mouse and the screen, for scenarios in a window."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

PATIENCE = 90.0
BETWEEN_LOOKS = 0.1
HEARD = 3.0
"""Seconds in which a key has been heard."""
TRIES = 3
"""How often in a row no window is seen until there is none: one answer alone can be wrong."""
IN_FULL = 20
"""Looks for which a window is still once it shows a mask in full, as it does by itself soon after a
click: nothing else outside of the window tells."""


class Screen:
    """The virtual screen on which GIMP runs; positions in its pixels."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def shot(self, name: str) -> None:
        """A picture of everything, left in the scenario's folder."""
        subprocess.run(["import", "-window", "root", str(self._folder / f"{name}.png")], check=True)

    def xdotool(self, *words: object, check: bool = True) -> str:
        """What xdotool says."""
        command = ["xdotool", *map(str, words)]
        return subprocess.run(command, check=check, capture_output=True, text=True).stdout

    def windows(self, title: str) -> list[int]:
        """Every visible window whose title has this pattern."""
        command = ["xdotool", "search", "--onlyvisible", "--name", title]
        for _ in range(TRIES):
            told = subprocess.run(command, check=False, capture_output=True, text=True)
            if told.returncode == 0 or not told.stderr:
                break  # else a window, a list's say, has closed while it was asked for its name
        return [int(line) for line in told.stdout.split()]

    def window(self, title: str) -> int:
        """The window, once it is there; it has the keyboard then."""
        end = time.monotonic() + PATIENCE
        while not (found := self.windows(title)):
            if time.monotonic() > end:
                self.shot("no-window")
                raise TimeoutError(f"no window {title!r}")
            time.sleep(0.1)
        self.xdotool("windowactivate", "--sync", found[-1], check=False)
        return found[-1]

    def gone(self, title: str) -> None:
        """Wait until no such window is left."""
        end = time.monotonic() + PATIENCE
        looks = 0
        while looks < TRIES:
            looks = 0 if self.windows(title) else looks + 1
            if time.monotonic() > end:
                self.shot("window-stays")
                raise TimeoutError(f"the window {title!r} stays")
            time.sleep(0.1)

    def close(self, title: str) -> None:
        """Escape, again and again until the window hears it: a new one may be deaf for a while."""
        self.window(title)
        end = time.monotonic() + PATIENCE
        while (found := self.windows(title)) and time.monotonic() < end:
            self.xdotool("windowactivate", "--sync", found[-1], check=False)
            self.key("Escape")
            # A second one must not come while the first is still on its way: it would close
            # whatever is behind.
            heard = time.monotonic() + HEARD
            while self.windows(title) and time.monotonic() < heard:
                time.sleep(0.1)
        self.gone(title)

    def ready(self) -> None:
        """GIMP's own window fills the screen, and nothing lies over it."""
        self.close("^Welcome to GIMP")
        main = self.window(IMAGE)
        end = time.monotonic() + PATIENCE
        stays = 0
        while stays < 3 and time.monotonic() < end:  # GIMP may fit it to a new picture meanwhile
            if self.place(main)[2] < SIZE[0] - 40:
                stays = 0
                self.xdotool("windowmove", main, 0, 0, "windowsize", main, *SIZE)
            stays += 1
            time.sleep(0.4)

    def place(self, window: int) -> tuple[int, int, int, int]:
        """x, y, width, height."""
        told = self.xdotool("getwindowgeometry", "--shell", window)
        values = dict(line.split("=") for line in told.split() if "=" in line)
        return tuple(int(values[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))  # type: ignore[return-value]

    def pixels(self, box: tuple[int, int, int, int], window: int | str = "root") -> bytes:
        """What is seen in a part of the screen (x, y, width, height), or of a window, counted from
        its own corner: rgb, rows from the top."""
        x, y, width, height = box
        words = ["import", "-window", str(window), "-crop", f"{width}x{height}+{x}+{y}", "+repage"]
        return subprocess.run(
            [*words, "-depth", "8", "rgb:-"], check=True, capture_output=True
        ).stdout

    def still(
        self, box: tuple[int, int, int, int], looks: int = 3, before: bytes | None = None
    ) -> None:
        """Wait until a part of the screen is another than `before` and the same for some looks."""
        end = time.monotonic() + PATIENCE
        seen, same = self.pixels(box), 0
        while same < looks or seen == before:
            if time.monotonic() > end:
                self.shot("not-still")
                raise TimeoutError(f"nothing has happened in {box}, or it does not end")
            time.sleep(BETWEEN_LOOKS)
            now = self.pixels(box)
            seen, same = now, same + 1 if now == seen else 0

    def find(
        self, colour: tuple[int, int, int], box: tuple[int, int, int, int]
    ) -> tuple[int, int, int, int] | None:
        """Where exactly this colour is seen in a part of the screen: x0, y0, x1, y1."""
        rows, wanted = self.pixels(box), bytes(colour)
        xs, ys = [], []
        place = rows.find(wanted)
        while place >= 0:
            if place % 3 == 0:
                xs.append(place // 3 % box[2])
                ys.append(place // 3 // box[2])
            place = rows.find(wanted, place + 1)
        if not xs:
            return None
        return box[0] + min(xs), box[1] + min(ys), box[0] + max(xs) + 1, box[1] + max(ys) + 1

    def key(self, *keys: str) -> None:
        """Keys, one after the other."""
        self.xdotool("key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        """A text."""
        self.xdotool("type", "--delay", "30", text)

    def click(self, x: float, y: float, button: int = 1) -> None:
        """One click."""
        self.xdotool("mousemove", round(x), round(y), "click", button)

    def click_in(self, window: int, x: float, y: float) -> None:
        """One click, at a place counted from the window's own corner."""
        self.xdotool("mousemove", "--window", window, round(x), round(y), "click", 1)

    def drag(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """With the left button."""
        self.xdotool("mousemove", round(x0), round(y0), "mousedown", 1)
        middle = (round((x0 + x1) / 2), round((y0 + y1) / 2))
        self.xdotool("mousemove", *middle, "mousemove", round(x1), round(y1), "mouseup", 1)

    def action(self, name: str) -> None:
        """Whatever a menu has, by GIMP's own search for it, in the image's window."""
        self.window(IMAGE)
        self.key("slash")
        search = self.window("Search Actions")
        end = time.monotonic() + PATIENCE
        while self.xdotool("getwindowfocus", check=False).strip() != str(search):
            if time.monotonic() > end:
                break  # what was typed is seen in the picture of the failure
            self.window("Search Actions")
            time.sleep(0.2)
        self.type(name)
        time.sleep(1)  # GIMP fills its list while one types, and says nothing of it
        self.key("Return")


IMAGE = "– GIMP$|^GNU Image Manipulation Program$"
SIZE = (1590, 960)
