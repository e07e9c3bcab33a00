"""The real GIMP: a home folder for each scenario, the plug-in installed as people install it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from agents import ROOT, Agent, end_announced, toys_are_here
from outcome import Outcome, Scenario
from released import build, network
from rooms import Room, end

HERE = Path(__file__).parent
BESIDE = ("inside.sh", "rig.py", "screen.py", "live.py")
"""What lies beside each scenario."""
ON_SCREEN = ("window", "shown")
"""Folders of scenarios that need a screen."""
LIMIT = 400
"""Seconds that one scenario may take."""
BAD = re.compile(r"Traceback|ModuleNotFoundError|gimp_wire_write|Plug-in crashed|CRITICAL")


class Gimp:
    """GIMP in one Debian root. Scenarios in `console` need no screen, those in `window` do."""

    def __init__(self, root: Path, output: Path) -> None:
        self._root = root
        self._output = output

    def scenarios(self) -> list[Scenario]:
        """Every one, first those of the console."""
        files = [
            file for kind in ("console", "window") for file in sorted((HERE / kind).glob("*.py"))
        ]
        every = [Scenario.read(file) for file in files]
        return [one for one in every if one.agent not in ("toy", "hub") or toys_are_here()]

    def prepare(self) -> str:
        """GIMP's version."""
        room = Room(self._root, self._output)
        version = room.output("dpkg-query", "-W", "-f", "${Version}", "gimp")
        return f"GIMP {version.strip()}"

    def run(self, scenario: Scenario) -> Outcome:
        """One scenario in a GIMP of its own."""
        folder = self._output / scenario.name
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "home/.config").mkdir(parents=True)
        agent = Agent(folder)
        started = time.monotonic()
        try:
            if scenario.installs:
                self._install(folder / "home")
            if scenario.unpacked:
                self._unpack(folder)
            if scenario.theme:
                for home in (folder / "home/.config/GIMP").iterdir():
                    rule = f"(theme-color-scheme {scenario.theme})\n"
                    (home / "gimprc").write_text(rule, "utf-8")
            file = folder / "home/.config/gtk-3.0/settings.ini"
            file.parent.mkdir()
            # Else it could not be seen when windows are still.
            file.write_text("[Settings]\ngtk-enable-animations=false\n", "utf-8")
            if scenario.agent:
                agent.start(scenario.agent)
            code = self._gimp(folder, scenario, agent)
        except Exception as error:  # the scenario failed, the others go on
            return Outcome(scenario.name, [f"{type(error).__name__}: {error}"])
        finally:
            agent.close()
            end_announced(agent.runtime)
        outcome = _outcome(scenario, folder, code, time.monotonic() - started)
        shutil.rmtree(folder / "home")
        return outcome

    def _own_folders(self, home: Path) -> list[Path]:
        """GIMP's own in this home, as its first start makes them."""
        programs = (self._root / "usr/bin").glob("gimp-console-3.*")
        versions = [program.name.removeprefix("gimp-console-") for program in programs]
        folders = [home / ".config/GIMP" / version for version in versions]
        for folder in folders:
            folder.mkdir(parents=True)
        return folders

    def _unpack(self, folder: Path) -> None:
        """As a person does it with the archive; it says which file is a program."""
        archive = build("gimp", folder)
        for own in self._own_folders(folder / "home"):
            subprocess.run(["unzip", "-q", str(archive), "-d", str(own / "plug-ins")], check=True)

    def _install(self, home: Path) -> None:
        self._own_folders(home)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("XDG_") and name != "GIMP3_DIRECTORY"
        }
        paths = os.pathsep.join([str(ROOT / "agent"), str(ROOT / "protocol")])
        done = subprocess.run(
            [sys.executable, "-m", "frisket", "plugins", "install", "gimp"],
            env=kept | {"HOME": str(home), "PYTHONPATH": paths},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)

    def _gimp(self, folder: Path, scenario: Scenario, agent: Agent) -> int:
        for file in (HERE / name for name in BESIDE):
            shutil.copy(file, folder)
        shutil.copy(scenario.file, folder / "scenario.py")
        shutil.copy(ROOT / "examples/dahlia.jpg", folder)
        room = Room(self._root, folder)
        seen = {name: str(room.seen_inside(folder / path)) for name, path in _FILES.items()}
        variables = {"LC_ALL": scenario.language} if scenario.language else {}
        if scenario.unpacked:
            variables |= network(folder)
        if scenario.scale != 1:
            variables["GDK_SCALE"] = f"{scenario.scale:.0f}"
        kind = "window" if scenario.file.parent.name in ON_SCREEN else "console"
        process = room.start(
            "bash", "/mnt/inside.sh", str(scenario.limit or LIMIT), kind, **seen, **variables
        )
        try:
            while process.poll() is None:
                _serve(folder / "asked", agent)
                time.sleep(0.02)
            return process.returncode
        finally:
            end(process)


_FILES = {"HOME": "home", "FRISKET_FOLDER": "", "FRISKET_RUNTIME": "runtime"}


def _serve(asked: Path, agent: Agent) -> None:
    """Do what the scenario asks of the world outside, and say that it is done."""
    for file in sorted(asked.glob("*.json")):
        wish = json.loads(file.read_text("utf-8"))
        answer: dict[str, object] = {"error": "", "value": None}
        try:
            answer["value"] = getattr(agent, wish.pop("do"))(**wish)
        except Exception as error:  # told to the scenario, which fails with it
            answer["error"] = str(error)
        file.unlink()
        part = file.with_suffix(".part")
        part.write_text(json.dumps(answer), "utf-8")
        part.rename(file.with_suffix(".done"))


def _outcome(scenario: Scenario, folder: Path, code: int, seconds: float) -> Outcome:
    problems = [] if code == 0 else [f"GIMP ended with {code}"]
    log = folder / "gimp.log"
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    allowed = [re.compile(pattern) for pattern in scenario.allowed]
    problems += [
        f"log: {line}"
        for line in lines
        if BAD.search(line) and not any(pattern.search(line) for pattern in allowed)
    ]
    try:
        result = json.loads((folder / "result.json").read_text("utf-8"))
    except OSError:
        return Outcome(scenario.name, [*problems, "it did not come to its end"], seconds=seconds)
    problems += [result["error"]] if result["error"] else []
    checks = [(c["name"], c["ok"], c["detail"]) for c in result["checks"]]
    return Outcome(scenario.name, problems, checks, result["figures"], seconds)
