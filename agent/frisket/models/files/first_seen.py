"""What was fetched first is what is used: commit and hashes, where no card says them.

    <data>/pins/<owner>--<name>/commit         the commit that a card without one goes by
                                <commit>.json  sha256, bytes and time of every file, when first seen
    <data>/pins/imported/<card>.json           the same for files of the user's own

A card says what two public sources agree on. All else is written down here when it is fetched, or
when it is first used, and a file that is another one later is refused. A file is read again only
when its length or its time has changed; `frisket models verify` reads all of them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from frisket import installation
from frisket_protocol.errors import DataLoss
from frisket_protocol.folders import data_folder

from . import blobs
from .cards import ModelCard


@dataclass(frozen=True)
class Seen:
    """A file as it was. modified: nanoseconds since 1970."""

    sha256: str
    bytes: int
    modified: int


def check(card: ModelCard, place: Path) -> None:
    """Compare the files of a model with its card and with what was first seen, and write that down.

    place: the folder that they lie in. Raises DataLoss (hash), which says what has changed and what
    to do; OSError when a file cannot be read.
    """
    seen = _read(card, place)
    now: dict[str, Seen] = {}
    for name, digest in card.files.items():
        file = place / name
        status = file.stat()
        before = seen.get(name)
        is_same = before is not None and (before.bytes, before.modified) == (
            status.st_size,
            status.st_mtime_ns,
        )
        sha256 = before.sha256 if before and is_same else blobs.sha256(file, lambda _: None)
        expected = digest or (before.sha256 if before else blobs.announced(file))
        if (expected and sha256 != expected) or not (before or blobs.is_as_tagged(file)):
            raise _changed(card, name, expected, sha256, is_pinned=bool(digest))
        now[name] = Seen(sha256, status.st_size, status.st_mtime_ns)
    if now != {name: seen.get(name) for name in now}:
        _write(_record(card, place), json.dumps({k: asdict(v) for k, v in (seen | now).items()}))
    if card.repository and not card.revision and not commit(card):
        keep_commit(card, place.name)


def digest(card: ModelCard, place: Path, name: str) -> str:
    """The sha256 of a file when it was first seen; "" for one that never was."""
    seen = _read(card, place).get(name)
    return seen.sha256 if seen else ""


def commit(card: ModelCard) -> str:
    """The commit at which the card's repository was first fetched; "" when it never was."""
    try:
        return (_folder(card) / "commit").read_text("utf-8").strip()
    except OSError:
        return ""


def keep_commit(card: ModelCard, commit: str) -> None:
    """Write down the commit that the card goes by from now on."""
    _write(_folder(card) / "commit", commit)


def forget(card: ModelCard) -> None:
    """Forget the files of an imported model. Those of a repository are kept to."""
    (_folder(card) / f"{card.name}.json").unlink(missing_ok=True)


def _folder(card: ModelCard) -> Path:
    return data_folder() / "pins" / (card.repository.replace("/", "--") or "imported")


def _record(card: ModelCard, place: Path) -> Path:
    return _folder(card) / f"{place.name if card.repository else card.name}.json"


def _read(card: ModelCard, place: Path) -> dict[str, Seen]:
    try:
        known = json.loads(_record(card, place).read_text("utf-8"))
        return {str(name): Seen(**values) for name, values in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(file: Path, text: str) -> None:
    """Where the user's data cannot be written, nothing is remembered, and all is read each time."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(file.name + ".part")
        beside.write_text(text, "utf-8")
        beside.replace(file)
    except OSError:
        return


def _changed(card: ModelCard, name: str, expected: str, found: str, *, is_pinned: bool) -> DataLoss:
    former = "the one that its card names" if is_pinned else "the one that was there first"
    frisket = installation.here().frisket
    remove = frisket("models", "remove", card.name)
    bring = frisket("models", "import", "FILE")
    return DataLoss(
        f"{name} of {card.name} is not {former}: its sha256 is {found[:12]}…"
        + (f", not {expected[:12]}…." if expected else ", which is not what was announced."),
        detail="hash",
        hint=f"{remove}, then {frisket('models', 'pull', card.name)} fetches it anew. If you have "
        f"changed it yourself, import its folder as a model of your own with {bring}."
        if card.repository
        else f"If you have changed it yourself, run {remove}, then import it again with {bring}.",
    )
