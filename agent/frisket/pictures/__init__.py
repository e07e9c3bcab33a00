"""Picture files in and out: what the command line reads and writes."""

from .marks import load_rough, load_scribble
from .reading import ArraySource, Picture, load
from .saving import Output, check_target, save_cutout, save_mask, save_overlay

__all__ = [
    "ArraySource",
    "Output",
    "Picture",
    "check_target",
    "load",
    "load_rough",
    "load_scribble",
    "save_cutout",
    "save_mask",
    "save_overlay",
]
