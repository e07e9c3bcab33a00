"""The files of models on this machine: in Hugging Face's own cache, so that they are kept once."""

from __future__ import annotations

import os
from pathlib import Path

from .registry import ModelCard


def cache() -> Path:
    """Hugging Face's cache of repositories: HF_HUB_CACHE, HF_HOME, or its default place."""
    given = os.environ.get("HF_HUB_CACHE")
    if given:
        return Path(given).expanduser()
    home = os.environ.get("HF_HOME") or Path(
        os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "huggingface"
    )
    return Path(home).expanduser() / "hub"


def folder(card: ModelCard) -> Path | None:
    """Where every file of the model lies, or None while one is missing. Opens no connection."""
    if card.path:
        place = Path(card.path)
    else:
        repository = cache() / f"models--{card.repository.replace('/', '--')}"
        revision = card.revision or _read(repository / "refs" / "main")
        place = repository / "snapshots" / revision
        if not revision:
            return None
    return place if all((place / name).is_file() for name in card.files) else None


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except OSError:
        return ""
