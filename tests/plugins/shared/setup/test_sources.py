"""Which index and which proxy: what is set for uv and pip, in the order that they have."""

from __future__ import annotations

from pathlib import Path

import pytest

from frisket_plugin.setup import sources

UV_TOML = """
# mine
index-url = "https://old.example/simple"

[[index]]
name = "more"
url = "https://more.example/simple"

[[index]]
url = 'https://uv.example/simple/'
default = true
"""
PIP_CONF = """[global]
index-url = https://pip.example/simple
extra-index-url = https://a.example/simple
    https://b.example/simple
proxy = proxy.example:3128
[install]
index_url = https://install.example/simple
"""


PUBLIC = "https://public.example/simple"


def chosen(environment: dict[str, str], uv: str = "", pip: str = "") -> sources.Sources:
    files = sources.read_uv([uv]), sources.read_pip([pip])
    return sources.chosen(environment, *files, {}, f"{PUBLIC}/\n")


@pytest.mark.parametrize(
    ("environment", "uv", "pip", "index"),
    [
        ({}, "", "", PUBLIC),
        ({}, "", PIP_CONF, "https://install.example/simple"),
        ({"PIP_INDEX_URL": "https://e.example/simple"}, "", PIP_CONF, "https://e.example/simple"),
        ({"PIP_INDEX_URL": "https://e.example"}, UV_TOML, PIP_CONF, "https://uv.example/simple"),
        ({"UV_INDEX_URL": "https://i.example/"}, UV_TOML, PIP_CONF, "https://i.example"),
        (
            {"UV_DEFAULT_INDEX": "ours=https://d.example/s", "UV_INDEX_URL": "https://i.example"},
            UV_TOML,
            PIP_CONF,
            "https://d.example/s",
        ),
    ],
)
def test_the_index(environment: dict[str, str], uv: str, pip: str, index: str) -> None:
    found = chosen(environment, uv, pip)
    assert found.index == index
    assert found.variables()["UV_DEFAULT_INDEX"] == index


def test_further_indexes_are_told_to_uv() -> None:
    found = chosen({}, pip=PIP_CONF)
    assert found.variables()["UV_INDEX"] == "https://a.example/simple https://b.example/simple"
    assert chosen({"UV_INDEX": "https://own.example"}, pip=PIP_CONF).more == ()


def test_proxies_come_from_the_environment_then_from_files_then_from_the_system() -> None:
    system = {"https": "http://system.example:1"}
    pip = sources.read_pip([PIP_CONF])
    assert sources.chosen({}, {}, {}, system).proxies == system
    assert sources.chosen({}, {}, pip, system).proxies["https"] == "http://proxy.example:3128"
    given = {"https_proxy": "http://own.example:2", "NO_PROXY": "localhost,.example"}
    found = sources.chosen(given, {}, pip, system)
    assert found.variables()["HTTPS_PROXY"] == "http://own.example:2"
    assert found.variables()["NO_PROXY"] == "localhost,.example"


def test_files_are_where_pip_and_uv_look_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    windows = {"APPDATA": "C:/Users/me/AppData/Roaming", "PROGRAMDATA": "C:/ProgramData"}
    assert Path("C:/Users/me/AppData/Roaming/pip/pip.ini") in sources.pip_files(windows, "win32")
    assert Path("C:/Users/me/AppData/Roaming/uv/uv.toml") in sources.uv_files(windows, "win32")
    mac = Path("/home/me/Library/Application Support/pip/pip.conf")
    assert mac in sources.pip_files({}, "darwin")
    assert Path("/home/me/.config/pip/pip.conf") in sources.pip_files({}, "linux")
    named = sources.pip_files({"PIP_CONFIG_FILE": "/x/pip.conf"}, "linux")
    assert named[-1] == Path("/x/pip.conf")
    assert sources.pip_files({"PIP_CONFIG_FILE": "/dev/null"}, "linux") == []


def test_a_password_is_told_to_nobody() -> None:
    found = chosen({"UV_DEFAULT_INDEX": "https://me:secret@d.example/simple"})
    assert found.host == "d.example"
    assert sources.without_password(found.index) == "https://d.example/simple"


@pytest.mark.parametrize("text", ["[[", "= 3", "index-url = [", "\x00", "[global\nx"])
def test_a_broken_file_counts_as_empty(text: str) -> None:
    assert chosen({}, text, text).index == PUBLIC
