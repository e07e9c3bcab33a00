"""ultralytics with manners: in a process of its own, watched by Python's audit events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from frisket.models.files.yolo import WEIGHTS, convert_yolo
from tiny.detect import yolo as tiny

WATCHED = """
import json, os, sys

events = []
FORBIDDEN = ("socket.", "urllib.", "subprocess.", "os.system", "os.exec", "os.posix_spawn")

def hook(event, values):
    if event.startswith(FORBIDDEN):
        events.append(f"{event} {values}"[:300])
    if event == "open" and isinstance(values[0], str) and values[2] & (os.O_WRONLY | os.O_RDWR):
        events.append(f"write {values[0]}")

import cv2, numpy, PIL.Image, torch, torchvision
import frisket.models.tensors
before = (cv2.getNumThreads(), PIL.Image.open, torch.save, numpy.get_printoptions())
environment = dict(os.environ)
sys.addaudithook(hook)

from pathlib import Path
from frisket.models.base import Unwatched
from frisket.models.detect.yolo import DetectYolo
from frisket.models.place import CPU
from frisket.models.files.yolo import convert_yolo, yolo_card

folder = Path(sys.argv[1])
convert_yolo(folder / "trained.pt", folder / "again.safetensors")
detector = DetectYolo.load(yolo_card("tiny", folder), folder, CPU)
found = detector.detect(numpy.full((90, 120, 3), 127, numpy.uint8), [], Unwatched())

after = (cv2.getNumThreads(), PIL.Image.open, torch.save, numpy.get_printoptions())
report = {
    "events": events,
    "same": [one == other for one, other in zip(before, after)],
    "environment": {k: v for k, v in os.environ.items() if environment.get(k) != v},
    "found": len(found),
    "modules": sorted({name.split(".")[0] for name in sys.modules}),
}
Path(sys.argv[2]).write_text(json.dumps(report))
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the process above did, said, and left behind."""
    folder = tmp_path_factory.mktemp("yolo")
    tiny.save_pt(tiny.network("yolo11.yaml"), folder / "trained.pt")
    convert_yolo(folder / "trained.pt", folder / WEIGHTS)
    home, scratch = folder / "home", folder / "scratch"
    home.mkdir()
    scratch.mkdir()
    kept = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    environment |= {name: str(home) for name in ("HOME", "USERPROFILE", "APPDATA")}
    environment |= {name: str(scratch) for name in ("TMPDIR", "TEMP", "TMP")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WATCHED, str(folder), str(folder / "report.json")],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((folder / "report.json").read_text())
    report["said"] = done.stdout + done.stderr
    report["left"] = [str(file) for place in (home, scratch) for file in place.rglob("*")]
    report["folder"] = str(folder)
    return report


def test_it_opens_no_socket_and_starts_no_process(run: Any) -> None:
    assert [event for event in run["events"] if not event.startswith("write ")] == []


def test_it_writes_into_folders_of_its_own_that_are_gone_at_the_end(run: Any) -> None:
    written = [event.removeprefix("write ") for event in run["events"] if "write " in event]
    ours = (str(Path(run["folder"], "scratch")), str(Path(run["folder"], "again.safetensors")))
    assert [file for file in written if not file.startswith((*ours, os.devnull))] == []
    assert [file for file in run["left"] if "torchinductor" not in file] == []


def test_it_says_nothing(run: Any) -> None:
    assert run["said"] == ""


def test_it_leaves_the_process_as_it_was(run: Any) -> None:
    assert run["same"] == [True, True, True, True]
    assert sorted(run["environment"]) == [
        "ULTRALYTICS_SAFE_LOAD",
        "YOLO_AUTOINSTALL",
        "YOLO_CONFIG_DIR",
        "YOLO_OFFLINE",
        "YOLO_VERBOSE",
    ]


def test_it_works_there(run: Any) -> None:
    assert run["found"] > 0
    assert "ultralytics" in run["modules"]
    assert not {"requests", "matplotlib", "polars", "ultralytics_platform"} & set(run["modules"])
