"""Florence-2: words in, boxes out, written down by a language model as text.

Xiao et al., Florence-2 (arXiv:2311.06242), as the `florence-community` repositories have it. The
model answers a question about the picture with names and places: the places of "hat<loc_100>…" are
the left, top, right and bottom edge of a box, in thousandths of the picture's sides. What it sees
is worked out once and shared by all phrases. Of the same random weights its authors' code makes
the same answers, word for word, and likelihoods that agree to 3e-5; pictures differ by roundings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self, TypeAlias

import torch
from torch import Tensor
from torchvision.ops import nms
from transformers import (
    AutoTokenizer,
    CLIPImageProcessor,
    Florence2ForConditionalGeneration,
    StoppingCriteria,
    StoppingCriteriaList,
)
from transformers.modeling_outputs import BaseModelOutput

from frisket.models import tensors
from frisket.models.base import Detection, Image, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket_protocol.raster import Box

from .detections import in_picture

PLACES = 1000
"""Places along a side of the picture that the model has words for."""
NEAR = 10
"""Places to either side that count as the same edge when a box is scored: 1 % of the side."""
SAME = 0.7
"""Boxes of one phrase that overlap more than this (intersection over union) are one thing. The rule
that no three words come twice in an answer makes the model vary a box rather than repeat it."""
BEAMS = 3
"""Answers followed side by side, as its authors do."""
LONGEST = 512
"""Words of an answer, four to a box; after these it is cut off."""

NAMED = "Locate {} in the image."
"""The question of open-vocabulary detection: the answer has everything of that name."""
DESCRIBED = "Locate the phrases in the caption: {}"
"""The question of phrase grounding: the answer has each thing that the sentence speaks of."""
NAME_WORDS = 4
RELATIONS = re.compile(
    r"\s(with|without|in|on|at|by|from|to|near|under|over|above|below|behind|before|beside|between"
    r"|among|against|around|inside|outside|next|left|right|front|wearing|holding|carrying|sitting"
    r"|standing|lying|riding|looking|facing|leaning|hanging|made|who|whose|that|which)\b"
)
"""With one of these behind its first word, or with more words than a name, a phrase describes."""


@dataclass(frozen=True)
class Written:
    """A box as it stands in an answer: its name, four places, and where in the answer they are.

    places: left, top, right, bottom, 0 to 999, left < right and top < bottom.
    """

    name: str
    places: tuple[int, ...]
    at: tuple[int, ...]


Spot: TypeAlias = tuple[int, int]
"""One of the thousand places, and where in the answer it stands."""


class DetectFlorence2:
    """Boxes of what is named ("hat") or described ("the woman on the right wearing a blue hat")."""

    vocabulary = None

    def __init__(
        self, name: str, model: Any, tokenizer: Any, preprocessor: Any, place: Place
    ) -> None:
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._preprocessor = preprocessor
        self._place = place
        self._first_place = tokenizer.convert_tokens_to_ids("<loc_0>")

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model in `folder`, with the rules for generating that lie beside it."""
        return cls(
            card.name,
            tensors.loaded(Florence2ForConditionalGeneration, folder, place),
            AutoTokenizer.from_pretrained(folder, local_files_only=True),
            CLIPImageProcessor.from_pretrained(folder, local_files_only=True),
            place,
        )

    @property
    def nbytes(self) -> int:
        return tensors.model_bytes(self._model)

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """See Detector. A phrase that describes one thing finds that, not what it is told by.

        score: the geometric mean, over the four edges, of how likely the model held a place within
        1 % of the side from the one it wrote. It ranks boxes; it does not say whether there is such
        a thing, and the model answers for things that are not there.
        """
        watch.step("detect")
        asked = {phrase: clean for phrase in phrases if (clean := _clean(phrase))}
        if not asked:
            return []
        height, width = image.shape[:2]
        found: list[Detection] = []
        with tensors.inference():
            seen = self._seen(image)
            for done, (phrase, clean) in enumerate(asked.items()):
                watched = _Watched(watch, done / len(asked))
                for one, score in self._boxes(seen, clean, watched):
                    left, top, right, bottom = ((place + 0.5) / PLACES for place in one.places)
                    box = Box(left * width, top * height, right * width, bottom * height)
                    if score >= threshold:
                        found.append(Detection(box, score, one.name, phrase))
        return in_picture(found, width, height)

    def _seen(self, image: Image) -> Tensor:
        """What the model sees of the picture, 1xNxC; the picture is scaled on the device."""
        prepared = self._preprocessor(
            images=tensors.pixels(image, self._place),
            input_data_format="channels_first",  # or three rows are taken for three channels
            return_tensors="pt",
        )
        pixels = torch.as_tensor(prepared["pixel_values"]).to(self._model.dtype)
        return torch.as_tensor(self._model.get_image_features(pixel_values=pixels).pooler_output)

    def _boxes(self, seen: Tensor, phrase: str, watched: _Watched) -> list[tuple[Written, float]]:
        """What the model writes down about a phrase, and how sure it is of each."""
        watched.step()
        read, mask = self._read(seen, question(phrase))
        answer = self._answer(read, mask, watched)
        written = boxes_of(answer[0].tolist(), self._tokenizer)
        if is_description(phrase):
            written = subject(written, phrase)
        if not written:
            return []
        watched.step()
        scores = self._scores(read, mask, answer, written)
        kept = nms(torch.tensor([one.places for one in written]).float(), scores, SAME)
        return [(written[one], float(scores[one])) for one in kept.tolist()]

    def _read(self, seen: Tensor, asked: str) -> tuple[Tensor, Tensor]:
        """The picture and the question together, encoded 1xLxC, and the mask of their words."""
        tokens = self._tokenizer
        text = tokens(asked, add_special_tokens=False, verbose=False)["input_ids"]
        room = self._model.config.text_config.max_position_embeddings - seen.shape[1] - 2
        ids = [tokens.bos_token_id, *text[:room], tokens.eos_token_id]
        words = self._model.get_input_embeddings()(torch.tensor([ids], device=seen.device))
        # The picture stands where the text would have its <image> words: at the beginning.
        both = torch.cat([seen, words], 1)
        mask = torch.ones(both.shape[:2], dtype=torch.long, device=seen.device)
        encoder = self._model.model.language_model.encoder
        output = encoder(inputs_embeds=both, attention_mask=mask)
        return torch.as_tensor(output.last_hidden_state), mask

    def _answer(self, read: Tensor, mask: Tensor, watched: _Watched) -> Tensor:
        """The answer, 1xT token ids, never left to chance. Raises Cancelled between two words."""
        room = self._model.config.text_config.max_position_embeddings - 2
        answer = self._model.generate(
            # Anew for each call, which spreads it over the beams in place.
            encoder_outputs=BaseModelOutput(last_hidden_state=read),
            attention_mask=mask,
            max_new_tokens=min(LONGEST, room),
            num_beams=BEAMS,
            do_sample=False,
            stopping_criteria=StoppingCriteriaList([watched]),
        )
        return torch.as_tensor(answer)

    def _scores(
        self, read: Tensor, mask: Tensor, answer: Tensor, written: Sequence[Written]
    ) -> Tensor:
        """How sure the model was of each box, N float32 on the CPU, 0 to 1.

        One more pass over the finished answer: keeping every word's likelihood for every beam
        while it is generated would take hundreds of megabytes.
        """
        output = self._model(
            encoder_outputs=BaseModelOutput(last_hidden_state=read),
            attention_mask=mask,
            decoder_input_ids=answer[:, :-1],
        )
        first = self._first_place
        at = torch.tensor([one.at for one in written], device=answer.device)
        places = torch.tensor([one.places for one in written], device=answer.device)
        likely = output.logits[0][at - 1].float().softmax(-1)[..., first : first + PLACES]
        distance = torch.arange(PLACES, device=answer.device) - places[..., None]
        held = (likely * (distance.abs() <= NEAR)).sum(-1)
        return torch.as_tensor(held.log().mean(-1).exp().clamp(0, 1).cpu())


