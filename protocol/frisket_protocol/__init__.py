"""The client's side of the frisket protocol, for plugins and scripts.

    from frisket_protocol import Box, Client, Prompt, Software

Pure Python ≥ 3.10 with the standard library and msgpack. `Client` is where to begin.
"""

from .client import Answer, Client, Layer, Source
from .errors import FrisketError
from .parts import Exemplar, Finish, Operations, Prompt, Size, Software
from .raster import Box, Frame, Mask, Point, Raster
from .watch import Watch

__all__ = [
    "Answer",
    "Box",
    "Client",
    "Exemplar",
    "Finish",
    "Frame",
    "FrisketError",
    "Layer",
    "Mask",
    "Operations",
    "Point",
    "Prompt",
    "Raster",
    "Size",
    "Software",
    "Source",
    "Watch",
]
