"""The real agent, outside of the root in which the editor runs. They meet in the runtime folder."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 120.0
"""Seconds in which an agent has to be there; loading torch takes a while on a busy machine."""


class Agent:
    """At most one at a time, with folders of its own in the scenario's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._hub: Any = None
        self._ending = contextlib.ExitStack()
        self.runtime = folder / "runtime"
        self.runtime.mkdir(mode=0o700, exist_ok=True)

    def start(self, models: str = "fake", version: int | None = None, seconds: float = 0) -> None:
        """models: fake · classic, which needs no files · toy, those of the toy world · hub, the
        same, still to be fetched from a hub on this computer · light, their words without torch."""
        self.kill()
        (self.runtime / "agent.json").unlink(missing_ok=True)  # one that was killed leaves it
        command = [sys.executable, str(HERE / "special_agent.py"), "--seconds", str(seconds)]
        command += ["--version", str(version)] if version is not None else []
        command += ["serve", "--models", "fake" if models == "fake" else "installed"]
        if models == "toy":
            _install_toys(self._folder / "config")
        if models == "light":
            _python(_INSTALL_LIGHT, self._folder / "config")
        if models == "hub":
            self.open_hub()
        with (self._folder / "agent-output.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait_until(lambda: (self.runtime / "agent.json").exists())

    def kill(self) -> None:
        """At once, in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """The scenario is over."""
        self.kill()
        self.open_gate()
        self._ending.close()

    def close_gate(self) -> None:
        """From now on every large file of the hub waits in its middle."""
        self._hub.gate = threading.Event()

    def open_gate(self) -> None:
        """Nothing waits any more."""
        if self._hub is not None and self._hub.gate is not None:
            gate, self._hub.gate = self._hub.gate, None
            gate.set()

    def fail_hub(self, status: int) -> None:
        """From now on the hub answers everything with this status; 0: as usual again."""
        self._hub.failing = status

    def tokens(self) -> list[str]:
        """Whose token the hub was asked, in their order."""
        return [token for path, token in self._hub.tokens if path.endswith("whoami-v2")]

    def downloads(self) -> list[str]:
        """What the hub was asked for, with the place from which on."""
        return [f"{path} {given}" for how, path, given in self._hub.asked if how == "GET"]

    def open_hub(self) -> str:
        """Publish the models of the toy world; gives the address of the hub that has them."""
        if self._hub is None:
            self._open_hub()
        return str(self._hub.address)

    def _open_hub(self) -> None:
        sys.path.insert(0, str(ROOT / "tests"))
        from hub import hub
        from toyworld import cards

        self._hub = self._ending.enter_context(hub())
        cards.publish(self._hub, self._folder / "config")

    def pause(self) -> None:
        """Have it hang: it is there, its connections are open, and it does nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """After `pause`, as if nothing had been."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        assert self._process is not None, "it was started"
        self._process.send_signal(number)

    def stop(self) -> None:
        """As `frisket stop` does: it says goodbye."""
        if self._process is not None:
            command = [sys.executable, "-m", "frisket", "stop"]
            subprocess.run(command, env=self._environment(), check=False, timeout=PATIENCE)
            self._process.wait(PATIENCE)
            self._process = None

    def end_announced(self) -> None:
        """The one that an editor started itself, at once."""
        end_announced(self.runtime)

    def has_toys(self) -> bool:
        """Whether models of the toy world that understand words have been trained."""
        return toys_are_here()

    def draw(self, name: str, seed: int) -> None:
        """A scene of the toy world: picture.png, things.json, and a mask of each, 0.png on."""
        _python(_DRAW, self._folder / name, seed)

    def mask_example(self, name: str, box: list[int]) -> None:
        """What the command line makes of the example picture, which lies beside it then."""
        picture = self._folder / "dahlia.jpg"
        picture.write_bytes((ROOT / "examples/dahlia.jpg").read_bytes())
        command = [sys.executable, "-m", "frisket", "mask", str(picture), "--no-agent", "-q"]
        command += ["--box", ",".join(map(str, box)), "-o", str(self._folder / name)]
        subprocess.run(command, env=self._environment(), check=True, timeout=PATIENCE)

    def _environment(self) -> dict[str, str]:
        paths = [str(ROOT / "agent"), str(ROOT / "protocol")]
        network = {"HF_ENDPOINT": self._hub.address} if self._hub else {"HF_HUB_OFFLINE": "1"}
        return (
            os.environ
            | network
            | {
                "PYTHONPATH": os.pathsep.join(paths),
                "FRISKET_RUNTIME": str(self.runtime),
                "FRISKET_CONFIG": str(self._folder / "config"),
                "FRISKET_DATA": str(self._folder / "data"),
                "HF_HOME": str(self._folder / "hub"),
            }
        )

    def _wait_until(self, condition: object) -> None:
        assert callable(condition)
        until = time.monotonic() + PATIENCE
        while not condition():
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > until:
                log = (self._folder / "agent-output.log").read_text("utf-8", "replace")
                raise RuntimeError(f"The agent did not start:\n{log[-2000:]}")
            time.sleep(0.02)


def end_announced(runtime: Path) -> None:
    """End the agent that an editor started itself: it outlives the editor, on purpose."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        os.kill(json.loads((runtime / "agent.json").read_text("utf-8"))["pid"], signal.SIGKILL)


def toys_are_here() -> bool:
    """Whether models of the toy world that understand words have been trained."""
    folder = ROOT / "tests/toyworld/checkpoints"
    return all((folder / name).is_dir() for name in ("toy-words", "toy-sam"))


def _install_toys(folder: Path) -> None:
    _python(_INSTALL, folder)


_INSTALL = """
import pathlib, sys
from toyworld import cards
cards.install(pathlib.Path(sys.argv[1]))
"""
_INSTALL_LIGHT = """
import pathlib, sys
from toyworld import light
light.install(pathlib.Path(sys.argv[1]))
"""
_DRAW = """
import json, pathlib, sys
import cv2
from toyworld.world import scene
folder, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir()
drawn = scene(seed, 4 / 3, things=3).draw(640, 480)
cv2.imwrite(str(folder / "picture.png"), drawn.picture[:, :, ::-1])
for number, alpha in enumerate(drawn.alphas):
    cv2.imwrite(str(folder / f"{number}.png"), (alpha * 255 + 0.5).astype("uint8"))
(folder / "things.json").write_text(json.dumps([thing.phrase for thing in drawn.things]))
"""


def _python(code: str, *words: object) -> None:
    paths = [str(ROOT / part) for part in ("agent", "protocol", "tests")]
    subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        check=True,
    )
