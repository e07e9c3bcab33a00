"""What lacks names what brings it: for every card and recipe, in every way of installation."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Collection, Iterator
from itertools import combinations

import pytest

from frisket import installation
from frisket.config import Settings
from frisket.installation import BY_SIZE, EXTRAS, Installation
from frisket.journey import recipes
from frisket.models.files import hub, lacking, registry
from frisket.models.files.cards import ModelCard
from frisket.serving.agent import Agent
from installations import EVERY

CARDS = registry.published()
THERE = [
    (),
    EXTRAS["light"],
    EXTRAS["models"],
    ("huggingface_hub",),
    ("onnxruntime", "tokenizers"),
    ("torch", "torchvision", "huggingface_hub"),
]
"""What may be installed before, as a whole or by halves."""
ways = pytest.mark.parametrize("way", EVERY, ids=lambda way: f"{way.way} {way.program[0]}")


@pytest.fixture(params=THERE, ids=lambda there: "+".join(there) or "nothing")
def there(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Collection[str]:
    """A copy that has these packages alone of those that extras bring."""
    found = importlib.util.find_spec
    gone = {name for names in EXTRAS.values() for name in names} - set(request.param)
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name in gone else found(name)
    )
    given: Collection[str] = request.param
    return given


def smallest(needs: Collection[str], there: Collection[str]) -> set[str]:
    """Worked out anew, by trying all: the extras that bring what is needed, and no larger ones."""
    wanted = set(needs) - set(there)
    every = [set(one) for n in range(len(BY_SIZE) + 1) for one in combinations(BY_SIZE, n)]
    doing = [one for one in every if wanted <= {name for extra in one for name in EXTRAS[extra]}]
    return min(doing, key=lambda one: (len(one), [BY_SIZE.index(name) for name in sorted(one)]))


def named(way: Installation, hint: str) -> set[str]:
    """The extras that the commands of a hint install, less those that were there before."""
    extras = set[str]()
    for command in re.findall("`([^`]+)`", hint):
        words = shlex.split(command)
        extras |= {
            one for before, one in zip(words, words[1:], strict=False) if before == "--extra"
        }
        for inside in filter(None, (re.fullmatch(r"[\w-]+\[([\w,]+)\]", word) for word in words)):
            extras |= set(inside[1].split(","))
    return extras - set(way.had)


def wanted(cards: Collection[ModelCard], there: Collection[str]) -> set[str]:
    return smallest({"huggingface_hub", *(name for card in cards for name in card.needs)}, there)


@ways
def test_the_command_for_a_model_installs_what_it_needs_and_nothing_larger(
    way: Installation, there: Collection[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "here", lambda: way)
    for card in CARDS:
        hint = lacking.to_fetch(card)
        if way.way == "panel":
            assert "“Get”" in hint
            assert not named(way, hint)
            continue
        assert named(way, hint) == wanted([card], there) - set(way.had), f"{card.name}: {hint}"
        assert f"models pull {card.name}" in hint
        if "huggingface_hub" not in there:
            refused = hub.not_installed(card).hint
            assert named(way, refused) == wanted([card], there) - set(way.had), refused


@ways
@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_the_command_for_a_recipe_installs_what_its_models_need_and_nothing_larger(
    way: Installation, device: str, there: Collection[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "here", lambda: way)
    agent = Agent(Settings(discoverable=False))
    for info in agent.shelf.infos(device):
        if info.ready or not info.lacks_models:
            continue
        cards = [agent.cards[name] for name in info.lacks_models]
        if way.way != "panel":
            expected = wanted(cards, there) - set(way.had)
            assert named(way, info.missing) == expected, f"{info.name}: {info.missing}"
        assert set(info.lacks_models) <= set(info.models)


def test_a_recipe_that_can_do_without_pytorch_asks_for_none(there: Collection[str]) -> None:
    """On a computer without a GPU, whatever of its models is the lightest in itself."""
    agent = Agent(Settings(discoverable=False))
    infos = {info.name: info for info in agent.shelf.infos("cpu")}
    for recipe in recipes.load():
        known = [[agent.cards[n] for n in role if n in agent.cards] for role in recipe.roles]
        is_light = all(any(c.is_graph or not c.needs for c in cards) for cards in known if cards)
        if recipe.name in infos and is_light:
            assert "torch" not in infos[recipe.name].lacks_packages
        elif recipe.name in infos and recipe.name != "fake":
            assert "onnxruntime" not in infos[recipe.name].lacks_packages, "and not both"


def _light() -> Iterator[str]:
    yield from (card.name for card in CARDS if card.is_graph)


@pytest.mark.parametrize("name", list(_light()))
def test_a_model_of_onnx_runtimes_never_asks_for_pytorch(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    card = next(card for card in CARDS if card.name == name)
    for way in EVERY:
        monkeypatch.setattr(installation, "here", lambda way=way: way)
        for hint in (
            lacking.to_fetch(card),
            lacking.to_install(card),
            hub.not_installed(card).hint,
        ):
            assert not {"models", "all"} & named(way, hint), hint
