"""What was done is taken back and done again, step by step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket_gimp.history import History

deeds = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["then", "instead"]), st.integers(0, 4)),
        st.tuples(st.sampled_from(["back", "forth", "halved"]), st.just(0)),
    ),
    max_size=20,
)


def lived(taken: list[tuple[str, int]]) -> History[int]:
    history = History(0)
    for deed, number in taken:
        if deed == "halved":
            history = history.each(lambda one: one // 2)
        elif deed in ("then", "instead"):
            history = getattr(history, deed)(number)
        else:
            history = getattr(history, deed)()
    return history


@given(deeds)
def test_every_step_back_and_forth_is_seen(taken: list[tuple[str, int]]) -> None:
    history = lived(taken)
    if history.past:
        assert history.back().now != history.now
        assert history.back().forth() == history
    else:
        assert history.back() == history
    if history.future:
        assert history.forth().now != history.now
        assert history.forth().back() == history
    else:
        assert history.forth() == history
    line = (*history.past, history.now, *reversed(history.future))
    assert all(one != other for one, other in zip(line, line[1:], strict=False))


@given(deeds, st.integers(0, 4))
def test_what_is_done_can_be_taken_back_and_nothing_else_comes_again(
    taken: list[tuple[str, int]], number: int
) -> None:
    history = lived(taken)
    done = history.then(number)
    assert done.now == number
    if number != history.now:
        assert done.back().now == history.now
        assert done.future == ()


def test_what_becomes_so_by_itself_is_no_step() -> None:
    history = History("a").then("b").instead("c")
    assert (history.now, history.back().now) == ("c", "a")
    assert History("a").then("b").instead("a").past == (), "or a step back would do nothing"
