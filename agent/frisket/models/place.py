"""Where a model calculates. Apart from `base`, so that the agent starts without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["float32", "float16", "bfloat16"]


@dataclass(frozen=True)
class Place:
    """Where a model lives and in which numbers it calculates, as torch names them."""

    device: str = "cpu"
    dtype: Dtype = "float32"


CPU = Place()
