"""SAM 3: transformers' defaults are its sizes. SAM 3.1: those that `frisket.models.files.sam3_1`
makes of it; its own file holds the tracker of many objects as well, which nobody here has seen
whole.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import nn
from transformers import (
    Sam3ImageProcessor,
    Sam3Model,
    Sam3Processor,
    Sam3TrackerModel,
    Sam3VideoConfig,
    Sam3VideoModel,
)

from frisket.models.files import sam3_1
from tiny.segment import sam3 as tiny

NETWORKS: dict[str, Any] = {
    "sam3": lambda: Sam3VideoModel(Sam3VideoConfig()),
    "sam3.1": lambda: Converted(sam3_1.published()),
}
HALF = ("sam3.1",)


class Converted(nn.Module):
    """The names of what SAM 3.1 becomes: SAM 3 with one image encoder and without its tracker."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config
        self.detector_model = Sam3Model(config.detector_config)
        self.tracker_model = Sam3TrackerModel(config.tracker_config)
        self.tracker_neck = self.tracker_model.vision_encoder.neck
        self.tracker_model.vision_encoder = None


def network(name: str) -> Any:
    """See `published`."""
    return NETWORKS[name]()


def write_beside(folder: Path, name: str) -> None:
    """How pictures and words are made ready for it; words are spelt letter by letter."""
    Sam3Processor(Sam3ImageProcessor(), tiny.tokenizer()).save_pretrained(folder)
    tiny.write_words(folder)
