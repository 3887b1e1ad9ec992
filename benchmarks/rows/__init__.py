"""The rows: each function proves that the library does the work, then says how to measure it."""

from __future__ import annotations

from collections.abc import Callable

from timing import Measure

from rows import access, building, containers, files, plugins, recorded, steps, whole

MEASURES: dict[str, Callable[..., Measure]] = {
    "read-top": access.read_top,
    "read-nested": access.read_nested,
    "write": access.write,
    "define": building.define,
    "construct-tree": building.construct_tree,
    "construct-wide": building.construct_wide,
    "load": files.load,
    "save": files.save,
    "round-trip": files.round_trip,
    "validate": whole.validate,
    "freeze": whole.freeze,
    "copy": whole.copy,
    "pickle": whole.pickle_round_trip,
    "to-dict": whole.to_dict,
    "compare": whole.compare,
    "equal": whole.equal,
    "list-assign": containers.assign,
    "list-append": containers.append,
    "field-bytes": recorded.field_bytes,
    "entry-bytes": recorded.entry_bytes,
    "format-history": recorded.format_history,
    "registry-construct": plugins.registry_construct,
    "registry-select": plugins.registry_select,
    "registry-apply": plugins.registry_apply,
    "registry-save": plugins.registry_save,
    "mixed-construct": plugins.mixed_construct,
    "mixed-load": plugins.mixed_load,
    "mixed-save": plugins.mixed_save,
    "mixed-compare": plugins.mixed_compare,
    "step-call": steps.call,
    "step-run": steps.run,
    "step-run-uncollected": steps.run_without_collection,
    "step-read": steps.read,
    "step-write": steps.write,
    "step-record": steps.record,
    "pipeline-build": steps.build,
    "pipeline-run": steps.run_pipeline,
    "pipeline-export": steps.export,
    "resolve-file": steps.resolve_file,
    "resolve-layers": steps.resolve_layers,
    "resolve-python": steps.resolve_python,
}
