"""Records in the provenance data model of the W3C."""

import builtins
import io
import json

import pytest
from prov.model import ProvDocument

from stepconfig import RunRecord, UsageError
from tests.steps.record_samples import NightPipeline, write_counts


@pytest.fixture
def record(folder):
    """The record of a run with a skipped step."""
    write_counts()
    NightPipeline(save_results=True, steps={"first": {"save_results": True}, "second": {"skip": True}}).run(
        "m51.txt"
    )
    return RunRecord.open("m51_nightpipeline.asdf")


def test_run_steps_files_and_software_are_there(record):
    """Activities, entities and agents, and what they have to do with each other."""
    data = json.loads(record.to_prov().serialize())
    assert len(data["activity"]) == 3
    assert {"run:parameters", "run:input-0", "run:output-0", "run:output-1"} == data["entity"].keys()
    assert [*data["agent"]] == ["run:software"]
    first = next(each for each in data["wasGeneratedBy"].values() if each["prov:entity"] == "run:output-0")
    assert first["prov:activity"] == "run:0.0"
    top = data["activity"]["run:0"]
    assert (top["stepconfig:outcome"], top["prov:label"]) == ("done", "NightPipeline")
    assert top["prov:startTime"] <= top["prov:endTime"]
    assert "stepconfig:skipped_by" in data["activity"]["run:0.1"]
    assert data["entity"]["run:input-0"]["stepconfig:sha256"] == record.inputs[0]["sha256"]
    assert len(data["wasDerivedFrom"]) == 2


def test_the_names_are_of_the_run(record):
    """Those of two runs are never the same."""
    data = json.loads(record.to_prov().serialize())
    assert data["prefix"]["run"] == f"urn:uuid:{record.facts['id']}:"


def test_it_is_prov_json_that_others_read(record):
    """What is written can be read again, and says the same."""
    document = record.to_prov()
    text = document.serialize(format="json")
    assert ProvDocument.deserialize(io.StringIO(text), format="json") == document


def test_a_failure_is_an_attribute(folder):
    """Of the run's activity."""
    write_counts(counts=90)
    with pytest.raises(RuntimeError):
        NightPipeline(save_results=True, steps={"first": {"save_results": True}}).run("m51.txt")
    data = json.loads(RunRecord.open("m51_first.asdf").to_prov().serialize())
    assert data["activity"]["run:0"]["stepconfig:error"] == "RuntimeError: too much charge: 180.0"


def test_without_the_package_the_remedy_is_told(record, monkeypatch):
    """It is an optional one."""
    real = builtins.__import__

    def refuse(name, *arguments, **keywords):
        if name.startswith("prov"):
            raise ImportError(name)
        return real(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(UsageError, match=r"pip install 'stepconfig\[prov\]'"):
        record.to_prov()
