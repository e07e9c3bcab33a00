"""From a layer and a prompt to masks in layer pixels, through a real socket."""

from __future__ import annotations

import numpy as np
import pytest

from frisket_protocol import Box, Client, Finish, Frame, Operations, Point, Prompt, Size, Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition, InvalidArgument, NotFound
from frisket_protocol.parts import ImageRef
from frisket_protocol.requests import Masks, Matte, RecipesList
from pictures_of import Layer, plain, raster, whole
from running import Running

RED = (255, 0, 0)
BLUE = (0, 0, 255)
SMALL = 200, 150
LARGE = 3000, 2000


def test_a_box_on_a_small_layer_is_exact(client: Client) -> None:
    layer = Layer(plain(*SMALL))
    answer = client.open(layer).segment(Prompt(boxes=(Box(20, 30, 120, 100),)), recipe="fake")
    expected = np.zeros((150, 200), np.uint8)
    expected[30:100, 20:120] = 255
    assert answer.masks[0].box == Box(20, 30, 120, 100)
    np.testing.assert_array_equal(whole(answer.masks[0], *SMALL), expected)


def test_a_small_layer_is_read_once_and_whole(client: Client) -> None:
    layer = Layer(plain(*SMALL))
    opened = client.open(layer)
    for x in (20, 30):
        opened.segment(Prompt(boxes=(Box(x, 30, 120, 100),)), recipe="fake")
    assert layer.reads == [(Box(0, 0, 200, 150), 1.0)]


def test_a_large_layer_sends_a_preview_then_the_objects_crop(client: Client) -> None:
    layer = Layer(plain(*LARGE))
    box = Box(1000, 700, 1400, 1000)
    answer = client.open(layer).segment(Prompt(boxes=(box,)), recipe="fake")
    (whole_layer, coarse), (crop, fine) = layer.reads
    assert whole_layer == Box(0, 0, 3000, 2000)
    assert coarse == pytest.approx(3000 / 1024)
    assert fine == 1
    assert crop.width < 500
    found = answer.masks[0].box
    assert abs(found.x0 - box.x0) <= coarse
    assert abs(found.y1 - box.y1) <= coarse


def test_everything_but_a_thing_is_exact_on_a_large_layer(client: Client) -> None:
    box = Box(1000, 700, 1400, 1000)
    answer = client.open(Layer(plain(*LARGE, (box, RED)))).segment(
        Prompt("everything but the left red"), recipe="fake"
    )
    (mask,) = answer.masks
    assert answer.reading == "the whole picture; left out: leftmost 'red'"
    assert mask.box == Box(0, 0, *LARGE)
    found = whole(mask, *LARGE)
    assert found[0, 0] == found[-1, -1] == 255
    assert found[850, 1200] == 0
    assert np.count_nonzero(found < 128) == pytest.approx(400 * 300, rel=0.05)


def test_how_words_were_read_comes_with_refined_masks(client: Client) -> None:
    boxes = (Box(100, 700, 500, 1000), Box(2000, 700, 2400, 1000))
    layer = Layer(plain(*LARGE, *((box, RED) for box in boxes)))
    answer = client.open(layer).segment(Prompt("red, not the left one"), recipe="fake")
    assert answer.reading == "both 'red'; left out: leftmost 'red'"
    (mask,) = answer.masks
    assert mask.box.x0 > 1900


def test_without_fine_edges_no_crop_is_read(client: Client) -> None:
    layer = Layer(plain(*LARGE))
    prompt = Prompt(boxes=(Box(1000, 700, 1400, 1000),))
    answer = client.open(layer).segment(prompt, recipe="fake", fine=False)
    assert len(layer.reads) == 1
    assert answer.masks[0].box.width == pytest.approx(400, abs=6)


def test_words_name_objects_in_the_order_of_their_scores(client: Client) -> None:
    picture = plain(
        *SMALL, (Box(10, 10, 60, 60), RED), (Box(100, 20, 190, 140), RED), (Box(70, 0, 80, 9), BLUE)
    )
    answer = client.open(Layer(picture)).segment(Prompt("red, the blue"), recipe="fake")
    assert [(mask.label, mask.phrase, mask.object) for mask in answer.masks] == [
        ("red", "red", 0),
        ("red", "red", 1),
        ("blue", "blue", 2),
    ]
    assert answer.masks[0].box == Box(100, 20, 190, 140)


