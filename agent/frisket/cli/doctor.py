"""`frisket doctor`: what works on this machine."""

from __future__ import annotations

import argparse
import json
import os
import platform
from importlib import metadata
from importlib.util import find_spec

from frisket import __version__
from frisket.config import Settings
from frisket.models.files import hub, registry, weights
from frisket_protocol import discovery
from frisket_protocol.client import Client
from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import Software

from .exit_codes import FAILED, OK

LIBRARIES = ("numpy", "opencv-python-headless", "scipy", "pillow", "websockets", "torch")
EXTRAS = {
    "models": ("torch", "torchvision", "transformers", "huggingface_hub", "safetensors", "timm"),
    "yolo": ("ultralytics",),
}
"""The extras of frisket, and what each brings."""


def run_doctor(options: argparse.Namespace) -> int:
    """What works on this machine. Nothing secret is in it, so that it can be pasted anywhere."""
    findings = {
        "frisket": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processors": str(os.cpu_count()),
        **{name: _version(name) for name in LIBRARIES},
        **_of_models(),
        "runtime folder": str(discovery.runtime_folder()),
        "agent": _agent_state(),
        "engine": _engine_state(),
    }
    if options.json:
        print(json.dumps(findings))
    else:
        for name, finding in findings.items():
            print(f"{name:24} {finding}")
    return OK if findings["engine"].startswith("works") else FAILED


def _of_models() -> dict[str, str]:
    """The findings by name, in the order in which they are shown."""
    mine, complaints = registry.own()
    cards = {card.name: card for card in (*registry.published(), *mine)}
    here = [card.name for card in cards.values() if weights.installed(card)]
    return {
        **{f"frisket[{extra}]": _state(names) for extra, names in EXTRAS.items()},
        "model cache": f"{weights.cache()}{', offline' if hub.is_offline() else ''}",
        "models here": ", ".join(here) or "none but those that are built in",
        "own cards": " ".join([f"{len(mine)} in {registry.own_card('').parent}.", *complaints]),
    }


def _state(names: tuple[str, ...]) -> str:
    missing = [name for name in names if find_spec(name) is None]
    return f"not installed: {', '.join(missing)}" if missing else "installed"


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _agent_state() -> str:
    try:
        with Client.connect(Software("frisket-cli", __version__)) as client:
            return f"running, version {client.welcome.agent.version}"
    except FrisketError as error:
        return str(error)


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