class _Watched(StoppingCriteria):
    """Asks after every word whether the answer is still wanted."""

    def __init__(self, watch: Watch, fraction: float) -> None:
        self._watch = watch
        self._fraction = fraction

    def step(self) -> None:
        self._watch.step("detect", self._fraction)

    def __call__(self, input_ids: Tensor, scores: Any, **_: Any) -> Tensor:
        self.step()
        return torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device)


def question(phrase: str) -> str:
    """What the model is asked about a phrase, in the words that it was trained with."""
    return (DESCRIBED if is_description(phrase) else NAMED).format(phrase)


def is_description(phrase: str) -> bool:
    """Whether a phrase tells one thing apart, rather than naming a kind of thing.

    Detection was trained with names of kinds and finds each of that kind, but takes a sentence for
    a name and boxes all it speaks of. Grounding was trained with captions: it follows "wearing" and
    "on the right", and says which part of the sentence a box belongs to.
    """
    return len(phrase.split()) > NAME_WORDS or bool(RELATIONS.search(phrase.lower()))


def boxes_of(answer: Sequence[int], tokenizer: Any) -> list[Written]:
    """The boxes in an answer's token ids: behind each name four places to a box.

    A shape drawn as a polygon gives the box around it. Places without a name, as they come where
    an answer goes astray, give none; nor do fewer than four of them, or a box of no size.
    """
    begin, end, part = tokenizer.convert_tokens_to_ids(["<poly>", "</poly>", "<sep>"])
    silent = {tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id, begin, part}
    first = tokenizer.convert_tokens_to_ids("<loc_0>")
    kinds = {end: "end"} | dict.fromkeys(range(first, first + PLACES), "places")
    heard = [(at, token) for at, token in enumerate(answer) if token not in silent]
    groups = [
        (kind, list(group))
        for kind, group in groupby(heard, key=lambda one: kinds.get(one[1], "name"))
    ]
    found: list[Written] = []
    name = ""
    for kind, run in groups:
        if kind == "name":
            name = tokenizer.decode([token for _, token in run], skip_special_tokens=True).strip()
        elif kind == "places" and name:
            spots = [(token - first, at) for at, token in run]
            found += _polygon(name, spots) if begin in answer else _boxes(name, spots)
    return found


