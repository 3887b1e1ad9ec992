"""The rows of the benchmark and the ratios to reach: what is measured, not how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    name : str
        ``kind`` or ``kind/size``; the kind names the function in `rows` that proves and measures it.
    title : str
        What the reader of the table sees.
    target : float or None
        Largest allowed ratio of stepconfig to the peer; None for a row that is not judged by it.
    slots : bool
        Whether a plain ``__slots__`` class can do the same work and is shown beside the two.
    slots_target : float, optional
        Largest allowed ratio of stepconfig to the ``__slots__`` class; judged as a line of its own.
    unit : str
        ``"ns"`` or ``"B"``, of one operation.
    most : float, optional
        Largest allowed cost of stepconfig itself, in that unit, for a row that is judged by that.
    alone : bool
        Is it something that the peer has not, so that stepconfig is measured alone?
    """

    name: str
    title: str
    target: float | None
    slots: bool = False
    slots_target: float | None = None
    unit: str = "ns"
    most: float | None = None
    alone: bool = False

    @property
    def kind(self) -> str:
        """The name of the measuring function."""
        return self.name.partition("/")[0]

    @property
    def size(self) -> int | None:
        """The size that the measuring function is called with, if it takes one."""
        size = self.name.partition("/")[2]
        return int(size) if size else None


IMPORT = Row("import", "import of the package", 0.10)
"""Measured by the programme itself, with a fresh process each time."""

STEP_IMPORT = Row("step-import", "import of Step and Pipeline", 0.06)
"""The same for the runner, against stpipe."""

ROWS = (
    IMPORT,
    Row("read-top", "read a field, top level", 0.10, slots=True, slots_target=1.5),
    Row("read-nested", "read through 3 nested configs", 0.06, slots=True),
    Row("write/2", "write a field, stack depth 2", 0.20, slots=True),
    Row("write/10", "write a field, stack depth 10", 0.15),
    Row("write/40", "write a field, stack depth 40", 0.04),
    Row("define", "define a class of 20 fields", 0.25, slots=True),
    Row("construct-tree/10", "construct and read a tree of 10", 0.10, slots=True),
    Row("construct-tree/1000", "construct and read a tree of 1,000", 0.05, slots=True),
    Row("construct-tree/10000", "construct and read a tree of 10,000", 0.05, slots=True),
    Row("construct-wide", "construct and read one config of 200", 0.03, slots=True),
    Row("load/10", "load an override file of 10 lines", 0.6),
    Row("load/100", "load an override file of 100 lines", 0.4),
    Row("load/1000", "load an override file of 1,000 lines", 0.28),
    Row("load/10000", "load an override file of 10,000 lines", 0.09),
    Row("save", "save 1,000 fields to a string", 0.30),
    Row("round-trip", "save, load, compare 1,000 fields", 0.22),
    Row("validate", "validate 1,000 fields", 0.40),
    Row("freeze", "freeze 1,000 fields", 0.30),
    Row("copy", "copy 1,000 fields with history", 0.12),
    Row("pickle", "pickle round trip of 1,000, with history", 0.03),
    Row("to-dict", "toDict of 1,000 fields", 0.50),
    Row("compare", "compare 1,000 equal fields", 0.02),
    Row("equal", "== of 1,000 equal fields", 0.25),
    Row("list-assign", "assign a list of 10,000 floats", 0.01),
    Row("list-append", "append one to a list of 10,000 floats", 0.12),
    Row("field-bytes", "memory of a field", 0.20, slots=True, unit="B"),
    Row("entry-bytes", "memory of a history entry", 0.15, unit="B"),
    Row("format-history/1", "formatHistory, 1 entry", 0.3),
    Row("format-history/10", "formatHistory, 10 entries", 0.15),
    Row("format-history/1000", "formatHistory, 1,000 entries", 0.10),
    Row("registry-construct", "registry of 50: construct", 0.08),
    Row("registry-select", "registry of 50: select each once", 0.06),
    Row("registry-apply", "registry of 50: apply", 0.6),
    Row("registry-save", "registry of 50: save", 0.2),
    Row("mixed-construct", "300 classes of all kinds: construct", 0.05),
    Row("mixed-load", "300 classes of all kinds: load", 0.3),
    Row("mixed-save", "300 classes of all kinds: save", 0.3),
    Row("mixed-compare", "300 classes of all kinds: compare", 0.05),
    STEP_IMPORT,
    Row("step-call", "call an empty step", 0.005),
    Row("step-run", "run an empty step", 0.005),
    Row("step-run-uncollected", "... without the peer's garbage collection", 0.05),
    Row("step-read", "read a parameter of a step", None, most=60.0),
    Row("step-write", "write a parameter of a step, stack depth 2", None, most=600.0),
    Row("step-record", "record of a run, beyond saving the output", None, most=2e6, alone=True),
    Row("pipeline-build", "make a pipeline of 10 x 20 parameters", 0.02),
    Row("pipeline-run", "run it", 0.005),
    Row("pipeline-export", "export its parameters", 0.05),
    Row("resolve-file/10", "resolve 10 parameters of an ASDF file", None),
    Row("resolve-file/100", "resolve 100 parameters of an ASDF file", None),
    Row("resolve-file/1000", "resolve 1,000 parameters of an ASDF file", 0.25),
    Row("resolve-file/10000", "resolve 10,000 parameters of an ASDF file", None),
    Row("resolve-layers", "resolve all seven levels of sources for 10 x 20", 0.10),
    Row("resolve-python/1000", "resolve 1,000 parameters of a Python file", 0.10),
)
