"""Which names of a closed-set detector a phrase means."""

from __future__ import annotations

import pytest

from frisket.models.detect.vocabulary import classes_asked, means, vocabulary


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("face", "face"),
        ("Faces", "face"),
        ("face", "Faces"),
        ("the face", "face"),
        ("  a  FACE ", "face"),
        ("buses", "bus"),
        ("bus", "bus"),
        ("knives", "knife"),
        ("leaves", "leaf"),
        ("berries", "berry"),
        ("toothbrushes", "toothbrush"),
        ("skis", "ski"),
        ("sheep", "sheep"),
        ("scissors", "scissors"),
        ("wine glasses", "wine glass"),
        ("people", "person"),
        ("mice", "mouse"),
        ("potted plants", "pottedplant"),
        ("hot-dog", "hot dog"),
        ("traffic_light", "traffic light"),
        ("airplanes", "aeroplane"),
        ("tvmonitor", "tv"),
        ("couch", "sofa"),
        ("a", "a"),
    ],
)
def test_a_phrase_means_a_name(phrase: str, name: str) -> None:
    assert means(phrase, name)
    assert means(name, phrase)


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("surface", "face"),
        ("face mask", "face"),
        ("glass", "wine glass"),
        ("grass", "gras"),
        ("man", "person"),
        ("cat", "cattle"),
        ("", "face"),
    ],
)
def test_a_phrase_does_not_mean_another_name(phrase: str, name: str) -> None:
    assert not means(phrase, name)


def test_a_class_answers_the_first_phrase_that_means_it() -> None:
    names = {0: "Face", 4: "hand", 9: "person"}
    assert classes_asked(["hands", "people", "persons", "zebra"], names) == {
        4: "hands",
        9: "people",
    }


def test_without_phrases_all_that_has_a_name_is_asked_for() -> None:
    assert classes_asked([], {0: "N/A", 1: "cat", 2: "background"}) == {1: ""}


def test_what_is_no_name_is_not_in_the_vocabulary_and_never_asked_for() -> None:
    names = {0: "N/A", 1: "Wine Glass"}
    assert vocabulary(names.values()) == {"wine glass"}
    assert classes_asked(["N/A"], names) == {}
