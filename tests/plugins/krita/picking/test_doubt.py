"""What fails while Krita changes from one view to another is believed after a second."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket_krita.picking.doubt import LOOKS, SECONDS, Doubt


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 3)), max_size=40))
def test_only_what_failed_in_every_look_for_a_second_is_believed(
    looks: list[tuple[bool, float]],
) -> None:
    now, failing = 0.0, list[float]()
    doubt = Doubt(lambda: now)
    for fails, passed in looks:
        now += passed
        if not fails:
            doubt.ends()
            failing.clear()
        else:
            failing.append(now)
            is_long = now - failing[0] >= SECONDS and len(failing) >= LOOKS
            assert doubt.fails() == is_long
        assert doubt.is_there == bool(failing)