def test_masks_can_be_ordered_from_left_to_right_and_limited(client: Client) -> None:
    picture = plain(*SMALL, (Box(10, 10, 60, 60), RED), (Box(100, 20, 190, 140), RED))
    answer = client.open(Layer(picture)).segment(
        Prompt("red"), recipe="fake", order="left_to_right", limit=1
    )
    assert [mask.box for mask in answer.masks] == [Box(10, 10, 60, 60)]


def test_nothing_found_is_an_empty_answer(client: Client) -> None:
    answer = client.open(Layer(plain(*SMALL))).segment(Prompt("yellow"), recipe="fake")
    assert answer.masks == ()


def test_candidates_of_a_click_come_on_request(client: Client) -> None:
    layer = client.open(Layer(plain(*SMALL)))
    click = Prompt(points=(Point(100, 75),))
    assert len(layer.segment(click, recipe="fake").masks) == 1
    several = layer.segment(click, recipe="fake", candidates=3).masks
    assert [(mask.object, mask.candidate) for mask in several] == [(0, 0), (0, 1), (0, 2)]


def test_clicks_off_the_object_cut_it_away(client: Client) -> None:
    points = (Point(100, 75), Point(110, 75, inside=False))
    answer = client.open(Layer(plain(*SMALL))).segment(Prompt(points=points), recipe="fake")
    mask = whole(answer.masks[0], *SMALL)
    assert mask[75, 110] == 0
    assert mask[75, 85] == 255


def test_a_rough_selection_keeps_its_soft_values(client: Client) -> None:
    rough = np.zeros((150, 200), np.uint8)
    rough[40:60, 50:90] = 128
    answer = client.open(Layer(plain(*SMALL))).segment(rough=raster(rough), recipe="fake")
    np.testing.assert_array_equal(whole(answer.masks[0], *SMALL), rough)


def test_a_rough_selection_may_come_cropped_to_its_box(client: Client) -> None:
    part = np.full((20, 40), 255, np.uint8)
    answer = client.open(Layer(plain(*SMALL))).segment(
        rough=raster(part, Frame(50, 40)), recipe="fake"
    )
    assert answer.masks[0].box == Box(50, 40, 90, 60)


def test_a_scribble_says_inside_and_outside(client: Client) -> None:
    strokes = np.zeros((150, 200), np.uint8)
    strokes[50:55, 20:100] = 255
    strokes[53:60, 90:180] = 64
    answer = client.open(Layer(plain(*SMALL))).segment(scribble=raster(strokes), recipe="fake")
    mask = whole(answer.masks[0], *SMALL)
    np.testing.assert_array_equal(mask == 255, strokes == 255)


def test_thin_strokes_survive_on_the_preview_of_a_large_layer(client: Client) -> None:
    strokes = np.zeros((LARGE[1], LARGE[0]), np.uint8)
    strokes[1000:1002, 500:2500] = 255
    answer = client.open(Layer(plain(*LARGE))).segment(
        scribble=raster(strokes), recipe="fake", fine=False
    )
    assert answer.masks[0].box.width == pytest.approx(2000, abs=9)


def test_an_empty_prompt_asks_for_the_subject(client: Client) -> None:
    answer = client.open(Layer(plain(*SMALL))).segment(recipe="fake")
    assert answer.masks[0].box == Box(50, 38, 150, 112)


def test_soft_edges_are_soft(client: Client) -> None:
    answer = client.open(Layer(plain(*SMALL))).segment(
        Prompt(boxes=(Box(50, 50, 100, 100),)), recipe="fake", finish=Finish("soft")
    )
    values = np.unique(np.frombuffer(answer.masks[0].data, np.uint8))
    assert len(values) > 4


def test_operations_are_in_layer_pixels(client: Client) -> None:
    finish = Finish(operations=Operations(grow=10))
    answer = client.open(Layer(plain(*LARGE))).segment(
        Prompt(boxes=(Box(1000, 700, 1400, 1000),)), recipe="fake", finish=finish
    )
    assert answer.masks[0].box.width == pytest.approx(420, abs=6)


def test_an_inverted_mask_covers_the_rest_of_the_layer(client: Client) -> None:
    finish = Finish(operations=Operations(invert=True))
    answer = client.open(Layer(plain(*SMALL))).segment(
        Prompt(boxes=(Box(50, 50, 100, 100),)), recipe="fake", finish=finish
    )
    mask = whole(answer.masks[0], *SMALL)
    assert mask[0, 0] == 255
    assert mask[75, 75] == 0


