"""The first minute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket_plugin import settings
from frisket_plugin.getting.tips import Deed, Tips
from frisket_plugin.settings import Settings


def shown(tips: Tips) -> str:
    return tips.now.name if tips.now else ""


@pytest.mark.parametrize("has_words", [True, False])
def test_three_steps_each_done_by_doing_it(has_words: bool) -> None:
    kept: list[bool] = []
    tips = Tips(True, lambda: kept.append(True), has_words)
    second: Deed = "words" if has_words else "click"
    seen = []
    for deed in ("click", second, "take"):
        assert tips.now is not None
        seen.append((tips.now.control, tips.now.number))
        assert tips.now.sentence.startswith(f"{tips.now.number} of 3: ")
        assert not kept
        tips.asks()
        tips.did(deed)
    assert seen == [("pick", 1), ("words" if has_words else "pick", 2), ("take", 3)]
    assert tips.now is None
    assert kept == [True]


def test_dismissed_is_for_good() -> None:
    kept: list[bool] = []
    tips = Tips(True, lambda: kept.append(True))
    tips.dismiss()
    tips.dismiss()
    tips.did("click")
    assert tips.now is None
    assert kept == [True]
    assert Tips(False, lambda: None).now is None


def test_a_model_for_words_that_comes_meanwhile_is_pointed_at() -> None:
    tips = Tips(True, lambda: None)
    tips.did("click")
    assert shown(tips) == "second_click"
    tips.learn(True)
    assert shown(tips) == "words"


def test_what_words_find_and_take_in_one_go_leaves_the_third_step_to_be_read() -> None:
    tips = Tips(True, lambda: None, has_words=True)
    tips.asks()
    tips.did("click")
    tips.asks()
    tips.did("words")
    tips.did("take")
    assert shown(tips) == "take"
    tips.asks()
    tips.did("take")
    assert tips.now is None


@given(st.lists(st.sampled_from(["click", "words", "take", "learn", "forget"])))
def test_steps_never_go_back_and_end_with_the_mask(deeds: list[str]) -> None:
    kept: list[bool] = []
    tips = Tips(True, lambda: kept.append(True))
    at = 1
    for deed in deeds:
        if deed in ("learn", "forget"):
            tips.learn(deed == "learn")
        else:
            tips.asks()
            tips.did(deed)  # type: ignore[arg-type]
        number = tips.now.number if tips.now else 4
        assert number >= at
        at = number
    assert (tips.now is None) == ("take" in deeds) == bool(kept)
    assert len(kept) <= 1


def test_the_settings_remember_it() -> None:
    assert settings.load("krita").tips
    assert settings.load("krita").starts_agent
    settings.save("krita", Settings(tips=False, starts_agent=False))
    assert not settings.load("krita").tips
    assert not settings.load("krita").starts_agent
    assert settings.load("gimp").tips


@given(st.lists(st.lists(st.sampled_from(["click", "words", "take"])), max_size=8), st.booleans())
def test_no_step_comes_and_goes_by_one_and_the_same_act(
    acts: list[list[Deed]], has_words: bool
) -> None:
    tips = Tips(True, lambda: None, has_words)
    for act in acts:
        tips.asks()
        before, has_come = shown(tips), False
        for deed in act:
            tips.did(deed)
            has_come = has_come or shown(tips) not in (before, "")
        assert not has_come or shown(tips), "what came by this act is still to be read"
