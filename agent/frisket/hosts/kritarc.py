"""Krita's settings file: the one line in it that switches a plugin on. Everything else is left as
it is, to the byte."""

from __future__ import annotations

GROUP = b"[python]"


def switched_on(text: bytes, plugin: str) -> bytes:
    """The file with the plugin switched on."""
    line = _key(plugin) + b"=true"
    lines = _without(text, plugin).splitlines(keepends=True)
    end = b"\r\n" if lines and lines[0].endswith(b"\r\n") else b"\n"
    for number, found in enumerate(lines):
        if found.strip() == GROUP:
            lines[number] = found.rstrip(b"\r\n") + end
            lines.insert(number + 1, line + end)
            return b"".join(lines)
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += end
    return b"".join([*lines, end if lines else b"", GROUP + end, line + end])


def switched_off(text: bytes, plugin: str) -> bytes:
    """The file without a word of the plugin; Krita starts no plugin that it was not told to."""
    kept = _without(text, plugin)
    lines = kept.splitlines(keepends=True)
    if kept != text and lines and lines[-1].strip() == GROUP:
        # The group was written for this plugin alone.
        lines.pop()
        if lines and not lines[-1].strip():
            lines.pop()
    return b"".join(lines)


def is_on(text: bytes, plugin: str) -> bool:
    """Whether Krita will start the plugin."""
    values = [
        line.partition(b"=")[2].strip().lower()
        for group, line in _lines(text)
        if group == GROUP and _is_key(line, plugin)
    ]
    return bool(values) and values[-1] in (b"true", b"1", b"on", b"yes")


def _without(text: bytes, plugin: str) -> bytes:
    return b"".join(
        line for group, line in _lines(text) if not (group == GROUP and _is_key(line, plugin))
    )


def _lines(text: bytes) -> list[tuple[bytes, bytes]]:
    """Each line, and the group that it stands in."""
    group, found = b"", []
    for line in text.splitlines(keepends=True):
        if line.lstrip().startswith(b"["):
            group = line.strip()
        found.append((group, line))
    return found


def _is_key(line: bytes, plugin: str) -> bool:
    return line.partition(b"=")[0].strip() == _key(plugin)


def _key(plugin: str) -> bytes:
    return b"enable_" + plugin.encode()
