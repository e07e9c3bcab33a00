"""The parts of ultralytics that are used here. Importing this imports it, with manners.

Left to itself ultralytics looks up names on the network when it is imported, sends events to its
makers, installs what it misses, unpickles whatever a file holds, writes settings into the user's
home, prints to stdout, and changes torch, numpy, OpenCV, Pillow and the environment for everybody.
All of that is switched off before it is imported, or undone after.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import PIL.Image
import torch

from frisket import installation
from frisket_protocol.errors import FailedPrecondition

SWITCHES = {
    "YOLO_OFFLINE": "true",
    "YOLO_AUTOINSTALL": "false",
    "YOLO_VERBOSE": "false",
    "ULTRALYTICS_SAFE_LOAD": "true",
}


@contextmanager
def _manners() -> Iterator[None]:
    """Import ultralytics inside this, and nothing is changed but what is in SWITCHES."""
    os.environ.update(SWITCHES, YOLO_CONFIG_DIR=_settings())
    environment = dict(os.environ)
    image_open, torch_save = PIL.Image.open, torch.save
    threads, printing = cv2.getNumThreads(), np.get_printoptions()
    try:
        with warnings.catch_warnings():
            yield
    finally:
        for name in set(os.environ) - set(environment):
            del os.environ[name]
        os.environ.update(environment)
        PIL.Image.open, torch.save = image_open, torch_save
        cv2.setNumThreads(threads)
        np.set_printoptions(**printing)
        torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
        # Its log would go to stdout, which belongs to whoever asked for a mask there.
        log = logging.getLogger("ultralytics")
        log.handlers.clear()
        log.propagate = True


def _settings() -> str:
    """A folder with ultralytics' settings, which lasts as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="frisket-ultralytics-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "Ultralytics").mkdir()
    (folder / "Ultralytics" / "settings.json").write_text(json.dumps({"sync": False}))
    return str(folder)


with _manners():
    from ultralytics import utils
    from ultralytics.data.augment import LetterBox
    from ultralytics.nn.tasks import (
        DetectionModel,
        PoseModel,
        SegmentationModel,
        torch_safe_load,
    )
    from ultralytics.utils.nms import non_max_suppression
    from ultralytics.utils.ops import scale_boxes

# Before torch 2.6 there is no safe loader, and ultralytics would use the other one.
SAFE = utils.SAFE_LOAD and hasattr(torch.serialization, "get_unsafe_globals_in_checkpoint")
if utils.ONLINE or utils.AUTOINSTALL or utils.SETTINGS["sync"] or not SAFE:
    raise FailedPrecondition(
        "The package ultralytics does not keep off the network, or loads files unsafely.",
        detail="packages",
        hint=installation.here().to_renew("all", "ultralytics", "torch"),
    )

__all__ = [
    "DetectionModel",
    "LetterBox",
    "PoseModel",
    "SegmentationModel",
    "non_max_suppression",
    "scale_boxes",
    "torch_safe_load",
]
