"""The habits that keep the tree readable: tests mirror it, nothing grows a tail, imports go down only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "foleystudio"
TESTS = ROOT / "tests"

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_LAYOUT_LINES = 80
MAX_PUBLIC_METHODS = 25
MAX_MODULES = 10
FORBIDDEN_NAMES = {"utils", "util", "helpers", "core", "common", "misc"}

# Tests of what is not a module of the package.
NOT_MIRRORED = {"test_structure.py", "test_clips.py", "test_bad_input.py", "test_faults.py", "test_odd_clips.py"}
NOT_MIRRORED_FOLDERS = {"installer", "benchmarks", "fuzz", "whole_session"}


class Size(NamedTuple):
    """How big something is, and how big it may be."""

    lines: int
    allowed: int
    what: str


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def all_files() -> list[Path]:
    return python_files("foleystudio", "installer", "tests")


SILENCED = re.compile(r"#[ ](noqa|type: ignore|pragma)\b")
REASONED = re.compile(r"#[ ]noqa: [A-Z0-9, ]+ - \w|#[ ]type: ignore\[[\w, -]+\]  # \w")


def modules() -> list[Path]:
    """Modules of the package that hold code of their own."""
    return [file for file in python_files("foleystudio") if file.name != "__init__.py"]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def worst(sizes: list[Size]) -> str:
    ranked = sorted(sizes, key=lambda size: size.lines / size.allowed, reverse=True)
    return "\n".join(f"{size.lines:5d} of {size.allowed:3d}  {size.what}" for size in ranked[:5])


def check_budget(sizes: list[Size], kind: str) -> None:
    print(f"\nthe five largest {kind}:\n{worst(sizes)}")
    over = [size for size in sizes if size.lines > size.allowed]
    assert not over, f"over budget ({kind}):\n{worst(over)}"


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: explaining a function costs nothing."""
    assert node.end_lineno is not None
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def is_layout(file: Path, function: str) -> bool:
    """Whether a function only puts widgets together."""
    return "gui" in file.parts and bool(re.match(r"_?(build|lay_out)|__init__$", function))


def test_files_are_small() -> None:
    sizes = [Size(file.read_text("utf-8").count("\n"), MAX_FILE_LINES, name_of(file)) for file in all_files()]
    check_budget(sizes, "files, in lines")


def test_rooms_are_of_a_handful_and_say_what_lives_there() -> None:
    folders = sorted({file.parent for file in modules()} - {PACKAGE})
    sizes = [Size(len(list(folder.glob("*.py"))) - 1, MAX_MODULES, name_of(folder)) for folder in folders]
    check_budget(sizes, "rooms, in modules")
    silent = [name_of(f) for f in folders if not ast.get_docstring(ast.parse((f / "__init__.py").read_text("utf-8")))]
    assert not silent, "rooms whose docstring says nothing: " + ", ".join(silent)


def test_functions_are_small() -> None:
    sizes = []
    for file in all_files():
        for node in functions(ast.parse(file.read_text("utf-8"))):
            allowed = MAX_LAYOUT_LINES if is_layout(file, node.name) else MAX_FUNCTION_LINES
            sizes.append(Size(code_lines(node), allowed, f"{name_of(file)}: {node.name}"))
    check_budget(sizes, "functions, in lines without docstring")


