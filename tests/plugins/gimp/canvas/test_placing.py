"""Masks that move between layer and image, and their names and colours."""

from __future__ import annotations

from frisket_gimp.canvas import placing
from frisket_protocol import Box, Mask


def test_a_mask_moves_with_its_layer_and_is_cut_off() -> None:
    mask = Mask(Box(0, 0, 2, 2), bytes([1, 2, 3, 4]), foreground=bytes(range(12)))
    placed = placing.placed(mask, (-1, 5), (0, 0), (10, 10))
    assert placed is not None
    assert placed.box == Box(0, 5, 1, 7)
    assert placed.data == bytes([2, 4])
    assert placed.foreground == bytes([3, 4, 5, 9, 10, 11])


def test_what_is_outside_is_nothing() -> None:
    mask = Mask(Box(0, 0, 2, 2), b"\xff" * 4)
    assert placing.placed(mask, (10, 0), (0, 0), (10, 10)) is None
    assert placing.placed(Mask(Box(0, 0, 1, 1), b"\0"), (0, 0), (0, 0), (9, 9)) is None


def test_names_are_numbered_where_they_repeat() -> None:
    box = Box(0, 0, 1, 1)
    masks = [Mask(box, b"1", label=label) for label in ("dog", "cat", "dog", "")]
    assert placing.names(masks, "object") == ["dog 1", "cat", "dog 2", "object"]


def test_colours_are_put_in_where_the_mask_is_soft_and_alpha_stays() -> None:
    own, colours = bytes(range(12)), bytes(range(100, 112))
    spliced = placing.splice(own, colours, bytes([255, 128, 0]), 4, 3)
    assert spliced == bytes([0, 1, 2, 3, 104, 105, 106, 7, 8, 9, 10, 11])
