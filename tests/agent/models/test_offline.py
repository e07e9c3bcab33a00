"""Loading models that are here opens no socket, whatever the libraries would like to ask."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys, threading
from pathlib import Path

asked = []
def watch(event, details):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        asked.append((event, details, threading.current_thread().name))
sys.addaudithook(watch)

from frisket.models.files import registry, weights
from tiny import FAMILIES, install

cache = Path(sys.argv[1])
cards = registry.cards("installed")
for name in [name for names in FAMILIES.values() for name in names]:
    install(cards[name], cache)
    model = cards[name].build(weights.folder(cards[name]))
    print(name, type(model).__name__)
for thread in threading.enumerate():
    if thread is not threading.main_thread() and not thread.daemon:
        thread.join(20)
print("asked:", asked)
"""


@pytest.mark.timeout(300)
def test_loading_every_family_opens_no_socket(tmp_path: Path) -> None:
    online = {k: v for k, v in os.environ.items() if k not in ("HF_HUB_OFFLINE", "YOLO_OFFLINE")}
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "cache")],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={
            **online,
            "HF_HUB_CACHE": str(tmp_path / "cache"),
            "FRISKET_CONFIG": str(tmp_path / "config"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        },
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.splitlines()[-1] == "asked: []"
