"""The real Krita: a home folder for each scenario, the plugin installed as people install it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from agents import ROOT, Agent, end_announced
from outcome import Outcome, Scenario
from released import ARCHIVE, build, network
from rooms import Room, end

HERE = Path(__file__).parent
LIMIT = 300
"""Seconds that one scenario may take, unless it says otherwise."""
KRITARC = """pasteBehaviour=0
AutoSaveInterval=0

[python]
enable_frisket_probe=true
"""
WITHOUT = """colorspace comics_project_management_tools documenttools exportlayers
filtermanager lastdocumentsdocker quick_settings_docker scripter tenbrushes tenscripts"""
"""Bundled plugins that only take time."""
CANVAS = {"plain": "none", "opengl": "opengl"}
KILLED = 128 + signal.SIGKILL
"""What its shell ends with when Krita was."""
BAD = re.compile(r"Error loading plugin|Traceback|ASSERT")


class Krita:
    """Krita in one Debian root."""

    def __init__(self, root: Path, output: Path) -> None:
        self._root = root
        self._output = output
        self._warm = root.with_name(f"{root.name}.home")

    def scenarios(self) -> list[Scenario]:
        """Every one, in the order of their names."""
        files = (HERE / "scenarios").rglob("*.py")
        return [Scenario.read(file) for file in sorted(files, key=lambda file: file.name)]

    def prepare(self) -> str:
        """Start Krita once if it never was; its version."""
        if not self._warm.exists():
            self._warm_up()
        version = Room(self._root, self._output).output(
            "dpkg-query", "-W", "-f", "${Version}", "krita"
        )
        return f"Krita {version.strip()}"

    def run(self, scenario: Scenario) -> Outcome:
        """One scenario in a Krita of its own."""
        folder = self._output / scenario.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copytree(self._warm, folder / "home", symlinks=True)
        agent = Agent(folder)
        started = time.monotonic()
        try:
            self._set_up(folder / "home", scenario)
            if scenario.bundle or scenario.unpacked:
                build("krita", folder)
            if scenario.unpacked:
                _unpack(folder)
            if scenario.agent:
                agent.start(scenario.agent)
            code = self._started(folder, scenario, agent)
        except Exception as error:  # the scenario failed, the others go on
            return Outcome(scenario.name, [f"{type(error).__name__}: {error}"])
        finally:
            agent.close()
            end_announced(agent.runtime)
        outcome = _outcome(scenario, folder, code, time.monotonic() - started)
        shutil.rmtree(folder / "home")
        return outcome

    def _started(self, folder: Path, scenario: Scenario, agent: Agent) -> int:
        """The code of the last one."""
        for start in range(1, scenario.starts):
            code = self._krita(folder, scenario, agent, start)
            if code != KILLED:
                return code
        return self._krita(folder, scenario, agent, scenario.starts)

    def _krita(self, folder: Path, scenario: Scenario, agent: Agent, start: int = 1) -> int:
        for file in (HERE / "inside.sh", HERE / "openbox.xml", scenario.file):
            shutil.copy(file, folder)
        for name in scenario.beside:
            shutil.copy(scenario.file.with_name(name), folder)
        _write_settings(folder / "config", scenario)
        room = Room(self._root, folder)
        seen = {name: str(room.seen_inside(folder / path)) for name, path in _FILES.items()}
        seen["FRISKET_START"] = str(start)
        seen["FRISKET_SCENARIO"] = str(room.seen_inside(folder / scenario.file.name))
        variables = {"LC_ALL": scenario.language} if scenario.language else {}
        width, height = (round(side * scenario.scale) for side in scenario.screen)
        variables["FRISKET_SCREEN"] = f"{width}x{height}"
        if scenario.unpacked:
            variables |= network(folder)
        if scenario.scale != 1:
            variables["QT_SCALE_FACTOR"] = str(scenario.scale)
        process = room.start(
            "bash", "/mnt/inside.sh", str(scenario.limit or LIMIT), **seen, **variables
        )
        try:
            while process.poll() is None:
                _serve(folder / "asked", agent)
                if _is_lost(folder):
                    break
                time.sleep(0.02)
            return process.poll() or 0
        finally:
            end(process)

    def _set_up(self, home: Path, scenario: Scenario) -> None:
        config = home / ".config"
        without = "".join(f"enable_{name}=false\n" for name in WITHOUT.split())
        theme = f"\n[theme]\nTheme={scenario.theme}\n" if scenario.theme else ""
        (config / "kritarc").write_text(KRITARC + without + theme, "utf-8")
        renderer = (
            f"[General]\nOpenGLRenderer={CANVAS[scenario.canvas]}\ncanvasState=OPENGL_SUCCESS\n"
        )
        (config / "kritadisplayrc").write_text(renderer, "utf-8")
        _add_probe(home)
        if scenario.installs:
            done = subprocess.run(
                [sys.executable, "-m", "frisket", "plugins", "install", "krita"],
                env=_installers_environment(home),
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(done.stderr)

    def _warm_up(self) -> None:
        """Krita's first start fills its home folder for 20 seconds; every scenario gets a copy."""
        folder = self._output / "first-start"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "home/.config").mkdir(parents=True)
        (folder / "home/.local/share/krita").mkdir(parents=True)
        nothing = Scenario("first-start", HERE / "probe/nothing.py", agent="", installs=False)
        self._set_up(folder / "home", nothing)
        outcome = _outcome(nothing, folder, self._krita(folder, nothing, Agent(folder)), 0)
        if outcome.problems:
            raise RuntimeError(f"Krita did not start: {outcome.problems}; see {folder}")
        shutil.copytree(folder / "home", self._warm.with_suffix(".part"), symlinks=True)
        os.replace(self._warm.with_suffix(".part"), self._warm)
        shutil.rmtree(folder)


