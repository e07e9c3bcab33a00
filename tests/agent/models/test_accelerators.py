"""What ONNX Runtime calculates on: what is asked for, what is there, and what does not start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import onnxruntime
import pytest

from frisket.models import accelerators
from frisket.models.accelerators import PROCESSOR
from frisket.models.devices import check_device
from frisket_protocol.errors import FailedPrecondition

CUDA, OPENVINO = "CUDAExecutionProvider", "OpenVINOExecutionProvider"


@pytest.fixture(autouse=True)
def with_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """A runtime that has two accelerators, of which none works here."""
    monkeypatch.setattr(accelerators, "installed", lambda: (CUDA, OPENVINO, PROCESSOR))


@pytest.mark.parametrize(
    ("device", "tried"),
    [
        ("auto", (CUDA, OPENVINO, PROCESSOR)),
        ("cpu", (PROCESSOR,)),
        ("cpu:0", (PROCESSOR,)),
        ("cuda", (CUDA, PROCESSOR)),
        ("cuda:1", (CUDA, PROCESSOR)),
        ("xpu", (OPENVINO, PROCESSOR)),
        ("openvino", (OPENVINO, PROCESSOR)),
        ("mps", (PROCESSOR,)),
    ],
)
def test_what_is_asked_for_is_tried_and_then_the_processor(
    device: str, tried: tuple[str, ...]
) -> None:
    assert accelerators.providers(device) == tried


def test_a_device_of_the_runtimes_is_one_that_is_here() -> None:
    check_device("openvino")
    check_device("cuda:1")
    with pytest.raises(FailedPrecondition, match="no device directml here.*openvino"):
        check_device("directml")


def test_doctor_is_told_what_does_not_start() -> None:
    told = accelerators.told()
    assert told.startswith(f"ONNX Runtime {onnxruntime.__version__} on CPU. CUDA does not start: ")
    assert ". OpenVINO does not start: " in told


@pytest.mark.parametrize(
    ("device", "provider", "chosen"),
    [
        ("cuda:1", CUDA, {"device_id": "1"}),
        ("cuda", CUDA, {}),
        ("xpu", OPENVINO, {"device_type": "GPU"}),
        ("xpu:1", OPENVINO, {"device_type": "GPU.1"}),
        ("openvino", OPENVINO, {}),
        ("cuda:1", PROCESSOR, {}),
    ],
)
def test_one_of_several_devices_is_named_to_the_provider(
    device: str, provider: str, chosen: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Session:
        def __init__(self, model: Any, options: Any, providers: Any, **_: Any) -> None:
            self.providers = providers

        def get_providers(self) -> list[str]:
            return [name for name, _ in self.providers]

    monkeypatch.setattr(onnxruntime, "InferenceSession", Session)
    session = accelerators.session(b"", None, provider, device)
    assert session.providers == [(provider, chosen)]


def raising(*_: Any, **__: Any) -> Any:
    raise RuntimeError("no driver")


def silent(make: Callable[..., Any]) -> Callable[..., Any]:
    """Another provider takes the place without a word, as where CUDA's libraries are missing."""

    def session(model: Any, options: Any, **_: Any) -> Any:
        return make(model, options, providers=[PROCESSOR])

    return session


@pytest.mark.parametrize(
    ("session", "said"),
    [
        (raising, "no driver"),
        (silent(onnxruntime.InferenceSession), "CUDA or a library that it needs cannot be loaded"),
    ],
)
def test_a_provider_that_fails_is_none_that_works(
    session: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnxruntime, "InferenceSession", session)
    with pytest.raises(RuntimeError, match=said):
        accelerators.session(accelerators.NOTHING, onnxruntime.SessionOptions(), CUDA, "auto")
