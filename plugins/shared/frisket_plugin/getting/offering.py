"""What a recipe lacks, in words and bytes, and what each model of it asks of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import ModelInfo, RecipeInfo
from frisket_protocol.requests import Models

from .. import said
from ..setup.making import Amount
from ..texts import sized, t

FREE_LICENCES = frozenset({"apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause"})
"""Licences that ask nothing of whoever uses a model."""
LIGHT_BYTES, PACKAGES_BYTES = 40_000_000, 3_100_000_000
"""What ONNX Runtime, and PyTorch and its kin, are at most, where it was not found out: measured,
PyTorch with CUDA."""
LIGHT = frozenset({"onnxruntime", "tokenizers", "huggingface_hub"})
"""What the extra of that name brings."""
UNPACKED = 2
"""How many times as much PyTorch and its kin take on the disk, about."""
SPARE_BYTES = 256 << 20
"""What the agent leaves free on the disk beside a model."""


@dataclass(frozen=True)
class Part:
    """A model that is to be fetched. size: bytes. page: where a person reads about it.

    accept: its licence has to be agreed to, by its name. gate: how its publisher lets people in;
    that needs a token.
    """

    name: str
    title: str
    size: int
    licence: str
    accept: bool = False
    gate: str = ""
    page: str = ""

    @property
    def sentence(self) -> str:
        """What it is, how large, and under which licence."""
        told = t("getting.model", title=self.title, size=sized(self.size), licence=self.licence)
        return f"{told} {said.sentence(self.gate)}".strip()


@dataclass(frozen=True)
class Offer:
    """What would be fetched to make a recipe ready.

    extra: of the agent's wheel, which brings the Python packages that are lacking; "" for none.
    amount: what those are, once it was found out. free: bytes on the disk that models go to, which
    is that of `folder`; None where nobody knows. missing: what the agent itself says of it.
    will_do: whether the recipe is ready with it, and lacks nothing that nobody can fetch.
    is_smallest: nobody chose it; it is the smallest that reads words.
    """

    recipe: str
    title: str
    parts: tuple[Part, ...] = ()
    extra: str = ""
    amount: Amount | None = None
    folder: str = ""
    free: int | None = None
    missing: str = ""
    will_do: bool = True
    is_smallest: bool = False

    @property
    def model_bytes(self) -> int:
        return sum(part.size for part in self.parts)

    @property
    def fetch_bytes(self) -> int:
        """All of it; what nobody has found out is taken to be the most that it can be."""
        packages = self.amount.fetch if self.extra and self.amount else bytes_of(self.extra)
        return self.model_bytes + packages

    @property
    def room_bytes(self) -> int:
        """What all of it takes on the disk in the end: packages are unpacked."""
        packages = UNPACKED * bytes_of(self.extra)
        if self.amount:  # the files that were fetched go once they are unpacked
            packages = max(0, self.amount.room - self.amount.fetch)
        return self.model_bytes + packages

    @property
    def sentence(self) -> str:
        """What it lacks, how much that is, and where it goes."""
        lacks = "getting.lacks.smallest" if self.is_smallest else "getting.lacks"
        told = [t(lacks, title=self.title)]
        if self.extra == "light" and self.fetch_bytes > self.model_bytes:
            size = self.fetch_bytes - self.model_bytes
            told.append(t("getting.packages.light", size=sized(size)))
        elif self.extra and self.amount and self.amount.fetch:
            told.append(t("getting.packages", size=sized(self.amount.fetch)))
        elif self.extra and not self.amount:
            told.append(t("getting.packages.about", size=sized(PACKAGES_BYTES)))
        told += [part.sentence for part in self.parts]
        if self.fetch_bytes:
            total = "getting.total.about" if self.extra and not self.amount else "getting.total"
            told.append(t(total, size=sized(self.fetch_bytes), room=sized(self.room_bytes)))
        if self.parts and self.folder:
            told.append(t("getting.folder", folder=self.folder, free=sized(self.free or 0)))
        if self.amount and self.amount.note:
            told.append(self.amount.note)
        return "\n".join(told)

    @property
    def not_ready(self) -> str:
        """That it is not ready, for where the rest of it is not to be told."""
        return t("getting.not_ready", title=self.title)

    @property
    def to_accept(self) -> tuple[Part, ...]:
        """Models whose licence a person has to agree to."""
        return tuple(part for part in self.parts if part.accept)

    @property
    def to_ask_for(self) -> tuple[Part, ...]:
        """Models whose publisher lets people in one by one: a token has to be entered."""
        return tuple(part for part in self.parts if part.gate)

    @property
    def lacking_bytes(self) -> int:
        """Bytes that the disk would have to have free besides; 0 when there is room."""
        models = self.model_bytes + SPARE_BYTES if self.parts else 0
        packages = self.amount.room if self.amount else 0
        free, free_there = self.free, self.amount.free if self.amount else None
        if free is not None and free_there is not None and _is_one_disk(free, free_there):
            return max(0, models + packages - min(free, free_there))
        lacking = [
            needed - had
            for needed, had in ((models, free), (packages, free_there))
            if had is not None
        ]
        return max(0, *lacking) if lacking else 0

    @property
    def no_room(self) -> str:
        """A sentence when the disk has too little room; "" when it has enough."""
        lacking = self.lacking_bytes
        return t("getting.no_room", lacking=sized(lacking)) if lacking else ""


def offer(recipe: RecipeInfo, models: Models) -> Offer:
    """What `recipe` lacks, as the agent tells it. Nothing is asked or fetched."""
    known = {info.name: info for info in models.models}
    parts = tuple(_part(known[name]) for name in recipe.lacks_models if name in known)
    is_known = bool(models.folder)
    return Offer(
        recipe.name,
        said.sentence(recipe.title),
        parts,
        extra_for(recipe.lacks_packages),
        folder=models.folder,
        free=models.free_bytes if is_known else None,
        missing=recipe.missing,
        will_do=_will_do(recipe, known),
    )


def wanted(recipes: Sequence[RecipeInfo], models: Models, chosen: str, kind: str) -> Offer | None:
    """What the recipe that is chosen lacks; where none is, the smallest for this kind of prompt.

    None where nothing is lacking, and where nothing can be got.
    """
    named = next((one for one in recipes if one.name == chosen != AUTOMATIC), None)
    found = named or smallest(recipes, models, kind)
    if found is None or found.ready:
        return None
    return replace(offer(found, models), is_smallest=named is None and kind == "words")


def fetch_bytes(recipe: RecipeInfo) -> int:
    """At most, for it to be ready; 0 where nothing would make it so."""
    return recipe.fetch_bytes + bytes_of(extra_for(recipe.lacks_packages))


def offer_of(info: ModelInfo, models: Models) -> Offer:
    """What a single model lacks. It is called as a recipe would be, by its own name."""
    parts = () if info.kept_bytes else (_part(info),)
    return Offer(
        f"model {info.name}",
        said.sentence(info.title),
        parts,
        extra_for(info.packages),
        folder=models.folder,
        free=models.free_bytes if models.folder else None,
        missing=info.missing,
        will_do=bool(parts or info.packages),
    )


def measured(given: Offer, amount: Amount) -> Offer:
    """The same, now that it is known what its packages are."""
    return replace(given, amount=amount)


def extra_for(packages: Sequence[str]) -> str:
    """The extra of the agent's wheel that brings these packages; "" for none."""
    if not packages:
        return ""
    if LIGHT.issuperset(packages):
        return "light"
    return "all" if not {"ultralytics", "onnxruntime"}.isdisjoint(packages) else "models"


