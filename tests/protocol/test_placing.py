"""A prompt that lies beside the layer is refused before anything is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket_protocol import placing
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Exemplar, Prompt, Size
from frisket_protocol.raster import Box, Point

LAYER = Size(640, 427)
ANY = st.floats(-5000, 5000)


@given(ANY, ANY, st.booleans())
def test_a_click_on_the_object_lies_on_the_layer(x: float, y: float, is_inside: bool) -> None:
    prompt = Prompt(points=(Point(x, y, is_inside),))
    if not is_inside or (0 <= x <= 640 and 0 <= y <= 427):
        placing.check(prompt, LAYER)
        return
    with pytest.raises(InvalidArgument, match=r"The click .* outside of the layer, 640 × 427 pix"):
        placing.check(prompt, LAYER)


@given(ANY, ANY, st.floats(1, 900), st.floats(1, 900), st.booleans())
def test_a_box_meets_the_layer(x: float, y: float, w: float, h: float, is_example: bool) -> None:
    box = Box(x, y, x + w, y + h)
    prompt = Prompt(exemplars=(Exemplar(box),)) if is_example else Prompt(boxes=(box,))
    if min(x + w, 640) > max(x, 0) and min(y + h, 427) > max(y, 0):
        placing.check(prompt, LAYER)
        return
    with pytest.raises(InvalidArgument, match=r"The box .* outside of the layer, 640 × 427 pixels"):
        placing.check(prompt, LAYER)
