"""What a recipe lacks, as the real agent tells it on a machine without any models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket.config import Settings
from frisket.serving.agent import Agent
from frisket_plugin.getting import offering
from frisket_plugin.getting.offering import PACKAGES_BYTES, SPARE_BYTES, Offer, Part
from frisket_plugin.setup.making import Amount
from frisket_protocol.parts import ModelInfo, RecipeInfo
from frisket_protocol.requests import Models, ModelsList
from running import running

MB = 1_000_000
Told = tuple[tuple[RecipeInfo, ...], Models]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Iterator[Told]:
    monkeypatch.setenv("HF_HUB_CACHE", f"{tmp_path}/hub")
    with running(agent=Agent(Settings(discoverable=False))) as agent, agent.client() as client:
        models = client.ask(ModelsList())
        assert isinstance(models, Models)
        yield client.welcome.recipes, models


def named(told: Told, name: str) -> RecipeInfo:
    return next(one for one in told[0] if one.name == name)


def test_what_is_offered_names_every_model_its_size_and_its_licence(told: Told) -> None:
    given_offer = offering.offer(named(told, "words"), told[1])
    assert given_offer.will_do
    assert given_offer.model_bytes == named(told, "words").fetch_bytes > 500 * MB
    for part in given_offer.parts:
        assert part.title in given_offer.sentence
        assert "Apache-2.0" in part.sentence
        assert part.page
        assert not part.accept
    assert told[1].folder in given_offer.sentence


def test_a_licence_that_asks_something_is_to_be_accepted_and_its_gate_is_said(told: Told) -> None:
    given_offer = offering.offer(named(told, "concept"), told[1])
    assert [part.licence for part in given_offer.to_accept] == ["SAM License"]
    info = next(one for one in told[1].models if one.name == "sam3")
    gated = offering.offer_of(info, told[1])
    assert gated.to_ask_for == gated.to_accept == gated.parts
    assert "Ask for access" in gated.sentence


def test_what_nobody_can_fetch_is_not_offered(told: Told) -> None:
    face = offering.offer(named(told, "face"), told[1])
    assert not face.will_do
    assert "models import" in face.missing


def test_the_smallest_for_words_is_free_and_knows_any_word(told: Told) -> None:
    found = offering.smallest(*told, "words")
    assert found is not None
    known = {one.name: one for one in told[1].models}
    assert all(offering.is_free(known[name]) for name in found.lacks_models)
    assert "points" in found.understands, "not one for 80 things alone"
    others = [named(told, name) for name in ("words", "words-hq", "words-complex")]
    assert found.fetch_bytes == min(one.fetch_bytes for one in others)


def test_nothing_is_offered_where_something_is_ready(told: Told) -> None:
    assert offering.smallest(*told, "box") is None, "classic understands boxes"


def recipe(name: str, *lacks: str, packages: tuple[str, ...] = (), bytes_: int = 1) -> RecipeInfo:
    return RecipeInfo(
        name,
        name,
        "",
        ("words", "points"),
        1024,
        lacks,
        False,
        "Type this.",
        lacks,
        packages,
        bytes_,
    )


def model(name: str, licence: str = "MIT", **more: object) -> ModelInfo:
    one = ModelInfo(name, "segment", name.title(), licence, False, download_bytes=MB)
    return replace(one, **more)  # type: ignore[arg-type]


LICENCES = ["MIT", "Apache-2.0", "BSD-3-Clause", "CC-BY-NC-4.0", "AGPL-3.0", "SAM License"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(LICENCES), st.booleans(), st.booleans(), st.integers(1, 9 * 10**9)
        ),
        max_size=6,
    )
)
def test_the_smallest_is_always_free_and_none_that_is_free_is_smaller(
    given_models: list[tuple[str, bool, bool, int]],
) -> None:
    models, recipes = [], []
    for index, (licence, gated, packages, size) in enumerate(given_models):
        models.append(model(f"m{index}", licence, gate="Ask." if gated else ""))
        lacking = ("torch",) if packages else ()
        recipes.append(recipe(f"r{index}", f"m{index}", packages=lacking, bytes_=size))
    found = offering.smallest(recipes, Models(tuple(models)), "words")
    costs = {
        f"r{index}": size + (PACKAGES_BYTES if packages else 0)
        for index, (licence, gated, packages, size) in enumerate(given_models)
        if licence in LICENCES[:3] and not gated
    }
    assert (found is None) == (not costs)
    assert found is None or costs[found.name] == min(costs.values())


def test_what_is_here_already_is_not_counted_up() -> None:
    lacking = recipe("r", "m", packages=("torch",))
    given_offer = offering.offer(lacking, Models((model("m"),), "/models", 10**12))
    known = offering.measured(given_offer, Amount(0, 0, 10**12))
    assert "PyTorch" not in known.sentence
    assert "In all 1.0 MB are fetched" in known.sentence


@pytest.mark.parametrize("name", ["words", "words-hq", "concept", "click"])
def test_the_recipe_that_is_chosen_is_the_one_that_is_offered(told: Told, name: str) -> None:
    found = offering.wanted(*told, name, "words")
    assert found is not None
    assert found.recipe == name
    assert not found.is_smallest


def test_where_none_is_chosen_the_offer_says_why_it_is_that_one(told: Told) -> None:
    found = offering.wanted(*told, "automatic", "words")
    assert found is not None
    assert "It is the smallest that reads words" in found.sentence
    assert "ords" in found.title, "it is for a word as well"
    assert offering.wanted(*told, "automatic", "box") is None


def test_packages_are_counted_and_found_out_before_they_are_fetched() -> None:
    lacking = recipe("r", "m", packages=("torch", "transformers"))
    given_offer = offering.offer(lacking, Models((model("m"),), "/models", 10**12))
    assert given_offer.extra == "models"
    assert given_offer.fetch_bytes == MB + PACKAGES_BYTES
    assert "up to 3.10 GB" in given_offer.sentence
    known = offering.measured(given_offer, Amount(200 * MB, 800 * MB, 10**12, "From the main one."))
    assert known.fetch_bytes == 201 * MB
    assert "run on: 200 MB" in known.sentence
    assert "In all 201 MB are fetched, which take 601 MB on the disk." in known.sentence
    assert known.sentence.endswith("From the main one.")
    assert offering.offer(recipe("y", "m", packages=("ultralytics",)), Models(())).extra == "all"


@given(st.integers(0, 10**10), st.integers(0, 10**10), st.integers(0, 10**10), st.booleans())
def test_too_little_room_is_known_before(
    models: int, packages: int, free: int, same_disk: bool
) -> None:
    part = Part("m", "M", models, "MIT")
    there = free if same_disk else 2 * free + 1
    offer = Offer("r", "R", (part,), "models", Amount(packages, packages, there), "/m", free)
    if offer.lacking_bytes:
        assert "too little room" in offer.no_room
    else:
        assert not offer.no_room
        assert free >= models + SPARE_BYTES + (packages if same_disk else 0)
        assert there >= packages


def test_an_agent_that_does_not_know_its_disk_is_not_taken_to_be_full() -> None:
    assert not offering.offer(recipe("r", "m"), Models((model("m"),))).no_room


def test_a_single_model_can_be_got_too() -> None:
    models = Models((model("m"),), "/models", 10**12)
    single = offering.offer_of(models.models[0], models)
    assert single.parts[0].name == "m"
    assert "“M” is not ready yet" in single.sentence
    there = model("m", kept_bytes=5, packages=("torch",))
    assert offering.offer_of(there, models).parts == ()
    assert offering.offer_of(there, models).extra == "models"
