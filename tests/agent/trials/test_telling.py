"""A trial in words."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from frisket.trials import telling
from frisket.trials.trial import UNKNOWN, Subject, Trial

MASK = np.pad(np.full((4, 4), 255, np.uint8), 2)
TRIAL = Trial(
    Subject("cutter"),
    "cat",
    "a box",
    ("cutter",),
    0.931,
    UNKNOWN,
    0.4123,
    3,
    0,
    np.zeros((8, 8, 3), np.uint8),
    MASK,
)
NOTHING = replace(TRIAL, mask=np.zeros_like(MASK), overlap=0.0)


@pytest.mark.parametrize(
    ("trial", "said", "verdict"),
    [
        (
            TRIAL,
            "It took 0.41 s; the outline agrees to 93 %. "
            "What is usual for this model is not known yet.",
            "not known",
        ),
        (
            replace(TRIAL, expected=0.9),
            "It took 0.41 s; the outline agrees to 93 %.",
            "as expected",
        ),
        (
            replace(TRIAL, expected=0.95, seconds=12.3),
            "It took 12 s; the outline agrees to 93 %. "
            "That is less than the 95 % that it should be.",
            "below",
        ),
        (
            replace(TRIAL, expected=0.931, difference=0.1),
            "It took 0.41 s; the soft edge agrees to 93 %.",
            "as expected",
        ),
        (
            replace(NOTHING, expected=0.5),
            "It took 0.41 s and found nothing. That is less than the 50 % that it should be.",
            "below",
        ),
    ],
)
def test_a_sentence_and_a_verdict(trial: Trial, said: str, verdict: str) -> None:
    assert (telling.sentence(trial), telling.verdict(trial)) == (said, verdict)


@pytest.mark.parametrize("side", [40, 1000, 1001, 2600])
def test_what_is_shown_is_small_and_a_png_of_it(side: int) -> None:
    mask = np.zeros((side, side), np.uint8)
    mask[: side // 2] = 255
    rgb = np.full((side, side, 3), (200, 80, 30), np.uint8)
    shown = telling.picture(replace(TRIAL, rgb=rgb, mask=mask))
    assert shown.shape[0] * shown.shape[1] <= telling.PIXELS_MAX
    height, width = shown.shape[:2]
    assert abs(int(shown[height // 4, width // 2, 0]) - 200) < 2, (
        "what is selected keeps its colour"
    )
    assert len(set(shown[-3, -3].tolist())) == 1, "all else is gray"
    file = telling.png(shown)
    read = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR)
    assert read is not None
    assert np.array_equal(read[..., ::-1], shown)


def test_a_table_has_its_columns_below_each_other() -> None:
    rows = [telling.row(TRIAL, "a", "cat", "5 MB"), telling.row(NOTHING, "longer", "x", "")]
    lines = telling.table(rows).splitlines()
    assert len(lines) == 3
    at = lines[0].index("overlap") + len("overlap")
    assert [line[at - 5 : at] for line in lines[1:]] == ["0.931", "0.000"]


def test_a_report_tells_no_name_that_the_person_chose() -> None:
    names = ["sam2.1-tiny", "my-face", "recipe annas", "my-hand", "my-face"]
    own = {"my-face": "own model", "my-hand": "own model", "recipe annas": "own recipe"}
    assert telling.disguised(names, own) == {
        "sam2.1-tiny": "sam2.1-tiny",
        "my-face": "own model 1",
        "my-hand": "own model 2",
        "recipe annas": "own recipe 1",
    }
