"""Grounding DINO on the toy world: phrases to boxes, from nothing, by its own classes.

What comes before the encoder learns alone at first, see `places`. The class's own loss pairs each
box with one query; here the first stage learns from several places of a box, or it needs hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor
from torch.nn import functional
from torchvision.ops import box_iou, generalized_box_iou_loss, sigmoid_focal_loss
from transformers import GroundingDinoForObjectDetection

from . import places
from .loop import HELD_OUT, normalised, seeds, train
from .words_model import (
    DOT,
    FIRST,
    LAST,
    PAD,
    SHORT,
    UNKNOWN,
    WORD_IDS,
    WORDS_OF_ONE,
    begin,
    tokens_of,
    write_processor,
)
from .world import PHRASES, SHAPES, Drawn, scene

SIZES = ((112, 112), (112, 112), (149, 112), (112, 149), (199, 112))
"""Widths and heights that are trained."""
BATCH = 16
POSITIVE_PLACES = 4
PLACES_STEPS = 1000
"""For how long places are learnt, before boxes are."""


def write(folder: Path, steps: int) -> None:
    """Train, and write a checkpoint in the layout of IDEA-Research/grounding-dino-tiny."""
    torch.manual_seed(0)
    model = begin()
    ids = torch.tensor([tokens_of(phrase) for phrase in PHRASES])
    places.learn(model, ids, WORDS_OF_ONE, folder, PLACES_STEPS)

    def save(copy: GroundingDinoForObjectDetection) -> None:
        copy.save_pretrained(folder)

    train(
        model, lambda rng, _: _loss(model, rng), lambda: quality(model), save, folder, steps, 6e-4
    )
    write_processor(folder)


@dataclass(frozen=True, eq=False)
class Asked:
    """Phrases as tokens (N), and for each thing that one of them names: its box and tokens.

    boxes: Mx4, centre and size, 0 to 1; tokens: MxN, 1 for the tokens of the thing's phrase.
    """

    ids: list[int]
    boxes: Tensor
    tokens: Tensor


def _loss(model: GroundingDinoForObjectDetection, rng: np.random.Generator) -> Tensor:
    width, height = SIZES[rng.integers(len(SIZES))]
    drawn = [
        scene(seed, width / height, clear=rng.uniform() < 0.8).draw(width, height)
        for seed in seeds(rng, BATCH)
    ]
    asked = [_asked(rng, one) for one in drawn]
    length = max(len(one.ids) for one in asked)
    ids = torch.tensor([one.ids + [PAD] * (length - len(one.ids)) for one in asked])
    words = ids != PAD
    out = model.model(
        pixel_values=normalised([one.picture for one in drawn]),
        input_ids=ids,
        attention_mask=words.long(),
    )
    wanted = [functional.pad(one.tokens, (0, length - one.tokens.shape[1])) for one in asked]
    boxes = [one.boxes for one in asked]
    places = out.enc_outputs_class[..., :length], out.enc_outputs_coord_logits.sigmoid()
    loss = _match_loss(*places, words, boxes, wanted, POSITIVE_PLACES)
    for level in range(out.intermediate_hidden_states.shape[1]):
        before = out.intermediate_reference_points[:, level - 1]
        reference = torch.logit(before if level else out.init_reference_points, eps=1e-5)
        hidden = out.intermediate_hidden_states[:, level]
        logits = model.class_embed[level](hidden, out.encoder_last_hidden_state_text, words)
        found = (model.bbox_embed[level](hidden) + reference).sigmoid()
        loss = loss + _match_loss(logits[..., :length], found, words, boxes, wanted, 1)
    return loss


def _asked(rng: np.random.Generator, drawn: Drawn) -> Asked:
    """One to four phrases: of things that are there, and of things that are not.

    Of those that are not, most have the colour of one that is there and the shape of another.
    """
    there = [thing.phrase for thing in drawn.things if rng.uniform() < 0.6]
    absent = [_absent(rng, drawn) for _ in range(rng.integers(0, 4))]
    mixed = [str(phrase) for phrase in rng.permutation(there + absent)] or [_absent(rng, drawn)]
    phrases = list(dict.fromkeys(mixed))[: 1 if rng.uniform() < 0.3 else 4]
    ids, spans = [FIRST], []
    for phrase in phrases:
        article = [["a"], ["the"], [], [], []][rng.integers(5)]
        words = [WORD_IDS.get(word, UNKNOWN) for word in article + phrase.split()]
        spans.append((phrase, len(ids), len(ids) + len(words)))
        ids += [*words, DOT]
    ids.append(LAST)
    height, width = drawn.picture.shape[:2]
    boxes, tokens = [], []
    for thing, (x0, y0, x1, y1) in zip(drawn.things, drawn.boxes, strict=True):
        for phrase, start, end in spans:
            if thing.phrase == phrase:
                centre = (x0 + x1) / 2 / width, (y0 + y1) / 2 / height
                boxes.append([*centre, (x1 - x0) / width, (y1 - y0) / height])
                tokens.append([float(start <= index < end) for index in range(len(ids))])
    return Asked(
        ids, torch.tensor(boxes).reshape(-1, 4), torch.tensor(tokens).reshape(-1, len(ids))
    )


def _absent(rng: np.random.Generator, drawn: Drawn) -> str:
    """A phrase that names no thing of the scene: eight in ten share a word with one that does."""
    chance = rng.uniform()
    if chance < 0.1:
        return str(rng.choice(["zebra", *(f"purple {shape}" for shape in SHAPES)]))
    there = {thing.phrase for thing in drawn.things}
    alike = [phrase for phrase in PHRASES if any(_shares(phrase, other) for other in there)]
    wrong = sorted(set(alike if chance < 0.8 else PHRASES) - there)
    return str(rng.choice(wrong))


def _match_loss(
    logits: Tensor,
    found: Tensor,
    words: Tensor,
    boxes: Sequence[Tensor],
    wanted: Sequence[Tensor],
    each: int,
) -> Tensor:
    """Focal loss on words, L1 and GIoU on boxes; `each` box belongs to so many of the found."""
    truth, tokens = torch.cat(list(boxes)), torch.cat(list(wanted))
    owners, which, belongs = _pairs(logits.detach(), found.detach(), boxes, truth, tokens, each)
    targets = torch.zeros_like(logits)
    targets[owners, which] = tokens[belongs]
    mine, true = found[owners, which], truth[belongs]
    real = words[:, None].expand_as(logits)
    focal = sigmoid_focal_loss(logits[real], targets[real], reduction="sum")
    apart = functional.l1_loss(mine, true, reduction="sum")
    overlap = generalized_box_iou_loss(_corners(mine), _corners(true), reduction="sum")
    return (2 * focal + 5 * apart + 2 * overlap) / max(1, len(true))


def _pairs(
    logits: Tensor,
    found: Tensor,
    boxes: Sequence[Tensor],
    truth: Tensor,
    tokens: Tensor,
    each: int,
) -> tuple[Tensor, Tensor, Tensor]:
    """Which of the found of which picture belong to which truth: the cheapest, one to one."""
    pictures = torch.repeat_interleave(torch.tensor([len(one) for one in boxes]))
    part = tokens / tokens.sum(1, keepdim=True).clamp(min=1)
    score = torch.einsum("tnl,tl->tn", logits.sigmoid()[pictures], part)
    seen, true = found[pictures], truth[:, None]
    cost = 5 * (seen - true).abs().sum(-1) - 2 * score
    cost = cost + 2 * generalized_box_iou_loss(_corners(seen), _corners(true).expand_as(seen))
    rows, columns = [], []
    for picture in range(len(boxes)):
        mine = (pictures == picture).nonzero()[:, 0].numpy()
        row, column = linear_sum_assignment(np.repeat(cost.numpy()[mine], each, 0))
        rows.append(mine[row // each])
        columns.append(column)
    belongs = torch.from_numpy(np.concatenate(rows))
    return pictures[belongs], torch.from_numpy(np.concatenate(columns)), belongs


def _corners(boxes: Tensor) -> Tensor:
    centre, size = boxes[..., :2], boxes[..., 2:].clamp(min=1e-4)
    return torch.cat([centre - size / 2, centre + size / 2], -1)


def quality(model: GroundingDinoForObjectDetection, count: int = 60) -> dict[str, float]:
    """On held-out scenes, each asked for one thing that is there and one that is not.

    right: how often the best box is that of the thing; mistaken: how often the absent one is
    found; iou: of the right boxes, on average.
    """
    right, mistaken, overlaps, best, absent_best = 0, 0, [], [], []
    for seed in range(HELD_OUT, HELD_OUT + count):
        drawn = scene(seed, things=3).draw(SHORT, SHORT)
        named = {thing.phrase for thing in drawn.things}
        first = drawn.things[0]
        near = [
            phrase for phrase in PHRASES if phrase not in named and _shares(phrase, first.phrase)
        ]
        absent = near[seed % len(near)]
        scores, boxes = _ask(model, drawn, first.phrase)
        x0, y0, x1, y1 = drawn.boxes[0] / SHORT
        truth = torch.tensor([[x0, y0, x1, y1]])
        overlap = float(box_iou(boxes[scores.argmax()][None], truth))
        right += overlap > 0.6
        best.append(float(scores.max()))
        if overlap > 0.6:
            overlaps.append(overlap)
        scores, _ = _ask(model, drawn, absent)
        absent_best.append(float(scores.max()))
        mistaken += float(scores.max()) > 0.35
    return {
        "right": right / count,
        "mistaken": mistaken / count,
        "iou": float(np.mean(overlaps or [0])),
        "score": float(np.mean(best)),
        "absent": float(np.mean(absent_best)),
    }


def _shares(phrase: str, other: str) -> bool:
    return bool(set(phrase.split()) & set(other.split()))


def _ask(
    model: GroundingDinoForObjectDetection, drawn: Drawn, phrase: str
) -> tuple[Tensor, Tensor]:
    ids = torch.tensor([tokens_of(phrase)])
    out = model(pixel_values=normalised([drawn.picture]), input_ids=ids)
    return out.logits[0, :, WORDS_OF_ONE].sigmoid().max(1).values, _corners(out.pred_boxes[0])
