"""Nothing of the person who runs the tests gets into them, and nothing of them out."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Tests are not timed. What hypothesis chose for a CI of its own stays.
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.load_profile("untimed")

# Before anything is imported: cards are read, and libraries set up, while tests are collected.
# None of these folders is there. A test that writes into one chooses its own; what is left here is
# what was seen of models that were loaded, and goes at the end.
_NOWHERE = Path(tempfile.gettempdir()) / f"frisket-tests-{os.getpid()}"
os.environ |= {
    "FRISKET_CONFIG": str(_NOWHERE / "config"),
    "FRISKET_DATA": str(_NOWHERE / "data"),
    "HF_HOME": str(_NOWHERE / "hub"),
    "HF_ENDPOINT": "http://127.0.0.1:9",
}
for _name in ("HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_TOKEN", "TRANSFORMERS_OFFLINE"):
    os.environ.pop(_name, None)


def pytest_sessionfinish() -> None:
    shutil.rmtree(_NOWHERE, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs an accelerator where there is none."""
    marked = [item for item in items if item.get_closest_marker("gpu")]
    if not marked:
        return
    # Here, because it imports torch.
    import accelerator

    if reason := accelerator.missing():
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=reason))
