"""The example's frame, reduced once for all tests of a worker."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "ccd"
sys.path.insert(0, str(EXAMPLE))

from ccdreduce.frame import Frame  # noqa: E402 - found by the line above
from ccdreduce.pipeline import CcdPipeline  # noqa: E402

from stepconfig import LocalReferences, using_provider  # noqa: E402

REFERENCES = EXAMPLE / "references"


@pytest.fixture(scope="module", autouse=True)
def references() -> Iterator[Path]:
    """Let the example's references be found, as its README says, and return their folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STEPCONFIG_REFERENCES", str(REFERENCES))
        yield REFERENCES


@pytest.fixture(scope="session")
def raw_path() -> Path:
    """Return the path of the raw frame."""
    return EXAMPLE / "data" / "saao_ste3_rf0420_raw.fits"


@pytest.fixture(scope="session")
def parameter_file() -> Path:
    """Return the path of the example's parameter file."""
    return EXAMPLE / "reduce.asdf"


@pytest.fixture(scope="session")
def raw(raw_path: Path) -> Frame:
    """Return the raw frame."""
    return Frame.open(raw_path)


@pytest.fixture(scope="session")
def reduced(raw_path: Path, parameter_file: Path) -> Any:
    """Return the frame as the pipeline reduces it with the example's parameters and references."""
    with using_provider(LocalReferences(REFERENCES)):
        return CcdPipeline.call(str(raw_path), config_file=str(parameter_file))