def test_classes_have_few_public_methods() -> None:
    sizes = []
    for file in python_files("foleystudio", "installer"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                methods = {n.name for n in node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")}
                # Qt calls its own overridden methods; they are camelCase and add nothing to what we offer.
                own = [name for name in methods if name == name.lower()]
                sizes.append(Size(len(own), MAX_PUBLIC_METHODS, f"{name_of(file)}: {node.name}"))
    check_budget(sizes, "classes, in public methods")


def test_every_test_has_its_module() -> None:
    astray = []
    for file in sorted(TESTS.rglob("test_*.py")):
        place = file.relative_to(TESTS)
        if place.name in NOT_MIRRORED or place.parts[0] in NOT_MIRRORED_FOLDERS:
            continue
        name = place.name.removeprefix("test_").removesuffix(".py")
        folder = PACKAGE / place.parent
        # test_timeline.py tests timeline.py, or the package timeline/ as a whole; test_main.py __main__.py
        candidates = (folder / f"{name}.py", folder / f"__{name}__.py", folder / name)
        if not any(candidate.exists() for candidate in candidates) and name != folder.name:
            astray.append(f"{name_of(file)} has no foleystudio/{(place.parent / name).as_posix()}.py")
    assert not astray, "\n".join(astray)


@cache
def imported(file: Path) -> frozenset[str]:
    """Dotted names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def own_test(file: Path) -> Path:
    return TESTS / file.relative_to(PACKAGE).parent / f"test_{file.stem.strip('_')}.py"


def modules_tested(folder: Path) -> set[str]:
    """Dotted names of a folder's modules that are tested: by a test file of their own, by name in a test of the
    same room, or as a part that only a tested module of the same house (``engine/exemplar``, say) is made of.
    """
    place = folder.relative_to(PACKAGE)
    room = TESTS / place.parts[0] if place.parts else TESTS
    named: set[str] = set().union(*(imported(test) for test in room.rglob("*.py")))
    inside = PACKAGE.joinpath(*place.parts[:2])
    files = inside.rglob("*.py") if len(place.parts) > 1 else folder.glob("*.py")
    parts = {".".join(("foleystudio", *file.relative_to(PACKAGE).with_suffix("").parts)): file for file in files}
    own = {name for name, file in parts.items() if own_test(file).exists()}
    tested = (named | own) & set(parts)
    while True:
        reached: set[str] = set().union(*(imported(parts[name]) for name in tested)) & set(parts)
        if reached <= tested:
            return tested
        tested |= reached


def test_every_module_is_tested() -> None:
    untested = []
    for folder in {file.parent for file in modules()}:
        tested = modules_tested(folder)
        dotted = ".".join(("foleystudio", *folder.relative_to(PACKAGE).parts))
        files = (file for file in folder.glob("*.py") if file.name != "__init__.py")
        untested += [name_of(file) for file in files if f"{dotted}.{file.stem}" not in tested]
    assert not untested, "tested neither by name nor as part of what is:\n" + "\n".join(sorted(untested))


def test_every_folder_of_tests_is_a_package() -> None:
    """Two tests of the same name in two folders need packages to be told apart."""
    assert not [name_of(file) for file in TESTS.rglob("test_*.py") if not (file.parent / "__init__.py").exists()]


def test_no_module_is_named_after_nothing() -> None:
    assert not [
        name_of(file) for file in all_files() if file.stem in FORBIDDEN_NAMES or file.parent.name in FORBIDDEN_NAMES
    ]


def test_imports_go_down_only(capsys: pytest.CaptureFixture[str]) -> None:
    from importlinter.cli import lint_imports

    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert code == 0, capsys.readouterr().out


# Spelled so that this file does not find itself.
MACHINE_PATHS = re.compile("(?<![\\w.])/(" + "|".join(["work", "root", "home", "Users", "opt"]) + r")/[\w.]+")


def text_files() -> Iterator[Path]:
    kinds = {".py", ".toml", ".md", ".txt", ".json", ".csv", ".foley", ".qss", ".yml", ".yaml", ""}
    for folder in ("foleystudio", "installer", "tests", "resources", "models", ".ci"):
        yield from (file for file in (ROOT / folder).rglob("*") if file.is_file() and file.suffix in kinds)
    yield from (file for file in ROOT.glob("*") if file.is_file() and file.suffix in {".toml", ".md"})


def test_no_machine_is_named() -> None:
    found = []
    for file in text_files():
        text = file.read_text("utf-8", errors="replace")
        found += [f"{name_of(file)}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]
    assert not found, "\n".join(found)


def test_the_budget_sees_what_it_should(tmp_path: Path) -> None:
    """The ruler itself: a docstring is free, a line of code is not."""
    body = '    """One\n\n    two.\n    """\n' + "    pass\n" * 3
    (node,) = functions(ast.parse(f"def f():\n{body}"))
    assert code_lines(node) == 4
    assert is_layout(tmp_path / "gui" / "a.py", "_build_menu")
    assert not is_layout(tmp_path / "dsp" / "a.py", "_build_menu")
    with pytest.raises(AssertionError, match="over budget"):
        check_budget([Size(41, 40, "f")], "functions")


def test_every_silenced_check_says_why() -> None:
    bare = [
        f"{name_of(file)}:{number}: {line.strip()}"
        for file in all_files()
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if SILENCED.search(line) and not REASONED.search(line)
    ]
    assert bare == []


def test_paths_are_looked_at_in_one_place() -> None:
    """`Path.exists` and its like raise for what cannot be looked at, each version of Python for something else."""
    asked = re.compile(r"\.(exists|is_file|is_dir)\(\)")
    found = [
        f"{name_of(file)}:{number}: {line.strip()}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if asked.search(line) and file.name != "file_names.py"
    ]
    assert found == []


def test_the_table_of_what_use_found_names_tests_that_exist() -> None:
    here = Path(__file__).parent
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", (here / "FOUND_IN_USE.md").read_text(encoding="utf-8"))
    assert len(named) > 40
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (here / file).is_file() or f"def {name}(" not in (here / file).read_text(encoding="utf-8")
    ]
    assert missing == []
