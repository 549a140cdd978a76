"""The guide does what it says: its commands are run, its menus, keys and pictures looked up."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from foleystudio.__main__ import main
from foleystudio.gui.actions.fixed_keys import FIXED_KEYS
from foleystudio.gui.commands.table import commands
from foleystudio.gui.dialogs.guide_pages import Page, guide_dir, pages
from foleystudio.paths import example_dir, models_dir
from installer.guide import screenshots, shortcuts

_BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^```toml ([\w.]+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_MENU = re.compile(r"\*([A-Z][a-z]+) > ([^*]+)\*")
_KEY_BEHIND = re.compile(r"`([^`\n]+)`\s+\(\*([A-Z][a-z]+) > ([^*]+)\*\)")
_KEY_BEFORE = re.compile(r"press(?:es)?\s+`([^`\n]+)`")
_PICTURE = re.compile(r"!\[[^\]]+\]\((pictures/[\w-]+\.png)\)")
_LINK = re.compile(r"\]\(([\w-]+\.md)")
_OF_QT = {"Return", "Escape", "Ctrl+C"}
_MOST_BYTES = 2 << 20

MENUS = {(row.menu, row.text.replace("&", "")): row for row in commands()}
KEYS = {key for row in (*commands(), *FIXED_KEYS) for key in row.keys}


def parts(pattern: re.Pattern[str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(page.name, found.groups()) for page in pages() for found in pattern.finditer(page.text)]


def lines(page: Page) -> list[str]:
    return [line.strip() for block in _BLOCK.findall(page.text) for line in block.splitlines()]


@pytest.mark.parametrize("page", [page for page in pages() if lines(page)], ids=lambda page: page.name)
@pytest.mark.filterwarnings("default")
def test_commands_of_a_page_work_one_after_the_other(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(example_dir(), tmp_path / "here")
    shutil.copytree(models_dir() / "varietysound", tmp_path / "here" / "my-run" / "net")
    monkeypatch.chdir(tmp_path / "here")
    for name, text in _FILE.findall(page.text):
        Path(name).write_text(text, encoding="utf-8")
    for line in lines(page):
        program, *arguments = shlex.split(line)
        assert program == "foleystudio"
        if arguments[0] in ("train", "experiment"):  # they take hours: options are read, and what is missing is named
            assert main(arguments) == 2
            assert arguments[arguments.index("--data") + 1] in capsys.readouterr().err
            continue
        assert main(arguments) == 0, f"{line}: {capsys.readouterr().err}"
        out = next((Path(arguments[n + 1]) for n, word in enumerate(arguments) if word in ("-o", "--bundle")), None)
        assert out is None or list(Path().glob(f"{out.stem}*{out.suffix}")), line


def test_menus_that_are_named_are_there() -> None:
    named = parts(_MENU)
    assert len(named) > 20
    assert [(page, found) for page, found in named if found not in MENUS] == []


def test_keys_that_stand_before_a_menu_are_its_keys() -> None:
    named = parts(_KEY_BEHIND)
    assert len(named) > 10
    wrong = [(page, found) for page, found in named if found[0] not in MENUS[(found[1], found[2])].keys]
    assert wrong == []


def test_keys_that_are_to_be_pressed_do_something() -> None:
    named = parts(_KEY_BEFORE)
    assert len(named) > 10
    assert [(page, key) for page, (key,) in named if key not in KEYS | _OF_QT] == []


def test_pictures_and_pages_that_are_named_are_there_and_small() -> None:
    named = {found[0] for _, found in parts(_PICTURE)}
    assert named == {f"pictures/{name}.png" for name in screenshots.POSES}
    assert all((guide_dir() / name).is_file() for name in named)
    assert sum(file.stat().st_size for file in guide_dir().rglob("*") if file.is_file()) < _MOST_BYTES
    assert [name for _, (name,) in parts(_LINK) if not (guide_dir() / name).is_file()] == []


def test_the_page_on_keys_is_as_the_table_of_actions() -> None:
    assert shortcuts.PAGE.read_text("utf-8") == shortcuts.page(), "run python3 installer/guide/shortcuts.py"


def test_the_readme_names_what_is_there() -> None:
    home = guide_dir().parent.parent
    text = (home / "README.md").read_text("utf-8")
    links = [link.split("#")[0] for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert [link for link in links if link and not (home / link).exists()] == []