def test_the_objects_own_colours_come_on_request(client: Client) -> None:
    picture = plain(*SMALL, (Box(50, 50, 100, 100), RED))
    answer = client.open(Layer(picture)).segment(
        Prompt("red"), recipe="fake", finish=Finish(foreground=True)
    )
    colours = answer.masks[0].foreground
    assert colours is not None
    assert bytes(colours[:3]) == bytes(RED)
    assert len(colours) == 3 * 50 * 50


def test_edit_joins_and_changes_masks_of_ones_own(client: Client) -> None:
    part = np.full((10, 10), 200, np.uint8)
    masks = [raster(part, Frame(5, 5)), raster(part, Frame(12, 5))]
    answer = client.edit(masks, Size(*SMALL), Operations(invert=True))
    edited = whole(answer.masks[0], *SMALL)
    assert edited[10, 10] == 55
    assert edited[0, 0] == 255


def test_what_ruins_a_mask_of_ones_own_is_told(client: Client) -> None:
    part = np.full((10, 10), 255, np.uint8)
    mine, layer = raster(part, Frame(5, 5)), Size(*SMALL)
    shrunk = client.edit([mine], layer, Operations(grow=-9))
    assert shrunk.notes == ("Shrinking by 9 pixels left nothing of the mask.",)
    assert client.edit([mine], layer, Operations(grow=-2)).notes == ()
    picture = Layer(plain(*SMALL)).read(Box(0, 0, *SMALL), 1.0)
    finish = Finish("hard", Operations(grow=-9))
    asked = Matte(
        ImageRef(picture.sha256, picture.frame), layer, ImageRef(mine.sha256, mine.frame), finish
    )
    replied = client.attempt(
        lambda channel: channel.ask(asked, [picture, mine], watch=Watch()), Watch()
    )
    assert isinstance(replied.result, Masks)
    assert replied.result.notes == shrunk.notes


def test_automatic_says_what_it_picked_and_why(client: Client) -> None:
    answer = client.open(Layer(plain(*SMALL))).segment(Prompt("red"))
    assert answer.recipe == "fake"
    assert "best" in answer.reason


def test_a_recipe_that_reads_no_words_names_one_that_does(client: Client) -> None:
    with pytest.raises(FailedPrecondition, match="The recipe “For tests” can") as refused:
        client.open(Layer(plain(*SMALL))).segment(Prompt("red"), recipe="classic")
    assert refused.value.wire_code == "failed_precondition.words"


def test_an_unknown_recipe_is_refused_with_the_known_ones(client: Client) -> None:
    with pytest.raises(NotFound, match=r"no-such.*classic"):
        client.open(Layer(plain(*SMALL))).segment(Prompt("red"), recipe="no-such")


def test_nonsense_operations_are_refused(client: Client) -> None:
    with pytest.raises(InvalidArgument, match="feather"):
        Operations(feather=-1)


def test_progress_names_the_stages(client: Client) -> None:
    stages: list[str] = []
    watch = Watch(lambda stage, fraction: stages.append(stage))
    picture = plain(640, 480, (Box(50, 50, 100, 100), RED))
    client.open(Layer(picture)).segment(Prompt("red"), recipe="fake", watch=watch)
    assert stages[0] == "read"


def test_a_watch_cancelled_before_does_nothing(client: Client) -> None:
    watch = Watch()
    watch.cancel()
    layer = Layer(plain(*SMALL))
    with pytest.raises(Cancelled):
        client.open(layer).segment(watch=watch)
    assert layer.reads == []


def test_what_the_agent_forgot_is_sent_again(served: Running, client: Client) -> None:
    layer = client.open(Layer(plain(310, 205)))
    layer.segment(Prompt(boxes=(Box(1, 1, 50, 50),)), recipe="fake")
    served.agent.store._images.clear()
    assert layer.segment(Prompt(boxes=(Box(1, 1, 60, 60),)), recipe="fake").masks


def test_prepare_and_lists_answer(client: Client) -> None:
    client.open(Layer(plain(*SMALL))).prepare("fake")
    listed = client.ask(RecipesList())
    assert not isinstance(listed, Masks)
    names = [recipe.name for recipe in client.welcome.recipes]
    assert names[0] == "automatic"
    assert {"fake", "classic"} <= set(names)
