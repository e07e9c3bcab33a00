"""What an index offers, by its page in JSON (PEP 691) or in HTML (PEP 503), and what of it fits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

from frisket_protocol.errors import DataLoss

from ..texts import t
from . import machine
from .machine import Machine

ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"


@dataclass(frozen=True)
class Offer:
    """One file of an index. size: in bytes, 0 where the index does not say. sha256: "" likewise."""

    name: str
    address: str
    sha256: str = ""
    size: int = 0
    is_yanked: bool = False

    @property
    def version(self) -> tuple[int, ...]:
        """Of a wheel of a released version; empty for all that is not one."""
        parts = self.name.split("-")
        is_wheel = self.name.endswith(".whl") and len(parts) >= 5
        return numbers(parts[1]) if is_wheel and re.fullmatch(r"[\d.]+", parts[1]) else ()


def numbers(version: str) -> tuple[int, ...]:
    """A released version to compare with others, without zeros at its end."""
    found = [int(part) for part in re.findall(r"\d+", version)]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def best(offers: Iterable[Offer], on: Machine) -> Offer | None:
    """The newest wheel that runs on this machine, and of several the one that fits it best."""
    fitting = [
        ((offer.version, rank), offer)
        for offer in offers
        if offer.version and not offer.is_yanked
        if (rank := machine.rank(offer.name[:-4].split("-")[-1], on)) is not None
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def read(page: bytes, address: str) -> list[Offer]:
    """The files that an index's page for one project names; `address` is where it came from.

    An index may answer in another form than it was asked for, and may say so wrongly.
    Raises DataLoss for a page that is of neither kind, such as a hotel's that asks for a password.
    """
    text = page.decode("utf-8", "replace")
    try:
        found = _from_json(text, address) if text.lstrip().startswith("{") else _from_html(text)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise no_index(address) from error
    if not found:
        raise no_index(address)
    return [
        Offer(one.name, urljoin(address, one.address), one.sha256, one.size, one.is_yanked)
        for one in found
    ]


def no_index(address: str) -> DataLoss:
    """The answer came, but not from a package index."""
    host = urlsplit(address).hostname or address
    return DataLoss(t("setup.no_index", host=host), detail="index", hint=t("setup.no_index.hint"))


def _from_json(text: str, address: str) -> list[Offer]:
    return [
        Offer(
            str(file["filename"]),
            str(file["url"]),
            str(file.get("hashes", {}).get("sha256", "")),
            int(file.get("size") or 0),
            bool(file.get("yanked")),
        )
        for file in json.loads(text)["files"]
    ]


def _from_html(text: str) -> list[Offer]:
    links = _Links()
    links.feed(text)
    return links.found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Offer] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address, _, fragment = (given.get("href") or "").partition("#")
        name = unquote(urlsplit(address).path.rsplit("/", 1)[-1])
        if tag != "a" or not name:
            return
        kind, _, digest = fragment.partition("=")
        sha256 = digest if kind == "sha256" else ""
        self.found.append(Offer(name, address, sha256, 0, "data-yanked" in given))
