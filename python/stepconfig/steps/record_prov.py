"""The record of a run in the provenance data model of the W3C.

Notes
-----
PROV-DM: the run and each of its steps is an activity, files and parameters are entities, the software and
who runs it are agents. https://www.w3.org/TR/prov-dm/
"""

from __future__ import annotations

import json
import warnings
from datetime import datetime
from typing import Any

from ..errors import UsageError

__all__ = ["NAMESPACE", "prov_document"]

NAMESPACE = "https://stepconfig.readthedocs.io/prov/1/"
"""What the names of this package's own attributes begin with."""


def prov_document(record: Any) -> Any:
    """The record as a document of the package ``prov``.

    Parameters
    ----------
    record : RunRecord
        The record.

    Returns
    -------
    document : prov.model.ProvDocument
        Its `serialize` writes PROV-JSON.

    Raises
    ------
    UsageError
        If the package ``prov`` is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from prov.model import PROV, ProvDocument  # noqa: PLC0415 - an optional package
    except ImportError:
        raise UsageError("PROV needs the package prov: pip install 'stepconfig[prov]'") from None
    document = ProvDocument()
    document.add_namespace("stepconfig", NAMESPACE)
    document.add_namespace("run", f"urn:uuid:{record.facts['id']}:")
    _Export(document, record, PROV).add_all()
    return document


class _Export:
    def __init__(self, document: Any, record: Any, prov: Any) -> None:
        self._document = document
        self._record = record
        self._prov = prov
        self._activities: dict[str, Any] = {}

    def add_all(self) -> None:
        facts = self._record.facts
        document = self._document
        software = document.agent(
            "run:software",
            {
                "prov:type": self._prov["SoftwareAgent"],
                "stepconfig:class": self._record.class_name,
                "stepconfig:python": facts["python"]["version"],
                "stepconfig:packages": json.dumps(facts["packages"], sort_keys=True),
                "stepconfig:host": facts["host"]["name"],
            },
        )
        top = self._activity("run:0", facts["runs"][0], None)
        document.wasAssociatedWith(top, software)
        plan = document.entity(
            "run:parameters",
            {
                "prov:type": self._prov["Plan"],
                "stepconfig:values": json.dumps(self._record.values, default=str),
            },
        )
        document.used(top, plan)
        used = [
            self._file(f"run:input-{number}", each, {"stepconfig:name": each["name"]})
            for number, each in enumerate(self._record.inputs)
        ]
        used += [
            self._file(f"run:reference-{number}", each, {"stepconfig:reference_type": each["type"]})
            for number, each in enumerate(self._record.references)
        ]
        for entity in used:
            document.used(top, entity)
        for number, each in enumerate(self._record.outputs):
            output = self._file(f"run:output-{number}", each, {"stepconfig:model": each["model"]})
            document.wasGeneratedBy(output, self._activities.get(each["step"], top))
            document.wasAttributedTo(output, software)
            for entity in used:
                document.wasDerivedFrom(output, entity)

    def _activity(self, name: str, facts: dict[str, Any], outer: Any) -> Any:
        began = datetime.fromisoformat(facts["began"])
        ended = self._record.facts["ended"] if outer is None else None
        attributes = {
            "prov:label": facts["step"],
            "stepconfig:class": facts["class"],
            "stepconfig:outcome": facts["outcome"],
            "stepconfig:seconds": facts["seconds"],
        }
        if facts["skipped_by"] is not None:
            attributes["stepconfig:skipped_by"] = facts["skipped_by"]
        error = self._record.error
        if outer is None and error is not None:
            attributes["stepconfig:error"] = f"{error['type']}: {error['message']}"
        activity = self._document.activity(
            name, began, None if ended is None else datetime.fromisoformat(ended), attributes
        )
        if outer is not None:
            self._document.wasInformedBy(activity, outer)
        self._activities.setdefault(facts["step"], activity)
        for number, inner in enumerate(facts["runs"]):
            self._activity(f"{name}.{number}", inner, activity)
        return activity

    def _file(self, name: str, facts: dict[str, Any], more: dict[str, Any]) -> Any:
        known = {
            "prov:location": facts["path"],
            "stepconfig:size": facts["size"],
            "stepconfig:sha256": facts["sha256"],
            **more,
        }
        return self._document.entity(name, {key: value for key, value in known.items() if value is not None})
