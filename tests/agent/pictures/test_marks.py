"""Drawn prompts: which colours say what, and how a rough selection is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket.pictures.marks import load_rough, load_scribble
from frisket.pictures.reading import Picture
from frisket_protocol.errors import InvalidArgument
from picture_files import gray_profile

WIDTH, HEIGHT = 6, 4


def drawing(path: Path, *strokes: tuple[int, ...]) -> Path:
    """A black (or transparent) picture with one stroke of one pixel for each colour, in row 0."""
    channels = len(strokes[0]) if strokes else 3
    pixels = np.zeros((HEIGHT, WIDTH, channels), np.uint8)
    for column, colour in enumerate(strokes):
        pixels[0, column] = colour
    Image.fromarray(pixels).save(path)
    return path


def blank(width: int = WIDTH, height: int = HEIGHT) -> Picture:
    """A picture to draw strokes for that has no pixel in common with them."""
    return of(np.full((height, width, 3), (40, 110, 200), np.uint8))


def of(pixels: np.ndarray) -> Picture:
    return Picture(Path("picture.png"), pixels, pixels)


def gray_picture(path: Path, values: np.ndarray) -> Path:
    Image.fromarray(values).save(path)
    return path


@pytest.mark.parametrize(
    ("colour", "meaning"),
    [
        ((255, 255, 255), 255),
        ((230, 230, 230), 255),
        ((0, 255, 0), 255),
        ((0, 128, 0), 255),
        ((60, 200, 80), 255),
        ((255, 0, 0), 64),
        ((150, 0, 0), 64),
        ((220, 40, 60), 64),
        ((0, 0, 0), 0),
        ((128, 128, 128), 0),
        ((0, 0, 255), 0),
        ((255, 255, 0), 0),
        ((255, 165, 0), 0),
        ((0, 255, 255), 0),
        ((255, 0, 255), 0),
    ],
)
def test_what_a_colour_says(tmp_path: Path, colour: tuple[int, ...], meaning: int) -> None:
    other = (255, 255, 255)
    scribble = load_scribble(drawing(tmp_path / "a.png", colour, other), blank())
    assert scribble[0, :3].tolist() == [meaning, 255, 0]


def test_a_transparent_stroke_says_nothing(tmp_path: Path) -> None:
    path = drawing(tmp_path / "a.png", (255, 0, 0, 127), (255, 0, 0, 128))
    assert load_scribble(path, blank())[0, :2].tolist() == [0, 64]


def test_a_scribble_of_another_size(tmp_path: Path) -> None:
    path = drawing(tmp_path / "a.png", (255, 0, 0))
    with pytest.raises(InvalidArgument, match=r"scribble .* has 6 × 4 pixels, the picture 60 × 40"):
        load_scribble(path, blank(60, 40))


def test_a_scribble_without_strokes(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="has no strokes"):
        load_scribble(drawing(tmp_path / "a.png"), blank())


def test_a_scribble_on_white_paper(tmp_path: Path) -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    pixels[0, 0] = (255, 0, 0)
    with pytest.raises(InvalidArgument, match="has strokes all over it"):
        load_scribble(gray_picture(tmp_path / "a.png", pixels), blank())


RAMP = np.linspace(0, 255, WIDTH * HEIGHT).astype(np.uint8).reshape(HEIGHT, WIDTH)


def test_a_rough_selection_in_gray(tmp_path: Path) -> None:
    path = gray_picture(tmp_path / "a.png", RAMP)
    np.testing.assert_array_equal(load_rough(path, WIDTH, HEIGHT), RAMP)


def test_a_rough_selection_in_gray_rgb(tmp_path: Path) -> None:
    path = gray_picture(tmp_path / "a.png", np.dstack([RAMP] * 3))
    np.testing.assert_array_equal(load_rough(path, WIDTH, HEIGHT), RAMP)


def test_a_rough_selection_of_16_bits(tmp_path: Path) -> None:
    path = gray_picture(tmp_path / "a.png", RAMP.astype(np.uint16) * 257)
    np.testing.assert_array_equal(load_rough(path, WIDTH, HEIGHT), RAMP)


def test_a_profile_does_not_change_a_rough_selection(tmp_path: Path) -> None:
    Image.fromarray(RAMP).save(tmp_path / "a.png", icc_profile=gray_profile())
    np.testing.assert_array_equal(load_rough(tmp_path / "a.png", WIDTH, HEIGHT), RAMP)


@pytest.mark.parametrize("colour", [0, 90, 255])
def test_a_shape_of_one_colour_on_nothing(tmp_path: Path, colour: int) -> None:
    pixels = np.dstack([np.full_like(RAMP, colour)] * 3 + [RAMP])
    path = gray_picture(tmp_path / "a.png", pixels)
    np.testing.assert_array_equal(load_rough(path, WIDTH, HEIGHT), RAMP)


def test_several_grays_on_nothing(tmp_path: Path) -> None:
    alpha = np.full_like(RAMP, 150)
    path = gray_picture(tmp_path / "a.png", np.dstack([RAMP, RAMP, RAMP, alpha]))
    exact = np.floor(RAMP * (150 / 255) + 0.5)
    np.testing.assert_array_equal(load_rough(path, WIDTH, HEIGHT), exact)


def test_an_opaque_alpha_says_nothing(tmp_path: Path) -> None:
    opaque = np.full_like(RAMP, 255)
    path = gray_picture(tmp_path / "a.png", np.dstack([RAMP, RAMP, RAMP, opaque]))
    np.testing.assert_array_equal(load_rough(path, WIDTH, HEIGHT), RAMP)


def test_a_rough_selection_of_another_size(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="has 6 × 4 pixels, the picture 4 × 6"):
        load_rough(gray_picture(tmp_path / "a.png", RAMP), HEIGHT, WIDTH)


def photographs() -> list[np.ndarray]:
    """One of frisket's own, and some that come with scikit-image."""
    from skimage import data

    dahlia = Path(__file__).parents[3] / "examples" / "dahlia.jpg"
    with Image.open(dahlia) as image:
        own = np.asarray(image.convert("RGB"))
    return [own, data.astronaut(), data.chelsea(), data.coffee(), data.rocket()]


