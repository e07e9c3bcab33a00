"""What things of one kind are called, so that all of them can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def numbered(names: Sequence[str], is_free: Callable[[str], bool] = lambda _: True) -> list[str]:
    """Each name, with a number where several have the same: "dog 1", "cat", "dog 2".

    is_free: whether nothing else is called so yet; what is not free is never given. A single name
    that is not free gets the number 2, or the next one that is.
    """
    numbers = {name: int(names.count(name) > 1) for name in names}
    told: list[str] = []
    for name in names:
        called = f"{name} {numbers[name]}" if numbers[name] else name
        while called in told or not is_free(called):
            numbers[name] = max(2, numbers[name] + 1)
            called = f"{name} {numbers[name]}"
        told.append(called)
    return told
