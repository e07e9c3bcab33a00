"""`frisket doctor`: what works on this machine."""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
from collections.abc import Callable
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from frisket import __version__, installation
from frisket.config import Settings
from frisket.installation import EXTRAS
from frisket.models import accelerators
from frisket.models.files import hub, registry, weights
from frisket_protocol import discovery
from frisket_protocol.client import Client
from frisket_protocol.errors import FrisketError
from frisket_protocol.folders import config_folder, data_folder, home
from frisket_protocol.parts import Software

from .exit_codes import FAILED, OK
from .outcomes import told

LIBRARIES = (
    "numpy",
    "opencv-python-headless",
    "scipy",
    "pillow",
    "websockets",
    "onnxruntime",
    "torch",
)


def run_doctor(options: argparse.Namespace) -> int:
    """What works on this machine. Nothing secret is in it, so that it can be pasted anywhere."""
    findings: dict[str, str] = {}
    for name, find in _findings().items():
        try:
            findings[name] = find()
        except Exception as error:  # A report of what is wrong is there also when all is wrong.
            findings[name] = f"cannot be told: {error or type(error).__name__}"
    if options.json:
        print(json.dumps(findings))
    else:
        for name, finding in findings.items():
            print(f"{name:24} {finding}")
    return OK if findings["engine"].startswith("works") else FAILED


def _findings() -> dict[str, Callable[[], str]]:
    """How to find out each thing, in the order in which they are shown."""
    return {
        "frisket": lambda: __version__,
        "installed": lambda: installation.here().told(),
        "python": platform.python_version,
        "system": lambda: f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": lambda: str(os.cpu_count()),
        **{name: functools.partial(version, name) for name in LIBRARIES},
        **{f"extra {extra}": functools.partial(_extra_state, extra) for extra in EXTRAS},
        "without PyTorch": accelerators.told,
        "model cache": lambda: f"{_place(weights.cache())}{', offline' * hub.is_offline()}",
        "models here": _models_here,
        "own cards": _own_cards,
        "own settings": lambda: _place(config_folder()),
        "own models": lambda: _place(data_folder()),
        "runtime folder": lambda: _place(discovery.runtime_folder()),
        "agent": _agent_state,
        "engine": _engine_state,
    }


def _models_here() -> str:
    mine, _ = registry.own()
    cards = {card.name: card for card in (*registry.published(), *mine)}
    here = [card.name for card in cards.values() if weights.installed(card)]
    return ", ".join(here) or "none but those that are built in"


def _own_cards() -> str:
    mine, complaints = registry.own()
    place = _place(registry.own_card("").parent)
    return " ".join([f"{len(mine)} in {place}." if mine else f"none ({place}).", *complaints])


def _place(folder: Path) -> str:
    """A folder, and what keeps frisket from using it."""
    if home() in folder.parents and home() == Path(os.devnull):
        return "nowhere: no home folder is known for this user (HOME)"
    if os.path.isdir(folder):
        return str(folder) if os.access(folder, os.W_OK) else f"{folder}, write-protected"
    if os.path.lexists(folder):
        return f"{folder}, which is no folder but a file"
    nearest = next((part for part in folder.parents if os.path.isdir(part)), folder)
    if not os.access(nearest, os.W_OK | os.X_OK):
        return f"{folder}, which is not there and cannot be made"
    return f"{folder}, not there yet"


def _extra_state(extra: str) -> str:
    missing = missing_from(extra)
    how = installation.here().to_install(extra)
    return f"not installed: {', '.join(missing)}. {how}" if missing else "installed"


def missing_from(extra: str) -> list[str]:
    """The packages of an extra that are not installed."""
    return [name for name in EXTRAS[extra] if find_spec(name) is None]


def version(name: str) -> str:
    """Of a package that is installed; else that it is not."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _agent_state() -> str:
    try:
        with Client.connect(Software("frisket-cli", __version__)) as client:
            return f"running, version {client.welcome.agent.version}"
    except FrisketError as error:
        return told(error)


def _engine_state() -> str:
    """Whether a mask comes out of the embedded engine."""
    try:
        from frisket.pictures import ArraySource
        from frisket.serving.local import LocalChannel

        from .selftest import disc
    except ImportError as error:
        return f"does not load: {error}"
    source, prompt = disc()
    with Client(lambda: LocalChannel(Settings(discoverable=False))) as client:
        answer = client.open(ArraySource(source)).segment(prompt)
    return f"works ({answer.recipe})" if answer.masks else "finds nothing"