@pytest.mark.parametrize("number", range(5))
def test_a_photograph_is_no_rough_selection(tmp_path: Path, number: int) -> None:
    photograph = photographs()[number]
    height, width = photograph.shape[:2]
    Image.fromarray(photograph).save(tmp_path / "a.png")
    with pytest.raises(InvalidArgument, match="is in colour, and a rough selection is white"):
        load_rough(tmp_path / "a.png", width, height)


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("gray", [False, True], ids=["colour", "gray"])
def test_a_photograph_is_no_scribble(tmp_path: Path, number: int, gray: bool) -> None:
    photograph = photographs()[number]
    height, width = photograph.shape[:2]
    image = Image.fromarray(photograph)
    (image.convert("L") if gray else image).save(tmp_path / "a.png")
    with pytest.raises(InvalidArgument, match="a picture, and not like strokes|has no strokes"):
        load_scribble(tmp_path / "a.png", blank(width, height))


def flat() -> np.ndarray:
    """A drawing on cream paper, which is as bright as a white stroke, with a dark red thing."""
    pixels = np.full((240, 320, 3), (245, 240, 225), np.uint8)
    pixels[40:120, 40:160] = (170, 20, 30)
    pixels[140:220, 180:300] = (250, 250, 250)
    return pixels


KINDS: dict[str, dict[str, object]] = {
    "png": {},
    "jpg": {"quality": 95},
    "jpeg": {"quality": 80},
    "webp": {"quality": 80},
}


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("strokes", "opacity"), [("both", 1), ("inside", 1), ("outside", 0.6)])
def test_strokes_on_a_copy_of_the_picture_alone_say_something(
    tmp_path: Path, number: int, kind: str, strokes: str, opacity: float
) -> None:
    import cv2

    under = np.ascontiguousarray([*photographs(), flat()][number])
    height, width = under.shape[:2]
    copy = under.copy()
    drawn = np.zeros((height, width), np.uint8)
    for row, colour, name in ((0.3, (0, 230, 0), "inside"), (0.7, (230, 0, 0), "outside")):
        if strokes in ("both", name):
            ends = ((width // 5, int(row * height)), (width * 4 // 5, int(row * height)))
            cv2.line(copy, *ends, colour, 9, cv2.LINE_AA)
            cv2.line(drawn, *ends, 255 if name == "inside" else 64, 9)
    copy = cv2.addWeighted(copy, opacity, under, 1 - opacity, 0)
    path = tmp_path / f"a.{kind}"
    Image.fromarray(copy).save(path, **KINDS[kind])
    read = load_scribble(path, of(under))
    core = cv2.erode(drawn, np.ones((5, 5), np.uint8))
    assert (read[core > 0] == drawn[core > 0]).mean() > 0.85
    assert np.count_nonzero(read) < 1.6 * np.count_nonzero(drawn)
    beside = cv2.dilate(drawn, np.ones((9, 9), np.uint8)) == 0
    assert np.count_nonzero(read[beside]) < 0.02 * np.count_nonzero(drawn)


def test_the_picture_itself_is_no_scribble(tmp_path: Path) -> None:
    path = gray_picture(tmp_path / "a.png", flat())
    with pytest.raises(InvalidArgument, match="is the picture itself, and no stroke that says"):
        load_scribble(path, of(flat()))


def test_strokes_on_black_in_a_white_thing_on_black_count(tmp_path: Path) -> None:
    """Where they have the colour of what is under them, they are strokes all the same."""
    under = np.zeros((240, 320, 3), np.uint8)
    under[60:180, 80:240] = 255
    strokes = np.zeros_like(under)
    strokes[70:170, 90:230] = 255
    read = load_scribble(gray_picture(tmp_path / "a.png", strokes), of(under))
    np.testing.assert_array_equal(read, strokes[..., 0])


@pytest.mark.parametrize("ground", [(0, 0, 0), (128, 128, 128), (20, 30, 90)])
def test_soft_strokes_on_any_plain_ground_stay_a_scribble(
    tmp_path: Path, ground: tuple[int, int, int]
) -> None:
    """Wide, blurred strokes, as an airbrush leaves them, saved with a JPEG's noise."""
    import cv2

    pixels = np.full((240, 320, 3), ground, np.uint8)
    for row, colour in ((60, (255, 255, 255)), (130, (0, 255, 0)), (200, (255, 0, 0))):
        cv2.line(pixels, (30, row), (290, row), colour, 18)
    blurred = cv2.GaussianBlur(pixels, (0, 0), 3)
    Image.fromarray(blurred).save(tmp_path / "a.jpg", quality=80)
    scribble = load_scribble(tmp_path / "a.jpg", blank(320, 240))
    assert [int(scribble[row, 160]) for row in (60, 130, 200, 20)] == [255, 255, 64, 0]


@pytest.mark.parametrize(("value", "why"), [(0, "all of it is black"), (127, "all of it is faint")])
def test_a_rough_selection_with_nothing_in_it(tmp_path: Path, value: int, why: str) -> None:
    path = gray_picture(tmp_path / "a.png", np.full((HEIGHT, WIDTH), value, np.uint8))
    with pytest.raises(InvalidArgument, match=f"has no selection in it: {why}"):
        load_rough(path, WIDTH, HEIGHT)


@pytest.mark.parametrize("number", range(5))
def test_what_was_cut_out_of_a_photograph_is_selected_where_it_is(
    tmp_path: Path, number: int
) -> None:
    photograph = photographs()[number]
    height, width = photograph.shape[:2]
    shape = np.zeros((height, width), np.uint8)
    shape[height // 4 : -height // 4, width // 4 : -width // 4] = 255
    Image.fromarray(np.dstack([photograph, shape])).save(tmp_path / "a.png")
    np.testing.assert_array_equal(load_rough(tmp_path / "a.png", width, height), shape)
    almost = np.full((height, width), 255, np.uint8)
    almost[0, 0] = 0
    Image.fromarray(np.dstack([photograph, almost])).save(tmp_path / "a.png")
    with pytest.raises(InvalidArgument, match="is in colour"):
        load_rough(tmp_path / "a.png", width, height)