def bytes_of(extra: str) -> int:
    """What the packages of an extra are at most; 0 for none."""
    return {"": 0, "light": LIGHT_BYTES}.get(extra, PACKAGES_BYTES)


def smallest(recipes: Sequence[RecipeInfo], models: Models, kind: str) -> RecipeInfo | None:
    """The recipe for this kind of prompt that needs least to be ready, all of it freely licensed.

    kind: "words", for instance. None where one is ready already, and where none can be had. A
    recipe that understands nothing but words knows a list of things, and comes after the others.
    """
    fitting = [one for one in recipes if kind in one.understands and one.name != "automatic"]
    if any(one.ready for one in fitting):
        return None
    known = {info.name: info for info in models.models}
    free = [one for one in fitting if _can_be_had(one, known)]

    def cost(one: RecipeInfo) -> tuple[bool, int, str]:
        return "points" not in one.understands, fetch_bytes(one), one.name

    return min(free, key=cost, default=None)


def _can_be_had(recipe: RecipeInfo, known: dict[str, ModelInfo]) -> bool:
    """Whether fetching what it lacks makes it ready, and all of that is freely licensed."""
    lacking = [known.get(name) for name in recipe.lacks_models]
    is_all_free = all(info is not None and is_free(info) for info in lacking)
    return is_all_free and _will_do(recipe, known)


def _will_do(recipe: RecipeInfo, known: dict[str, ModelInfo]) -> bool:
    """Whether fetching what it lacks makes it ready.

    A model of a person's own that is not there cannot be fetched by anybody.
    """
    for name in recipe.models:
        info = known.get(name)
        is_there = info is not None and (info.installed or info.kept_bytes > 0)
        if not is_there and name not in recipe.lacks_models:
            return False
    return bool(recipe.lacks_models or recipe.lacks_packages)


def is_free(info: ModelInfo) -> bool:
    """Whether nothing is asked of whoever uses it."""
    return info.licence.casefold() in FREE_LICENCES and not info.accept and not info.gate


def _part(info: ModelInfo) -> Part:
    return Part(
        info.name,
        info.title,
        info.download_bytes,
        info.licence,
        info.accept,
        info.gate,
        info.page,
    )


def _is_one_disk(one: int, other: int) -> bool:
    """Whether two counts of free bytes, taken moments apart, are of the same disk."""
    return abs(one - other) <= 0.01 * max(one, other)
