"""Picture files in and out: what the command line reads and writes."""

from .decoding import is_picture
from .formats import ENDINGS
from .ground import Ground, ground
from .marks import load_rough, load_scribble
from .outlines import Shape, coco, svg
from .reading import ArraySource, Picture, all_of, load, read
from .saving import Output, check_target, save_cutout, save_mask, save_overlay, save_text
from .signature import is_own, is_signed, origin

__all__ = [
    "ArraySource",
    "ENDINGS",
    "Ground",
    "Output",
    "Picture",
    "Shape",
    "all_of",
    "check_target",
    "coco",
    "ground",
    "is_own",
    "is_picture",
    "is_signed",
    "load",
    "load_rough",
    "load_scribble",
    "origin",
    "read",
    "save_cutout",
    "save_mask",
    "save_overlay",
    "save_text",
    "svg",
]
