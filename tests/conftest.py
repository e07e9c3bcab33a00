"""Nothing of the person who runs the tests gets into them, and nothing of them out."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Before anything is imported: cards are read, and libraries set up, while tests are collected.
# None of these folders is there; a test that writes into one chooses its own.
_NOWHERE = Path(tempfile.gettempdir()) / f"frisket-tests-{os.getpid()}"
os.environ |= {
    "FRISKET_CONFIG": str(_NOWHERE / "config"),
    "FRISKET_DATA": str(_NOWHERE / "data"),
    "HF_HOME": str(_NOWHERE / "hub"),
    "HF_ENDPOINT": "http://127.0.0.1:9",
}
for _name in ("HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN", "TRANSFORMERS_OFFLINE"):
    os.environ.pop(_name, None)
