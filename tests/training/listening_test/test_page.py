"""The page in a real browser: filled in by keys and clicks, as a rater would."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from foleystudio.paths import resources_dir
from foleystudio.training.app import main
from foleystudio.training.listening_test.answers import Item, Key, read_key
from foleystudio.training.listening_test.design import Question
from foleystudio.training.listening_test.kit import Kit
from tests.training.listening_test.browser import Browser, browser, driver_program
from tests.training.listening_test.made import answer_of, listening

in_a_browser = pytest.mark.skipif(driver_program() is None, reason="needs Chromium's driver (Debian: chromium-driver)")

WELCOME_S = 20.0  # seconds that a busy machine may take over three of noise
ALL_HEARD = "return !document.getElementById('answers').disabled"
QUIET = "return [...document.querySelectorAll('#stage video, #stage audio')].every(each => each.paused)"
FILES = "return [...document.querySelectorAll('#stage video, #stage audio')].map(each => each.src)"


def test_the_page_needs_nothing_beside_its_media(kit: Kit) -> None:
    page = kit.page.read_text("utf-8")
    assert not re.search(r"https?:|//[a-z]|@import|<link|url\(", page)
    assert re.findall(r"<script[^>]*>", page) == ['<script type="application/json" id="kit">', "<script>"]
    for name in ("style", "script", "kit"):
        assert f"/* {name} */" not in page


def test_every_question_has_its_words() -> None:
    script = (resources_dir() / "listening" / "page.js").read_text("utf-8")
    for question in Question:
        assert f"    {question}: {{\n      title:" in script
    assert script.count("points: [") == 3
    assert '"Exactly the same timbre"' in script
    assert '"Completely different"' in script


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Browser]:
    with browser(tmp_path) as opened:
        yield opened


def welcome(page: Browser, kit: Kit, rater: int) -> str:
    """Open the page and start; answers what it said of answers that are kept."""
    page.open(kit.page)
    assert page.run("return document.getElementById('start').disabled")
    page.type_into("#rater", str(rater))
    page.click("#consent")
    assert page.run("return document.getElementById('start').disabled"), "the volume was not set yet"
    page.click("#check")
    page.wait("return !document.getElementById('start').disabled", WELCOME_S)
    said = str(page.run("return document.getElementById('back-again').textContent"))
    page.click("#start")
    return said


def asked(page: Browser, key: Key) -> tuple[str, list[Item]]:
    """Which trial is shown, and what is behind A and B (or the only one)."""
    if page.run("return !document.getElementById('intro').hidden"):
        page.press("Enter")
    files = [str(file).rsplit("/", 1)[-1].split(".")[0] for file in page.run(FILES)]
    title = page.run("return document.getElementById('question').textContent")
    for name, trial in key.trials.items():
        by_file = {item.file: item for item in trial.items}
        if by_file.keys() <= set(files) and len(files) - len(by_file) <= 1 and TITLES[trial.question] == title:
            return name, [by_file[file] for file in files if file in by_file]
    raise AssertionError(f"{title} {files} is no trial")


TITLES = {
    Question.REALISM: "How real does the sound seem?",
    Question.ALIGNMENT: "Do the sounds come when the picture shows them?",
    Question.TIMBRE: "How alike is the timbre to that of the reference?",
    Question.BELONGS: "Which sound belongs better to the picture?",
    Question.RESEMBLES: "Which sounds more like the reference?",
}


def play_all(page: Browser) -> None:
    while not page.run(ALL_HEARD):
        page.press("Space")
        page.wait(QUIET)


def answer(page: Browser, key: Key) -> None:
    """Hear what is asked, answer as `listening` would, and go on."""
    name, items = asked(page, key)
    play_all(page)
    right = answer_of(key.trials[name], listening)
    page.press(str(right) if isinstance(right, int) else "ab"[[item.file for item in items].index(right)])
    page.press("Enter")


def is_at_end(page: Browser) -> bool:
    return bool(page.run("return !document.getElementById('end').hidden"))


@in_a_browser
@pytest.mark.timeout(600)
def test_known_answers_give_known_scores(
    page: Browser, kit: Kit, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = read_key(kit.key)
    assert welcome(page, kit, 2) == ""
    order = kit.design.orders[1]
    assert asked(page, key)[0] == order[0][0]
    for _ in order:
        answer(page, key)
    assert is_at_end(page)
    page.click("#save-json")
    page.click("#save-csv")
    saved = wait_for(tmp_path / "downloads", f"answers-{key.kit}-rater-02.json")
    table = wait_for(tmp_path / "downloads", f"answers-{key.kit}-rater-02.csv").read_text("utf-8").splitlines()
    assert table[0] == "kit,rater,trial,question,answer,plays,seconds,at"
    assert len(table) == len(order) + 1
    assert not [url for url in page.run(RESOURCES) if not url.startswith("file:")]
    assert main(["listening-scores", str(saved), "--key", str(kit.key), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["raters"], told["rejected"]) == ([2], {})
    means = {(row["question"], row["what"]): row["value"] for row in told["scores"] if not row["category"]}
    for question in ("realism", "alignment", "timbre"):
        assert (means[question, "good"], means[question, "poor"]) == (4.5, 1.5)
        assert means[question, "real"] == 5.0
    assert means["belongs", "good"] == means["resembles", "good"] == 1.0


RESOURCES = "return performance.getEntriesByType('resource').map(entry => entry.name)"


def wait_for(folder: Path, name: str) -> Path:
    latest = time.monotonic() + 20
    while not (folder / name).exists():
        assert time.monotonic() < latest, f"{name} is not among {list(folder.iterdir())}"
        time.sleep(0.05)
    return folder / name


@in_a_browser
@pytest.mark.timeout(300)
def test_nothing_can_be_answered_before_all_was_heard_whole(page: Browser, kit: Kit) -> None:
    key = read_key(kit.key)
    welcome(page, kit, 1)
    first = asked(page, key)[0]

    def try_all() -> None:
        for stroke in ("3", "a", "Enter"):
            page.press(stroke)
        assert not page.run(ALL_HEARD)
        assert page.run("return document.getElementById('next').disabled")
        assert asked(page, key)[0] == first

    try_all()
    for player in range(len(page.run(FILES))):
        # Jump to shortly before the end, as a media key could, and double the speed.
        page.run(SKIP, player)
        page.wait(QUIET)
        assert page.run("return document.querySelectorAll('#stage video, #stage audio')[arguments[0]].ended", player)
        try_all()
    play_all(page)
    page.press("3")
    page.press("Enter")
    assert asked(page, key)[0] != first


SKIP = """
    const player = document.querySelectorAll('#stage video, #stage audio')[arguments[0]];
    player.playbackRate = 4;
    player.currentTime = player.duration - 0.05;
    player.play();
"""


@in_a_browser
@pytest.mark.timeout(300)
def test_a_page_opened_again_goes_on_where_it_was(page: Browser, kit: Kit, tmp_path: Path) -> None:
    key = read_key(kit.key)
    welcome(page, kit, 3)
    for _ in range(3):
        answer(page, key)
    fourth = asked(page, key)[0]
    assert fourth == kit.design.orders[2][3][0]
    assert welcome(page, kit, 3) == "Welcome back: 3 answers are kept; you go on where you were."
    assert asked(page, key)[0] == fourth
    page.click("#back")
    assert asked(page, key)[0] == kit.design.orders[2][2][0]
    chosen = page.run("return document.querySelector('#choices input:checked').value")
    assert str(answer_of(key.trials[kit.design.orders[2][2][0]], listening)) in chosen
    page.click("#keep")
    saved: dict[str, Any] = json.loads(
        wait_for(tmp_path / "downloads", f"answers-{key.kit}-rater-03.json").read_text("utf-8")
    )
    assert [row["trial"] for row in saved["answers"]] == [name for name, _ in kit.design.orders[2][:3]]
    assert saved["finished"] is None
    assert welcome(page, kit, 1) == "", "another rater at the same computer begins anew"
