"""What `frisket doctor` says of models: what can be built here, and where their files lie."""

from __future__ import annotations

from importlib.util import find_spec

from frisket.models.files import hub, registry, weights

EXTRAS = {
    "models": ("torch", "torchvision", "transformers", "huggingface_hub", "safetensors", "timm"),
    "yolo": ("ultralytics",),
}
"""The extras of frisket, `pip install 'frisket[models]'`, and what each brings."""


def of_models() -> dict[str, str]:
    """The findings by name, in the order in which they are shown."""
    mine, complaints = registry.own()
    cards = {card.name: card for card in (*registry.published(), *mine)}
    here = [card.name for card in cards.values() if weights.installed(card)]
    return {
        **{f"frisket[{extra}]": _state(names) for extra, names in EXTRAS.items()},
        "model cache": f"{weights.cache()}{', offline' if hub.is_offline() else ''}",
        "models here": ", ".join(here) or "none but those that are built in",
        "own cards": " ".join([f"{len(mine)} in {registry.own_card('').parent}.", *complaints]),
    }


def _state(names: tuple[str, ...]) -> str:
    missing = [name for name in names if find_spec(name) is None]
    return f"not installed: {', '.join(missing)}" if missing else "installed"
