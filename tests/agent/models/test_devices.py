"""Devices that models may be told to run on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from frisket.models.devices import check_device, devices
from frisket_protocol.errors import FailedPrecondition

HERE = devices()


@pytest.mark.parametrize("device", ["", "cpu", "cpu:0", *HERE])
def test_what_is_here_is_taken(device: str) -> None:
    check_device(device)


@pytest.mark.parametrize("device", ["cuda", "cuda:1", "cuda:63", "xpu", "mps", "cpu:3"])
def test_what_is_not_here_is_refused_and_what_is_here_named(device: str) -> None:
    if device in HERE:
        pytest.skip("this machine has it")
    with pytest.raises(FailedPrecondition, match=f"no device {device} here.*{HERE[-1]}"):
        check_device(device)


def test_without_torch_there_is_the_processor() -> None:
    """In a process that cannot import it, as where it is not installed."""
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "import importlib.util; find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *a: None if name == 'torch' else find(name, *a)\n"
        "from frisket import cli; sys.exit(cli.main(['serve', '--device', sys.argv[1]]))"
    )
    done = subprocess.run([sys.executable, "-c", code, "cuda"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "PyTorch, which knows of others, is not installed. There is: cpu." in done.stderr
    assert "Traceback" not in done.stderr
