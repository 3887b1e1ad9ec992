"""A small real cache of CRDS, of the observatory roman: rules, references, and what a server last said."""

from pathlib import Path
from pprint import pformat

from crds.refactoring.checksum import update_mapping_checksum

HEADER = {
    "roman.meta.instrument.name": "WFI",
    "roman.meta.instrument.detector": "WFI01",
    "roman.meta.exposure.start_time": "2021-05-05 00:00:00",
}
PARAMETERS = """\
parameters: {factor: 3.0, suffix: scaled}
"""
INFO = {
    "observatory": "roman",
    "operational_context": "roman_0001.pmap",
    "latest_context": "roman_0001.pmap",
    "bad_files_list": [],
    "last_synced": "2026-01-01 00:00:00",
    "crds_version": {"str": "13.0.0"},
    "force_remote_mode": False,
    "download_metadata": {},
}

_BY_DETECTOR = {
    "classes": ("Match", "UseAfter"),
    "instrument": "WFI",
    "mapping": "REFERENCE",
    "parkey": (("ROMAN.META.INSTRUMENT.DETECTOR",), ("ROMAN.META.EXPOSURE.START_TIME",)),
}
_MAPPINGS = {
    "roman_0001.pmap": (
        {"mapping": "PIPELINE", "parkey": ("ROMAN.META.INSTRUMENT.NAME",)},
        "{'WFI': 'roman_wfi_0001.imap'}",
    ),
    "roman_wfi_0001.imap": (
        {"mapping": "INSTRUMENT", "instrument": "WFI", "parkey": ("REFTYPE",)},
        "{'dark': 'N/A', 'flat': 'roman_wfi_flat_0001.rmap',"
        " 'pars-scalestep': 'roman_wfi_pars-scalestep_0001.rmap'}",
    ),
    "roman_wfi_flat_0001.rmap": (
        {**_BY_DETECTOR, "filekind": "FLAT"},
        "Match({('WFI01',): UseAfter({'2020-01-01 00:00:00': 'roman_wfi_flat_0001.asdf',"
        " '2022-01-01 00:00:00': 'roman_wfi_flat_0002.asdf'})})",
    ),
    "roman_wfi_pars-scalestep_0001.rmap": (
        {**_BY_DETECTOR, "filekind": "PARS-SCALESTEP"},
        "Match({('WFI01',): UseAfter({'2020-01-01 00:00:00': 'roman_wfi_pars-scalestep_0001.yaml'})})",
    ),
}
_FILES = {
    "roman_wfi_flat_0001.asdf": "first",
    "roman_wfi_flat_0002.asdf": "second",
    "roman_wfi_pars-scalestep_0001.yaml": PARAMETERS,
}


def make_cache(root: Path) -> dict[str, Path]:
    """Make the cache in a folder, and return the path of every mapping and reference by its name."""
    paths = {}
    mappings, references = root / "mappings/roman", root / "references/roman/wfi"
    for folder in (mappings, references, root / "config/roman"):
        folder.mkdir(parents=True)
    for name, (header, selector) in _MAPPINGS.items():
        paths[name] = mappings / name
        complete = {
            **header,
            "derived_from": "none",
            "name": name,
            "observatory": "ROMAN",
            "sha1sum": "0" * 40,
        }
        paths[name].write_text(f"header = {pformat(complete)}\n\nselector = {selector}\n")
        update_mapping_checksum(str(paths[name]))
    for name, content in _FILES.items():
        paths[name] = references / name
        paths[name].write_text(content)
    (root / "config/roman/server_config").write_text(pformat(INFO))
    return paths
