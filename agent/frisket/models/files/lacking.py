"""What has to be installed before a model can be fetched and used, and how both are got."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable

from frisket import installation

from .cards import ModelCard

FETCHES = "huggingface_hub"
"""The package that fetches; every extra with which models run brings it."""


def can_fetch() -> bool:
    """Whether models can be fetched at all."""
    return importlib.util.find_spec(FETCHES) is not None


def packages(cards: Iterable[ModelCard]) -> tuple[str, ...]:
    """What is not installed of what these models need, to be fetched and to run."""
    every = list(cards)
    fetches = [FETCHES] if any(card.repository for card in every) and not can_fetch() else []
    return tuple(dict.fromkeys([*(name for card in every for name in card.lacks), *fetches]))


def to_fetch(card: ModelCard, *options: str) -> str:
    """How to get a model, with what it lacks."""
    if not card.repository:
        return f"Import it again with {installation.here().frisket('models', 'import', 'FILE')}."
    return installation.here().to_fetch(card.name, *options, lacking=packages([card]))


def to_install(*cards: ModelCard) -> str:
    """How to install what these models lack, and what fetches models."""
    wanted = [*packages(cards), *([] if can_fetch() else [FETCHES])]
    return installation.here().to_install(*installation.extras_for(wanted))
