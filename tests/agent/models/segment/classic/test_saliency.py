"""What stands out."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.saliency import barrier, salience, subjects
from frisket.models.segment.classic.starts import nothing

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5


def test_the_disc_is_the_subject() -> None:
    found = subjects(GRAPH, nothing(GRAPH), nothing(GRAPH))
    assert overlaps(GRAPH, [found[0].inside, INSIDE])[0, 1] > 0.9


def test_every_map_shows_the_disc() -> None:
    for salient in salience(GRAPH):
        assert 0 <= salient.min() <= salient.max() <= 1
        assert salient[INSIDE].mean() > salient[~INSIDE].mean()


def test_no_barrier_lies_before_the_pictures_sides() -> None:
    assert barrier(GRAPH)[GRAPH.labels[0]].max() == 0


def test_a_barrier_lies_before_the_disc() -> None:
    found = barrier(GRAPH)
    assert np.median(found[INSIDE]) > 2 * np.median(found[~INSIDE])


def test_one_region_is_its_own_subject() -> None:
    graph = build_graph(np.zeros((1, 1, 3), np.uint8))
    assert subjects(graph, nothing(graph), nothing(graph))[0].inside.all()
