"""Things of one kind can be told apart by what they are called."""

from __future__ import annotations

from frisket_plugin.names import numbered


def test_names_are_numbered_where_they_repeat() -> None:
    assert numbered(["dog", "cat", "dog", "bird"]) == ["dog 1", "cat", "dog 2", "bird"]
    assert numbered([]) == []


def test_what_something_else_is_called_is_not_given() -> None:
    def is_free(name: str) -> bool:
        return name not in ("sky", "sky 2", "dog 1", "dog 3")

    assert numbered(["sky"], is_free) == ["sky 3"]
    assert numbered(["dog", "dog", "dog"], is_free) == ["dog 2", "dog 4", "dog 5"]
    assert numbered(["dog 2", "dog", "dog"]) == ["dog 2", "dog 1", "dog 3"], "nor by accident"
