"""What is laid behind a cut-out: any text is a colour, a picture or a sentence."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frisket.pictures import ground
from frisket_protocol.errors import InvalidArgument

PART = st.integers(-5, 999).map(str) | st.floats(-9, 999).map(str) | st.sampled_from(["", "1e9"])
GAP = st.sampled_from([",", ", ", " ", " / "])
LIST = st.lists(st.tuples(PART, st.sampled_from(["", "%", " %"])), max_size=5)


@st.composite
def colours(draw: st.DrawFn) -> str:
    """Texts that look like colours of CSS, and mostly are none."""
    if draw(st.booleans()):
        return "#" + draw(st.text("0123456789abcdefgG ", max_size=10))
    name = draw(st.sampled_from(["rgb", "rgba", "hsl", "hsla", "hsv", "hsb", "RGB", "hwb", ""]))
    parts = [number + unit for number, unit in draw(LIST)]
    return f"{name}({draw(GAP).join(parts)})"


@given(colours() | st.text(st.characters(exclude_characters="."), max_size=30))
@example("rgb(300,0,0)")
@example("rgb(101%,0%,0%)")
@example("hsv(0,100%,101%)")
@example("rgba(0,0,0,256)")
@example("x" * 5000)
@example("\0")
def test_any_text_is_a_colour_or_a_sentence(text: str) -> None:
    refused: InvalidArgument | None = None
    try:
        assert ground(text).rgb.shape == (1, 1, 3)
    except InvalidArgument as error:
        refused = error
    if refused is not None:
        assert refused.message.endswith(".")
        assert refused.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("white", (255, 255, 255)),
        (" white\n", (255, 255, 255)),
        ("#3060a0", (48, 96, 160)),
        ("rgb(48, 96, 160)", (48, 96, 160)),
        ("rgb(100%, 0%, 50%)", (255, 0, 128)),
        ("hsl(120, 100%, 50%)", (0, 255, 0)),
        ("#3060a0ff", (48, 96, 160)),
    ],
)
def test_a_colour_is_what_css_means(text: str, expected: tuple[int, int, int]) -> None:
    assert tuple(ground(text).rgb[0, 0].tolist()) == expected


@pytest.mark.parametrize("text", ["rgb(300,0,0)", "rgb(0,256,0)", "rgb(0%,0%,101%)"])
def test_a_colour_that_is_none_is_wrong_usage(text: str) -> None:
    with pytest.raises(InvalidArgument, match="beyond") as refused:
        ground(text)
    assert refused.value.detail == "usage"
