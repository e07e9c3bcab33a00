"""What is kept about a picture."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.embedding import (
    MOST_ANSWERS,
    MOST_GRAPHS,
    Answer,
    ClassicEmbedding,
)
from frisket.models.segment.classic.window import Window, whole

IMAGE, _ = disc_scene(120, 90)


def test_a_graph_is_built_once() -> None:
    embedding = ClassicEmbedding(IMAGE)
    window = whole(120, 90)
    assert embedding.graph(window) is embedding.graph(window)


def test_memory_grows_by_what_is_kept() -> None:
    embedding = ClassicEmbedding(IMAGE)
    assert embedding.nbytes == IMAGE.nbytes
    graph = embedding.graph(whole(120, 90))
    assert embedding.nbytes == IMAGE.nbytes + graph.nbytes


def test_the_oldest_graph_is_forgotten() -> None:
    embedding = ClassicEmbedding(IMAGE)
    windows = [Window(0, 0, 20 + side, 20, 20 + side, 20) for side in range(MOST_GRAPHS + 1)]
    first = embedding.graph(windows[0])
    for window in windows[1:]:
        embedding.graph(window)
    assert embedding.graph(windows[0]) is not first


def test_the_oldest_answer_is_forgotten() -> None:
    embedding = ClassicEmbedding(IMAGE)
    answer = Answer((), (np.zeros((9, 9), np.uint8),))
    for number in range(MOST_ANSWERS + 1):
        embedding.keep((number,), answer)
    assert embedding.answer((0,)) is None
    assert embedding.answer((1,)) is answer