def _unpack(folder: Path) -> None:
    """Into its place, switched on: what Krita's importer does, and the restart after it."""
    home = folder / "home"
    plugins = home / ".local/share/krita/pykrita"
    shutil.unpack_archive(folder / ARCHIVE, plugins)
    rc = home / ".config/kritarc"
    text = rc.read_text("utf-8").replace("[python]\n", "[python]\nenable_frisket_krita=true\n")
    rc.write_text(text, "utf-8")


_FILES = {
    "HOME": "home",
    "FRISKET_FOLDER": "",
    "FRISKET_RUNTIME": "runtime",
    "FRISKET_CONFIG": "config",
}


def _add_probe(home: Path) -> None:
    plugins = home / ".local/share/krita/pykrita"
    plugins.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "probe/frisket_probe.desktop", plugins)
    shutil.rmtree(plugins / "frisket_probe", ignore_errors=True)
    shutil.copytree(
        HERE / "probe/frisket_probe",
        plugins / "frisket_probe",
        ignore=shutil.ignore_patterns("__pycache__"),
    )


def _write_settings(config: Path, scenario: Scenario) -> None:
    """What the plugin remembers from an earlier session."""
    config.mkdir(exist_ok=True)
    if scenario.settings:
        (config / "plugins.json").write_text(json.dumps({"krita": scenario.settings}), "utf-8")


def _installers_environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    paths = [str(ROOT / "agent"), str(ROOT / "protocol")]
    return kept | {"HOME": str(home), "PYTHONPATH": os.pathsep.join(paths)}


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


def _is_lost(folder: Path) -> bool:
    """Whether the probe did not come up: nobody would ever end this Krita."""
    log = folder / "krita.log"
    return log.exists() and b'Error loading plugin "frisket_probe"' in log.read_bytes()


def _outcome(scenario: Scenario, folder: Path, code: int, seconds: float) -> Outcome:
    problems = [] if code == 0 else [f"Krita ended with {code}"]
    log = (
        (folder / "krita.log").read_text("utf-8", "replace")
        if (folder / "krita.log").exists()
        else ""
    )
    allowed = [re.compile(pattern) for pattern in scenario.allowed]
    problems += [
        f"log: {line}"
        for line in log.splitlines()
        if BAD.search(line) and not any(pattern.search(line) for pattern in allowed)
    ]
    if (folder / "config/krita.log").exists():
        problems.append((folder / "config/krita.log").read_text("utf-8", "replace"))
    try:
        result = json.loads((folder / "result.json").read_text("utf-8"))
    except OSError:
        return Outcome(scenario.name, [*problems, "it did not come to its end"], seconds=seconds)
    problems += [result["error"]] if result["error"] else []
    problems += result["uncaught"]
    checks = [(c["name"], c["ok"], c["detail"]) for c in result["checks"]]
    return Outcome(scenario.name, problems, checks, result["figures"], seconds)
