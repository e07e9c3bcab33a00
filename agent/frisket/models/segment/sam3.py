"""SAM 3 for still pictures: words, boxes of examples, and clicks (https://arxiv.org/abs/2511.16719).

One checkpoint holds two models with one image encoder: a detector for words and examples, and the
click head of SAM 2. The encoder runs once for both; each has a neck of its own behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from torch import Tensor, nn
from transformers import Sam3Model, Sam3Processor, Sam3TrackerModel

from frisket.models import tensors
from frisket.models.base import Candidate, Image, Instance, ObjectPrompt, Watch
from frisket.models.detect.sam3 import DetectSam3
from frisket.models.files.cards import ModelCard
from frisket.models.files.sam3_1 import prepared
from frisket.models.place import Place
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box

from . import sam_decoder
from .sam_pictures import on_canvas
from .sam_prompts import Canvas

ENCODER_EPSILON = 1e-5
"""Of the image encoder's norms: `ViT` in sam3/model/vitdet.py of Meta's repository gives it to all
of them. transformers (5.24) takes its configuration's 1e-6."""
LEVELS = 3
"""Of the necks' maps those that are used; what comes after is thrown away in training, too."""


@dataclass(frozen=True, eq=False)
class Sam3Embedding:
    """What the image encoder makes of a picture of that size, 1xCxgxg, on the device.

    maps: for the click head, worked out at the first click: they cost a twentieth of the encoder
    and hold as much as `features`. Those for words hold five times that, and are not kept.
    """

    features: Tensor
    width: int
    height: int
    maps: list[Tensor] = field(default_factory=list)

    @property
    def nbytes(self) -> int:
        return tensors.tensor_bytes([self.features, *self.maps])


class SegmentSam3:
    """Finds with words and examples, segments with clicks; see `ConceptSegmenter`.

    Options of the card: `threshold`, the score from which something counts as found (0.5).
    """

    understands = frozenset({"box", "points", "scribble", "rough", "subject"})
    zooms = True

    def __init__(
        self,
        name: str,
        detector: Sam3Model,
        clicker: Sam3TrackerModel,
        processor: Sam3Processor,
        place: Place,
        threshold: float,
    ) -> None:
        self.name = name
        self._detector = detector
        self._clicker = clicker
        self._shown = processor.image_processor
        self._place = place
        self._words = DetectSam3(detector, processor.tokenizer, place, threshold)
        prompts: Any = clicker.prompt_encoder
        self._side = int(prompts.input_image_size)
        self.preview_side = self._side

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """Both models of the checkpoint in `folder`. Raises FailedPrecondition (model_files).

        A card with the option `convert = "sam3.1"` is for a folder with SAM 3.1 as published.
        """
        if card.options.get("convert") == "sam3.1":
            folder = prepared(card, folder)
        detector = _whole(Sam3Model, folder, place)
        clicker = _whole(Sam3TrackerModel, folder, place)
        clicker.vision_encoder.backbone = detector.vision_encoder.backbone
        tensors.set_epsilon(_encoder_norms(detector), ENCODER_EPSILON)
        # SAM 3.1 differs; see `sam3_1`, which writes it into the settings.
        if not getattr(clicker.config.mask_decoder_config, "iou_prediction_use_sigmoid", True):
            clicker.mask_decoder.iou_prediction_head.sigmoid_output = False
        sam_decoder.keep_places_exact(clicker)
        return cls(
            card.name,
            detector.to(place.device).eval(),
            clicker.to(place.device).eval(),
            Sam3Processor.from_pretrained(folder, local_files_only=True),
            place,
            float(card.options.get("threshold", 0.5)),
        )

    @property
    def nbytes(self) -> int:
        models = (self._detector, self._clicker)
        return tensors.tensor_bytes(
            weight for model in models for weight in (*model.parameters(), *model.buffers())
        )

    def embed(self, image: Image, watch: Watch) -> Sam3Embedding:
        """Run the image encoder on the picture, stretched to a square."""
        watch.step("embed", 0.0)
        height, width = image.shape[:2]
        canvas = Canvas.stretched(self._side, width, height)
        with tensors.inference():
            square = on_canvas(image, canvas, self._shown, self._place)
            encoder = self._detector.vision_encoder.backbone
            seen = encoder(square).last_hidden_state
            grid = self._side // encoder.config.patch_size
            features = seen.transpose(1, 2).reshape(1, -1, grid, grid)
        watch.step("embed", 1.0)
        return Sam3Embedding(features, width, height)

    def find(
        self,
        embedding: Sam3Embedding,
        phrases: Sequence[str],
        exemplars: Sequence[tuple[Box, bool]],
        watch: Watch,
        threshold: float = 0.0,
    ) -> list[Instance]:
        """See ConceptSegmenter. Raises InvalidArgument (words) for a phrase of more than 30 tokens,
        of which the model would read the beginning alone.

        The score is how well a thing fits the phrase, times how sure the model is that there is
        anything of the kind in the picture. Examples outside the picture say nothing.
        """
        size = embedding.height, embedding.width
        return self._words.find(embedding.features, size, phrases, exemplars, watch, threshold)

    def segment(
        self, embedding: Sam3Embedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt its masks, the best first. A single click has three, all else has one."""
        watch.step("segment", 0.0)
        canvas = Canvas.stretched(self._side, embedding.width, embedding.height)
        embedding.maps[:] = embedding.maps or self._maps(embedding.features)
        return sam_decoder.segmented(
            self._clicker, embedding.maps, prompts, canvas, self._place, watch
        )

    def _maps(self, features: Tensor) -> list[Tensor]:
        """What the click head looks at. The mark that there is no memory of other pictures belongs
        on the coarsest map that is used, as in Meta's code; transformers' Sam3TrackerModel puts it
        on the one that is thrown away.
        """
        with tensors.inference():
            levels, _ = self._clicker.vision_encoder.neck(features)
            fine, middle, coarse = levels[:LEVELS]
            unremembered = self._clicker.no_memory_embedding.view(1, -1, 1, 1)
            decoder = self._clicker.mask_decoder
            return [decoder.conv_s0(fine), decoder.conv_s1(middle), coarse + unremembered]


def _encoder_norms(detector: Sam3Model) -> list[nn.Module]:
    parts = detector.vision_encoder.backbone.modules()
    return [part for part in parts if isinstance(part, nn.LayerNorm)]


def _whole(kind: Any, folder: Path, place: Place) -> Any:
    """The model of that class, of which no part may be missing in the checkpoint."""
    model, report = kind.from_pretrained(
        folder,
        local_files_only=True,
        use_safetensors=True,
        dtype=tensors.dtype_of(place),
        output_loading_info=True,
    )
    if report["missing_keys"] or report["mismatched_keys"]:
        raise FailedPrecondition(
            f"The files in {folder.name} are not a whole SAM 3.",
            detail="model_files",
            hint="Remove the model and fetch it again.",
        )
    return model
