"""The accelerator that tests marked `gpu` run on."""

from __future__ import annotations

import gc
import os

import torch

from frisket.models.devices import best_device


def device() -> str:
    """As torch names it. FRISKET_TEST_DEVICE names one, also "cpu", which tries the tests out."""
    return os.environ.get("FRISKET_TEST_DEVICE") or best_device()


def missing() -> str:
    """Why nothing can be tested on an accelerator; empty where there is one."""
    if os.environ.get("FRISKET_TEST_DEVICE") or device() != "cpu":
        return ""
    return "torch sees no accelerator (FRISKET_TEST_DEVICE=cpu tries the test out without one)"


def held() -> int:
    """Bytes that tensors hold on the device now."""
    gc.collect()
    kind = device().partition(":")[0]
    if kind != "cpu":
        # torch.mps calls it otherwise.
        library = getattr(torch, kind)
        count = getattr(library, "memory_allocated", None) or library.current_allocated_memory
        return int(count())
    tensors = [one for one in gc.get_objects() if issubclass(type(one), torch.Tensor)]
    storages = {
        one.untyped_storage().data_ptr(): one.untyped_storage().nbytes()
        for one in tensors
        if one.device.type == "cpu"
    }
    return sum(storages.values())
