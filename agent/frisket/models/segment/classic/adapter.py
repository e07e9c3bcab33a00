"""Segmentation with no download: colour, edges and exact cuts on a graph of regions.

Each part names its source. Weak where colour says little: several colours under one click, low
contrast, thin structures, camouflage.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from frisket.models.base import Candidate, Image, ObjectPrompt, Soft, Watch

from .answers import answer
from .embedding import ClassicEmbedding
from .rough import finer


class SegmentClassic:
    """The classical engine; see `Segmenter` for the contract.

    The same picture and prompt give the same bytes, whatever was asked before.
    """

    name = "classic"
    understands = frozenset({"box", "points", "scribble", "rough", "subject"})
    preview_side = 1024
    zooms = False

    def embed(self, image: Image, watch: Watch) -> ClassicEmbedding:
        """Keep a copy of `image`; graphs are built when a prompt needs them."""
        watch.step("embed", 0.0)
        return ClassicEmbedding(np.array(image[..., :3], np.uint8, order="C"))

    def segment(
        self, embedding: ClassicEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt one to three different masks, best first."""
        found = []
        for index, prompt in enumerate(prompts):

            def step(fraction: float, done: int = index) -> None:
                watch.step("segment", (done + fraction) / len(prompts))

            found.append(answer(embedding, prompt, step).candidates)
        watch.step("segment", 1.0)
        return found

    def refine(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """See `RefiningSegmenter`."""
        watch.step("segment", 0.0)
        return finer(image[..., :3], mask)
