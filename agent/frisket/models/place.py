"""Where a model calculates. Apart from `base`, so that the agent starts without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["float32", "float16", "bfloat16"]


ANYWHERE = "auto"
"""The device of a model of ONNX Runtime's: whatever the runtime that is installed has."""


@dataclass(frozen=True)
class Place:
    """Where a model lives and in which numbers it calculates, as torch names them, or ANYWHERE."""

    device: str = "cpu"
    dtype: Dtype = "float32"


CPU = Place()
