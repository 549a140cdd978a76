from pathlib import Path

import pytest
import torch

from foleystudio.errors import FoleyError
from foleystudio.training.evaluation.cases import COLUMNS, Case
from foleystudio.training.evaluation.subject import Subject, read_subject


def test_an_answer_is_as_long_as_the_case_and_the_same_each_time(cases: list[Case], subject: Subject) -> None:
    inputs = subject.of_case(cases[0])
    answer = subject.answer(inputs)
    assert answer.shape == (128, COLUMNS)
    assert torch.equal(answer, subject.answer(inputs))
    template = subject.template(inputs)
    assert template is not None
    expected = template[0].clamp(min=subject.mel.silence)
    assert torch.allclose(answer, expected, atol=1e-4)  # an untrained net refines nothing


def test_the_paper_s_net_answers_in_its_own_mel(cases: list[Case], paper_subject: Subject) -> None:
    inputs = paper_subject.of_case(cases[0])
    assert paper_subject.parts == ("temporal", "timbre", "background")
    assert paper_subject.template(inputs) is None
    assert paper_subject.answer(inputs).shape == (80, COLUMNS)


def test_every_part_that_is_removed_changes_the_answer(cases: list[Case], paper_subject: Subject) -> None:
    inputs = paper_subject.of_case(cases[0])
    whole = paper_subject.answer(inputs)
    for part in paper_subject.parts:
        zeros, noise = (paper_subject.answer(inputs, [part], how) for how in ("zeros", "noise"))
        assert not torch.equal(zeros, whole)
        assert not torch.equal(noise, whole)
        assert not torch.equal(zeros, noise)
        assert torch.equal(noise, paper_subject.answer(inputs, [part], "noise"))


def test_without_its_template_a_net_that_refines_nothing_is_silent(cases: list[Case], subject: Subject) -> None:
    answer = subject.answer(subject.of_case(cases[0]), ["template"])
    assert (answer == subject.mel.silence).all()


def test_a_training_run_s_folder_will_do(model_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "net").symlink_to(model_folder)
    assert read_subject(tmp_path).net.config.name == "tiny"


def test_folders_without_a_net_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no such model"):
        read_subject(tmp_path / "nowhere")
    with pytest.raises(FoleyError, match="it is no model"):
        read_subject(tmp_path)
    (tmp_path / "checkpoint.pt").write_bytes(b"")
    with pytest.raises(FoleyError, match="not been measured yet"):
        read_subject(tmp_path)
