from pathlib import Path

import pytest

from foleystudio.training.listening_test.kit import Kit
from tests.training.listening_test.made import made_kit


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """A kit of two clips and two systems, for three raters; not to be changed."""
    folder: Path = tmp_path_factory.mktemp("listening")
    return made_kit(folder, raters=3)