def _boxes(name: str, spots: Sequence[Spot]) -> list[Written]:
    """A box for every four places."""
    fours = [spots[start : start + 4] for start in range(0, len(spots) - 3, 4)]
    return [box for four in fours for box in _box(name, *four)]


def _polygon(name: str, spots: Sequence[Spot]) -> list[Written]:
    """The box around corners, which are written as x and y in turn."""
    xs, ys = spots[0 : len(spots) // 2 * 2 : 2], spots[1::2]
    return _box(name, min(xs), min(ys), max(xs), max(ys)) if ys else []


def _box(name: str, left: Spot, top: Spot, right: Spot, bottom: Spot) -> list[Written]:
    """The box with these edges; none if it has no size."""
    if left[0] >= right[0] or top[0] >= bottom[0]:
        return []
    places, at = zip(left, top, right, bottom, strict=True)
    return [Written(name, places, at)]


def subject(written: Sequence[Written], phrase: str) -> list[Written]:
    """Of the boxes for all parts of a description those of the part that it begins with.

    "the woman … wearing a blue hat" gets boxes for the woman and for the hat, and means the woman.
    """
    places = {one.name: phrase.lower().find(one.name.lower()) for one in written}
    named = [name for name in places if places[name] >= 0] or list(places)
    return [one for one in written if one.name == min(named, key=places.__getitem__)]


def _clean(phrase: str) -> str:
    """The phrase without the brackets that would make it one of the model's own marks."""
    return " ".join(re.sub(r"[<>]", " ", phrase).split())
