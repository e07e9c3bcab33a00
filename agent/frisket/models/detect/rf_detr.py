"""RF-DETR and D-FINE: everyday things by name, fast, freely licensed.

RF-DETR (Robinson et al., arXiv 2511.09554) and D-FINE (Peng et al., arXiv 2410.13842), both by
transformers' classes; which of the two a folder holds, its config.json says. Neither needs
non-maximum suppression. Both calculate in float32 wherever they are: they are small, and in fewer
bits a box of a large picture would be off by pixels.

D-FINE agrees with its authors' network (boxes to 3e-6 on the same random weights), and RF-DETR
does once one number is put right, see PROJECTOR_EPSILON: the whole nano with random weights, on
three pictures, boxes to 2e-4 of a side and logits to 4e-4, where they were off by up to 0.6 and 4
on one that is flat in part (rfdetr 1.11.2). Pictures are reduced with antialiasing,
as in the authors' package up to 1.2, when the published RF-DETR were trained; `predict` of 1.11
leaves it out, to suit those who train anew (its issue 1203).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from torch import nn
from transformers import (
    AutoConfig,
    DFineForObjectDetection,
    RfDetrForObjectDetection,
    RfDetrImageProcessor,
    RTDetrImageProcessor,
)

from frisket.models import tensors
from frisket.models.base import Detection, Image, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket_protocol.raster import Box

from .detections import in_picture
from .vocabulary import classes_asked, vocabulary

FAMILIES: dict[str, tuple[Any, Any]] = {
    "rf_detr": (RfDetrForObjectDetection, RfDetrImageProcessor),
    "d_fine": (DFineForObjectDetection, RTDetrImageProcessor),
}
"""By the model_type of config.json. The published preprocessor_config.json names other classes."""
PROJECTOR_EPSILON = 1e-6
"""Of the norms between backbone and decoder: `LayerNorm` in rfdetr/models/backbone/projector.py of
the authors' package (1.11.2). transformers (5.24) takes the configuration's 1e-5 for them."""


class DetectRfDetr:
    """A closed set of things, boxes alone. threshold: the least score that counts."""

    def __init__(
        self, name: str, model: Any, processor: Any, place: Place, threshold: float
    ) -> None:
        self.name = name
        self._names: dict[int, str] = model.config.id2label
        self.vocabulary = vocabulary(self._names.values())
        self._model = model
        self._processor = processor
        self._place = place
        self._threshold = threshold

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model whose files lie in `folder`. Of the card's options: threshold."""
        model = network(folder, place)
        _, processing = FAMILIES[model.config.model_type]
        return cls(
            card.name,
            model,
            processing.from_pretrained(folder, local_files_only=True),
            place,
            card.options.get("threshold", 0.4),
        )

    @property
    def nbytes(self) -> int:
        """Memory of the weights."""
        return tensors.model_bytes(self._model)

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """Boxes of the classes that the phrases name, best first; see Detector."""
        watch.step("detect")
        asked = classes_asked(phrases, self._names)
        if not asked:
            return []
        height, width = image.shape[:2]
        seen = self._seen(image, threshold or self._threshold)
        found = [
            Detection(Box(*box), score, self._names[number], asked[number])
            for box, score, number in zip(*seen, strict=True)
            if number in asked
        ]
        return in_picture(found, width, height)

    def _seen(self, image: Image, least: float) -> tuple[list[list[float]], list[float], list[int]]:
        """Boxes x0, y0, x1, y1 in pixels of the picture, scores and classes of all there is."""
        with tensors.inference():
            shown = self._processor(
                tensors.pixels(image, self._place),
                # Without this a picture of one column is taken for one of channels.
                input_data_format="channels_first",
                return_tensors="pt",
            )
            (found,) = self._processor.post_process_object_detection(
                self._model(shown["pixel_values"]),
                threshold=least,
                target_sizes=[image.shape[:2]],
            )
        return found["boxes"].tolist(), found["scores"].tolist(), found["labels"].tolist()


def network(folder: Path, place: Place) -> Any:
    """transformers' model of the files in `folder`, which calculates as its authors' does."""
    kind = AutoConfig.from_pretrained(folder, local_files_only=True).model_type
    model = tensors.loaded(FAMILIES[kind][0], folder, Place(place.device))
    if kind == "rf_detr":
        tensors.set_epsilon(_projector_norms(model), PROJECTOR_EPSILON)
    return model


def _projector_norms(model: nn.Module) -> list[nn.Module]:
    """By the name of their class, which an import would have to trust as well."""
    layers = [part for part in model.modules() if type(part).__name__ == "RfDetrConvNormLayer"]
    return [layer.get_submodule("norm") for layer in layers]
