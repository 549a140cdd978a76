from __future__ import annotations

import pytest

from foleystudio.training.run.eta import TimeLeft, rough


def test_the_time_left_is_told_of_what_was_done_since_the_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    tell = TimeLeft("files", lambda: now[0])
    tell(30, 40)  # those of an earlier run took no time of this one
    for now_s, done in ((60.0, 31), (120.0, 34), (200.0, 40)):
        now[0] = now_s
        tell(done, 40)
    assert capsys.readouterr().out.splitlines() == [
        "30 of 40 files",
        "31 of 40 files, about 9 min left",
        "34 of 40 files, about 3 min left",
        "40 of 40 files",
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "5 s"), (42, "40 s"), (89, "90 s"), (100, "2 min"), (3000, "50 min"), (7300, "2 h"), (7900, "2 h 10 min")],
)
def test_a_length_of_time_is_rounded_as_one_would_say_it(seconds: float, said: str) -> None:
    assert rough(seconds) == said
