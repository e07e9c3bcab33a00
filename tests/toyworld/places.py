"""What stands at every place of a picture: with this Grounding DINO begins.

A detector teaches its backbone through few boxes. Asked at every place, one learns in minutes to
tell shapes apart and what they are called, for which the detector alone had not enough in twenty.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.ops import sigmoid_focal_loss
from transformers import GroundingDinoForObjectDetection
from transformers.models.grounding_dino.modeling_grounding_dino import (
    generate_masks_with_special_tokens_and_transfer_map,
)

from .loop import HELD_OUT, normalised, seeds, train
from .world import PHRASES, Drawn, scene

SIDE = 112
BATCH = 16
GROUND = len(PHRASES)
"""The class of a place where no thing is."""
LIGHT = 0.2
"""What a place on the ground weighs: there are many, and they are easy."""


def learn(
    model: GroundingDinoForObjectDetection, ids: Tensor, words: slice, folder: Path, steps: int
) -> None:
    """Train in place what comes before the encoder; `places.json` in `folder` says how well.

    ids: the tokens of each of PHRASES, a row; words: which of a row are those of the phrase.
    """
    core = model.model
    backbone = core.backbone.conv_encoder.model
    classes = nn.ModuleList(nn.Linear(width, GROUND + 1) for width in backbone.channels)
    weights = torch.ones(GROUND + 1)
    weights[GROUND] = LIGHT
    alone, positions = generate_masks_with_special_tokens_and_transfer_map(ids, core.special_tokens)

    def answers(drawn: list[Drawn]) -> list[tuple[Tensor, Tensor, Tensor]]:
        """Of each map, for its places: logits of classes, logits of words (N, phrases, words), and
        the class that is there."""
        read = core.text_backbone(ids, alone[:, None], torch.zeros_like(ids), positions)
        text = core.text_projection(read.last_hidden_state)[:, words]
        maps = backbone(normalised([one.picture for one in drawn])).feature_maps
        found = []
        # The maps that the class makes itself of the last one come after these.
        for head, project, seen in zip(classes, core.input_proj_vision, maps, strict=False):
            own = core.enc_output(project(seen).movedim(1, 3).flatten(0, 2))
            named = torch.einsum("nc,pwc->npw", core.enc_output_norm(own), text)
            found.append(
                (head(seen.movedim(1, 3).flatten(0, 2)), named, _truth(drawn, seen.shape[-1]))
            )
        return found

    def loss(rng: np.random.Generator, _: float) -> Tensor:
        parts = []
        for thought, named, truth in answers([_draw(seed) for seed in seeds(rng, BATCH)]):
            parts.append(functional.cross_entropy(thought, truth, weights))
            wanted = functional.one_hot(truth, GROUND + 1)[:, :GROUND, None].expand_as(named)
            focal = sigmoid_focal_loss(named, wanted.float(), reduction="sum")
            parts.append(focal / wanted.sum().clamp(min=1))
        return torch.stack(parts).sum()

    held_out = [_draw(HELD_OUT + index) for index in range(100)]

    def quality() -> dict[str, float]:
        """How many places on things fit best the phrase that is theirs, on each map from the finest
        on; and of all maps, how well the right one fits and the next best."""
        right, own, other = {}, [], []
        for level, (_, named, truth) in enumerate(answers(held_out)):
            on = truth != GROUND
            fits, mine = named[on].amax(2).sigmoid(), truth[on, None]
            own.append(fits.gather(1, mine)[:, 0])
            other.append(fits.scatter(1, mine, 0).amax(1))
            right[f"right_{level}"] = float((own[-1] > other[-1]).float().mean())
        return right | {
            "own": float(torch.cat(own).mean()),
            "other": float(torch.cat(other).mean()),
        }

    both = nn.ModuleList([model, classes])
    train(both, loss, quality, lambda _: None, folder, steps, 4e-3, checks=4, curves="places.json")


def _draw(seed: int) -> Drawn:
    return scene(seed, clear=False).draw(SIDE, SIDE)


def _truth(drawn: list[Drawn], side: int) -> Tensor:
    """The class of the middle of each place of a map, for all pictures and rows on end."""
    middles = ((np.arange(side) + 0.5) * SIDE / side).astype(int)
    classes = np.full((len(drawn), side, side), GROUND)
    for own, one in zip(classes, drawn, strict=True):
        for thing, alpha in zip(one.things, one.alphas, strict=True):
            own[alpha[np.ix_(middles, middles)] >= 0.5] = PHRASES.index(thing.phrase)
    return torch.from_numpy(classes.reshape(-1))
