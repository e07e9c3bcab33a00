"""What is asked about an example."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from frisket import images
from frisket.journey.recipes import kinds_of
from frisket.trials import examples
from frisket.trials.prompts import BOXES, KINDS, asked

KNOWN = examples.load()
PHOTOGRAPHS = [one for one in KNOWN if one.words]


@pytest.mark.parametrize(
    ("example", "kind"),
    list(product(PHOTOGRAPHS, KINDS)),
    ids=lambda one: one if isinstance(one, str) else one.name,
)
def test_a_prompt_is_of_its_kind_and_speaks_of_its_truth(
    example: examples.Example, kind: str
) -> None:
    prompt = asked(example, kind)
    if kind == "subject" and len(example.objects) > 1:
        assert prompt is None
        return
    assert prompt is not None
    given, truth = prompt.wanted.prompt, prompt.truth
    assert kinds_of(given) == {kind}
    whole = examples.union(example.objects)
    assert not (truth & ~whole).any()
    if kind == "words":
        assert given.words == example.words[0]
        assert np.array_equal(truth, whole)
    for box in given.boxes:
        inside = truth[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
        for edge in (inside[0], inside[-1], inside[:, 0], inside[:, -1]):
            assert edge.any(), "a box is tight"
    assert len(given.boxes) == (min(BOXES, len(example.objects)) if kind == "box" else 0)
    for point in given.points:
        assert truth[int(point.y), int(point.x)]
    if prompt.wanted.rough:
        rough = images.gray(prompt.wanted.rough) >= 128
        assert (rough | ~truth).all()
        assert rough.sum() > truth.sum() * 1.05


@pytest.mark.parametrize("example", PHOTOGRAPHS, ids=lambda one: one.name)
def test_a_model_is_asked_for_the_first_word_that_it_knows(example: examples.Example) -> None:
    assert asked(example, "words", {"nothing of this"}) is None
    for word in example.words:
        prompt = asked(example, "words", {word, "else"})
        assert prompt is not None
        assert prompt.wanted.prompt.words == word


def test_what_is_drawn_for_soft_edges_is_asked_nothing() -> None:
    (drawn,) = [one for one in KNOWN if one.alpha is not None]
    assert [asked(drawn, kind) for kind in KINDS] == [None] * len(KINDS)
