"""Which recipe is picked, with which models, and what is said when none will do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from frisket import installation
from frisket.journey import recipes
from frisket.journey.choosing import AUTOMATIC, GUESSED, Shelf
from frisket.journey.recipes import Recipe
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard, Role
from frisket_protocol.errors import FailedPrecondition, NotFound

BUILT_IN = ("classic", "closed_form")
PLAIN, SOFT = ("closed_form",), ("hair", "closed_form")
BOX, WORDS = frozenset({"box"}), frozenset({"words"})


def card(name: str, role: Role, parameters: int = 0, needs: tuple[str, ...] = ()) -> ModelCard:
    return ModelCard(
        name,
        role,
        name.upper(),
        "MIT",
        "",
        repository=f"a/{name}",
        parameters=parameters,
        needs=needs,
    )


CARDS = {
    each.name: each
    for each in (
        card("finder", "detect", 10),
        card("large", "segment", 100),
        card("small", "segment", 1),
        card("foreign", "segment", 1, "a_package_that_nobody_has"),
        card("hair", "matte", 50),
        *(registry.cards("installed")[name] for name in BUILT_IN),
    )
}
RECIPES = [
    Recipe(
        "words",
        "By name",
        "",
        ("words", "box"),
        ("large", "small"),
        ("hair", "closed_form"),
        ("finder",),
        rank=60,
    ),
    Recipe("light", "", "", ("box",), ("small",), ("closed_form",), rank=30, cpu_rank=70),
    Recipe(
        "classic", "", "", ("box", "points", "subject"), ("classic",), ("closed_form",), rank=10
    ),
    Recipe("odd", "", "", ("scribble",), ("foreign",), ("closed_form",)),
    Recipe("nameless", "", "", ("box",), ("nobody knows it",), ("closed_form",), rank=99),
]


def shelf(*present: str) -> Shelf:
    """The recipes where these models are there."""
    there: Collection[str] = (*BUILT_IN, *present)
    return Shelf(RECIPES, CARDS, lambda card: card.name in there)


def test_automatic_picks_the_highest_rank_that_is_ready() -> None:
    assert shelf().choose(AUTOMATIC, BOX).recipe.name == "classic"
    everything = shelf("finder", "large", "small")
    assert everything.choose(AUTOMATIC, BOX, "cuda").recipe.name == "words"


def test_without_a_gpu_a_lighter_recipe_may_be_best() -> None:
    assert shelf("finder", "large", "small").choose(AUTOMATIC, BOX, "cpu").recipe.name == "light"


def test_the_first_model_that_is_there_is_used() -> None:
    choice = shelf("finder", "large", "small").choose("words", WORDS, "cuda")
    assert (choice.detect, choice.segment, choice.matte) == ("finder", "large", "closed_form")


def test_without_a_gpu_the_lightest_is_used() -> None:
    assert shelf("finder", "large", "small").choose("words", WORDS, "cpu").segment == "small"


def test_the_detector_is_left_alone_by_prompts_that_show_the_thing() -> None:
    assert shelf("finder", "small").choose("words", BOX).detect == ""


def test_the_reason_names_the_recipe_as_lists_do_and_the_prompt() -> None:
    reason = shelf("finder", "large").choose(AUTOMATIC, WORDS, "cuda").reason
    assert reason == "By name: the best that is ready for words."


def test_a_guessed_subject_comes_with_what_would_find_it_better() -> None:
    cut = Recipe("cut", "The thing", "", ("subject", "box"), ("hair",), ("closed_form",), rank=20)
    recipes, subject = [*RECIPES, cut], frozenset({"subject"})
    bare = Shelf(recipes, CARDS, lambda card: card.name in BUILT_IN)
    advice = bare.choose(AUTOMATIC, subject).advice
    assert advice.startswith(f"{GUESSED} The recipe “The thing” finds it better. ")
    assert "pull hair" in advice
    assert not bare.choose("classic", subject).advice, "whoever chose it knows what it is"
    assert not bare.choose(AUTOMATIC, BOX).advice
    fitted = Shelf(recipes, CARDS, lambda card: card.name in (*BUILT_IN, "hair"))
    assert not fitted.choose(AUTOMATIC, subject).advice


def test_words_without_models_are_refused_with_what_to_fetch() -> None:
    with pytest.raises(
        FailedPrecondition, match=r"No recipe.* reads words.*“By name” could.*pull finder small`"
    ):
        shelf().choose(AUTOMATIC, WORDS)


def test_a_package_that_lacks_is_named_first() -> None:
    with pytest.raises(FailedPrecondition) as refused:
        shelf().choose("odd", frozenset({"scribble"}))
    (lacking,) = [card for card in CARDS.values() if card.lacks]
    assert refused.value.hint == installation.here().to_make_ready(lacking.lacks, [lacking.name])


def test_a_named_recipe_that_cannot_is_refused_with_one_that_can() -> None:
    with pytest.raises(FailedPrecondition, match="The recipe “By name” can"):
        shelf("finder", "small").choose("classic", WORDS)


def test_a_named_recipe_that_is_not_ready_says_what_it_lacks() -> None:
    with pytest.raises(FailedPrecondition, match="“By name” is not ready.*pull finder small"):
        shelf().choose("words", WORDS)


def test_prompts_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(FailedPrecondition, match="words, a box and clicks together"):
        shelf("finder", "small").choose("words", frozenset({"box", "points", "words"}))


def test_an_unknown_recipe_is_not_found() -> None:
    with pytest.raises(NotFound, match="There are: automatic, words, light, classic, odd"):
        shelf().choose("none", BOX)


def test_clients_see_automatic_first_then_what_is_ready() -> None:
    infos = shelf().infos()
    assert [info.name for info in infos] == ["automatic", "classic", "light", "words", "odd"]
    assert infos[0].understands == ("box", "points", "subject")
    assert [info.ready for info in infos] == [True, True, False, False, False]


def test_what_a_recipe_lacks_is_told_with_it() -> None:
    words = next(info for info in shelf("large").infos() if info.name == "words")
    assert words.models == ("finder", "large", "closed_form")
    bare = next(info for info in shelf().infos() if info.name == "words")
    assert bare.models == ("finder", "small", "closed_form")
    assert words.missing == installation.here().to_make_ready((), ["finder"])


def test_a_model_that_serves_two_roles_is_fetched_once() -> None:
    both = replace(CARDS["hair"], download_bytes=7)
    recipe = Recipe("both", "", "", ("subject",), ("hair",), ("hair",))
    cards = {**CARDS, "hair": both}
    (_, _, info) = Shelf([RECIPES[2], recipe], cards, lambda card: card.name in BUILT_IN).infos()
    assert (info.lacks_models, info.fetch_bytes) == (("hair",), 7)
    assert info.missing.count("hair") == 1


def test_a_model_that_nobody_publishes_has_to_be_imported() -> None:
    faces = Recipe("face", "", "", ("words",), ("small",), ("closed_form",), ("yolo-face",))
    (_, _, info) = Shelf([RECIPES[2], faces], CARDS, lambda card: True).infos()
    assert info.missing.endswith("frisket models import FILE --name yolo-face`.")


def mine(name: str, builder: str = "frisket.models.detect.yolo:DetectYolo") -> ModelCard:
    """A detector that was imported."""
    return ModelCard(name, "detect", name.upper(), "MIT", builder, path="/somewhere")


COINS = [mine("yolo-hand"), mine("coins"), mine("yolo-face")]
FACES = Recipe(
    "face", "", "", ("words",), ("small",), ("closed_form",), ("yolo-face", "yolo-hand"), rank=5
)


def test_every_detector_of_ones_own_joins_a_recipe_of_names() -> None:
    cards = CARDS | {each.name: each for each in COINS}
    every = Shelf([FACES], cards, lambda card: True).choose("face", WORDS)
    assert (every.detect, every.joined) == ("yolo-face", ("yolo-hand", "coins"))
    assert every.reason.startswith("face (with YOLO-FACE + YOLO-HAND + COINS), as")


def test_a_detector_that_no_recipe_names_makes_one_ready() -> None:
    cards = CARDS | {"coins": mine("coins")}
    shelf = Shelf([RECIPES[2], FACES], cards, lambda card: True)
    assert shelf.choose(AUTOMATIC, WORDS).detect == "coins"
    info = next(info for info in shelf.infos() if info.name == "face")
    assert (info.ready, info.models) == (True, ("coins", "small", "closed_form"))


def test_a_published_detector_goes_before_ones_own_and_none_joins_one_that_reads_words() -> None:
    published = replace(mine("rf"), path="", repository="a/rf", builder=COINS[0].builder)
    cards = CARDS | {"rf": published, "coins": mine("coins"), "free": mine("free", "x.y:Z")}
    things = replace(FACES, name="things", detect=("rf",))
    shelf = Shelf([things, *RECIPES], cards, lambda card: True)
    chosen = shelf.choose("things", WORDS)
    assert (chosen.detect, chosen.joined) == ("rf", ("coins",))
    assert shelf.choose("words", WORDS).joined == ()


def test_the_best_matting_model_makes_the_edges() -> None:
    cards = registry.cards("installed")
    every = recipes.load()
    assert Shelf(every, cards, lambda card: not card.has_files).matter() == "closed_form"
    assert Shelf(every, cards, lambda card: True).matter() == "birefnet-dynamic-matting"


# --- the same model on two runtimes ---


def sibling(name: str, parameters: int, needs: tuple[str, ...], path: str = "") -> ModelCard:
    builder = "frisket.models.x:Graph" if "onnxruntime" in needs else "frisket.models.x:Torch"
    return replace(card(name, "segment", parameters, needs), builder=builder, path=path)


BOTH = Recipe("both", "Both", "", ("box",), ("torch", "graph"), ("closed_form",), rank=5)


def two_runtimes(*there: str, mine: str = "") -> Shelf:
    every = {
        "torch": sibling("torch", 9, ("numpy",)),
        "graph": sibling("graph", 9, ("onnxruntime",)),
        "mine": sibling("mine", 3, ("onnxruntime",), path="/somewhere"),
        "closed_form": registry.cards("installed")["closed_form"],
    }
    return Shelf([BOTH], every, lambda one: one.name in (*there, "closed_form", mine))


def test_without_a_gpu_the_graph_of_a_model_is_preferred_and_with_one_torchs() -> None:
    shelf = two_runtimes("torch", "graph")
    assert shelf.choose(AUTOMATIC, BOX, "cpu").segment == "graph"
    assert shelf.choose(AUTOMATIC, BOX, "cuda").segment == "torch"
    assert two_runtimes("torch").choose(AUTOMATIC, BOX, "cpu").segment == "torch"
    assert two_runtimes("graph").choose(AUTOMATIC, BOX, "cuda").segment == "graph"


def test_a_graph_of_ones_own_serves_where_one_of_its_kind_does() -> None:
    shelf = two_runtimes(mine="mine")
    assert shelf.choose(AUTOMATIC, BOX, "cpu").segment == "mine"
    assert [info.ready for info in shelf.infos("cpu")] == [True, True]


@pytest.mark.parametrize(
    ("like", "recipe"),
    [
        ("sam2.1-tiny", "click"),
        ("edgetam", "click-light"),
        ("grounding-dino-tiny", "words"),
        ("sam-hq-base", "words-hq"),
        ("sam-base", "face"),
        ("florence2-base", "words-complex"),
        ("sam3", "concept"),
        ("birefnet-lite", "subject"),
    ],
)
def test_a_model_of_ones_own_serves_in_each_recipe_that_has_one_of_its_family(
    like: str, recipe: str
) -> None:
    """Also one of PyTorch's, as a person imports it: nothing has to be written for that."""
    cards = registry.cards("installed")
    mine = replace(cards[like], name="mine", repository="", path="/somewhere")
    shelf = Shelf(recipes.load(), cards | {"mine": mine}, lambda one: one.name in ("mine", like))
    assert recipe in shelf.taking("mine")
    assert set(shelf.taking("mine")) <= set(shelf.taking(like))


def test_for_a_graph_alone_torch_is_not_asked_for_its_devices() -> None:
    assert not two_runtimes("graph").needs_device
    assert two_runtimes("torch").needs_device


def test_clicks_correct_what_a_recipe_finds_from_a_box_and_are_nothing_to_it_alone() -> None:
    recipe = replace(BOTH, corrects=("points", "scribble"))
    assert recipe.serves(frozenset({"box", "points"}))
    assert recipe.serves(frozenset({"box", "points", "scribble"}))
    assert not recipe.serves(frozenset({"points"}))
    assert not recipe.serves(frozenset({"points", "scribble"}))
