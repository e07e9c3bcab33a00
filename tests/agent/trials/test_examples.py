"""The photographs that come with frisket, and those that a user adds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import made_examples
from frisket.trials import examples, hair
from frisket.trials.examples import FILE, union
from frisket_protocol.errors import InvalidArgument, NotFound

PIXELS_MAX, BYTES_MAX = 1_100_000, 200_000


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path))
    return tmp_path


def test_every_example_has_its_objects_apart_from_each_other_and_inside() -> None:
    known = examples.load()
    assert {"dahlia", "astronaut", "cat", "coins", hair.NAME} == {one.name for one in known}
    for one in known:
        height, width = one.rgb.shape[:2]
        assert height * width <= PIXELS_MAX
        assert all(shape.shape == (height, width) for shape in one.objects)
        shares = [float(shape.mean()) for shape in one.objects]
        assert min(shares) > 0.005
        together = np.count_nonzero(union(one.objects))
        assert together == sum(np.count_nonzero(shape) for shape in one.objects), "none overlap"
        assert bool(one.words) == (one.alpha is None)
        assert not one.is_own
    assert len(next(one for one in known if one.name == "coins").objects) == 24


def test_every_photograph_is_small_and_its_source_is_told() -> None:
    told = (examples.folder() / "README.md").read_text("utf-8")
    photographs = sorted(examples.folder().glob("*.jpg"))
    assert len(photographs) == 4
    for file in photographs:
        assert file.stat().st_size <= BYTES_MAX
        assert f"`{file.name}`" in told


def test_an_outline_is_of_the_colours_of_its_object() -> None:
    """Inside and outside of each outline differ more than either does from itself."""
    for one in examples.load():
        if one.alpha is not None:
            continue
        inside = union(one.objects)
        colours = one.rgb.astype(float)
        apart = np.abs(colours[inside].mean(axis=0) - colours[~inside].mean(axis=0)).max()
        assert apart > 15, one.name


def test_a_users_own_are_there_as_they_were_outlined(config: Path) -> None:
    rgb = np.full((60, 80, 3), 20, np.uint8)
    shapes = [np.zeros((60, 80), bool) for _ in range(2)]
    shapes[0][10:30, 5:25] = True
    shapes[1][35:55, 40:70] = True
    made_examples.write(config, "mine", rgb, shapes, ["thing"])
    own = examples.load()[-1]
    assert (own.name, own.words, own.is_own) == ("mine", ("thing",), True)
    assert np.array_equal(own.rgb, rgb)
    for made, read in zip(shapes, own.objects, strict=True):
        assert np.array_equal(made, read)


BROKEN = [
    "{",
    "[]",
    "{}",
    '{"examples": 7}',
    '{"examples": [7]}',
    '{"examples": [{}]}',
    '{"examples": [{"name": "a", "file": "a.png", "words": ["a"], "objects": []}]}',
    '{"examples": [{"name": "a", "file": "a.png", "words": ["a"], "objects": [7]}]}',
    '{"examples": [{"name": "a", "file": "a.png", "words": ["a"], "objects": [["x"]]}]}',
    '{"examples": [{"name": "a", "file": "a.png", "words": [], "objects": [[[1, 2]]]}]}',
    '{"examples": [{"name": "a", "file": "none.png", "words": ["a"], "objects": [[[1, 2]]]}]}',
    '{"examples": [{"name": "a", "file": "text.png", "words": ["a"], "objects": [[[1, 2]]]}]}',
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_read_is_named_in_a_sentence(config: Path, text: str) -> None:
    place = config / "examples"
    place.mkdir()
    (place / "text.png").write_text("no picture")
    (place / FILE).write_text(text)
    with pytest.raises(InvalidArgument, match=r"The example .* cannot be read \(.+\)\.") as caught:
        examples.load()
    assert caught.value.hint


def test_an_installation_without_them_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "a" / "b" / "trials" / "examples.py"
    monkeypatch.setattr(examples, "__file__", str(elsewhere))
    with pytest.raises(NotFound, match="missing from this installation"):
        examples.load()
