"""The connection for models: opened when it is needed, and opened anew once it was dropped."""

from __future__ import annotations

from frisket_plugin.getting.line import Line, listed
from frisket_protocol.client import Client
from frisket_protocol.messages import Software, Welcome
from frisket_protocol.parts import RecipeInfo
from frisket_protocol.requests import Models, ModelsList

RECIPE = RecipeInfo("words", "Words", "", ("words",), 1024)


class Answering(Client):
    """An agent with no models; closing it fails, as where it has gone."""

    def __init__(self) -> None:
        self.asked: list[object] = []

    @property
    def welcome(self) -> Welcome:
        return Welcome(1, Software("frisket", "0"), "", recipes=(RECIPE,))

    def ask(self, request: object, *_: object, **__: object) -> Models:  # type: ignore[override]
        self.asked.append(request)
        return Models(())

    def close(self) -> None:
        raise ConnectionResetError


def test_it_is_opened_once_and_again_after_it_was_dropped() -> None:
    opened: list[Answering] = []

    def connect() -> Client:
        opened.append(Answering())
        return opened[-1]

    line = Line(connect)
    assert not opened
    assert line() is line() is opened[0]
    line.drop()
    line.drop()
    assert line() is opened[1]


def test_models_and_recipes_are_told_together() -> None:
    client = Answering()
    assert listed(client) == (Models(()), (RECIPE,))
    assert client.asked == [ModelsList()]
