"""The resolver against a simple model: random classes, random values from every source, real files."""

import os
import shutil

import pytest

from tests.oracle.cases import Case

CASES_OF_A_BLOCK = 50
BLOCKS = 1000 if os.environ.get("STEPCONFIG_DEEP") else 40


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_parameter_has_the_value_and_the_history_of_the_model(block, folder, record_property):
    """Value, layer, place and order of all that was said, losers included, for every parameter."""
    parameters = entries = 0
    for seed in range(block * CASES_OF_A_BLOCK, (block + 1) * CASES_OF_A_BLOCK):
        with pytest.MonkeyPatch.context() as patch:
            case = Case(seed, folder)
            differences = case.differences(case.resolved(patch))
        assert not differences, f"seed {seed}, {case.door}, {case.folder}:\n" + "\n".join(differences)
        shutil.rmtree(case.folder)
        parameters += len(case.model.said)
        entries += sum(map(len, case.model.said.values()))
    record_property("oracle", [CASES_OF_A_BLOCK, parameters, entries])
