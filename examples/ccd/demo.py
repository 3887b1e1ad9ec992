"""Reduce a real CCD frame with strun, then ask what was done, do it again, and reduce its halves.

Run by ``make demo``; every line after a ``$`` can be typed as well, in this folder.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

from astropy.table import Table

from stepconfig import RunRecord

HERE = Path(__file__).resolve().parent
BIN = HERE.parent.parent / "bin"
FRAME = "data/saao_ste3_rf0420_raw.fits"
OVERRIDE = "--steps.detect.threshold=4"
NAME = Path(FRAME).stem


def show(command: str, *arguments: str) -> None:
    """Show a command and run it in this folder."""
    print(f"\n$ {command} {shlex.join(arguments)}", flush=True)
    done = subprocess.run([sys.executable, str(BIN / command), *arguments], cwd=HERE, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def title(text: str) -> None:
    """Begin a part of the demonstration."""
    bold, plain = (
        ("\033[1m", "\033[0m") if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else ("", "")
    )
    print(f"\n{bold}== {text}{plain}", flush=True)


def print_record(output: Path) -> None:
    """Print what the record of a run says about references, times and steps that were passed over."""
    record = RunRecord.open(output)
    print(f"\n{os.path.relpath(record.path)}: {record.outcome} in {record.facts['seconds']:.1f} s")
    for each in record.references:
        print(f"  reference file  {each['type']}  {os.path.relpath(each['path'], HERE)}")
    for layer in record.facts["layers"]:
        if layer["files"]:
            files = ", ".join(os.path.relpath(file, HERE) for file in layer["files"])
            print(f"  {layer['layer']:<14}  {layer['hold']} parameters, of {files}")
    runs = record.facts["runs"][0]["runs"]
    times = ", ".join(f"{each['step'].rpartition('.')[2]} {each['seconds']:.2f}" for each in runs)
    print(textwrap.fill(times, 100, initial_indent="  seconds         ", subsequent_indent=" " * 18))
    for each in record.skipped:
        print(f"  {each['step']}: skipped, as set at {each['by']}")


def print_sources(output: Path) -> None:
    """Say how many sources there are, what the brightest is like, and where the results are."""
    catalog = Table.read(output / f"{NAME}_catalog.ecsv")
    joined = Table.read(output / f"{NAME}_joined_catalog.ecsv")
    brightest = max(catalog, key=lambda row: row["flux"])
    x, y = brightest["x"], brightest["y"]
    pull = max(abs(joined["flux"] - catalog["flux"]) / catalog["flux_error"])
    print(f"\n{len(catalog)} sources; the brightest at x = {x:.2f}, y = {y:.2f} pixel,")
    print(f"with {brightest['flux']:.0f} ± {brightest['flux_error']:.0f} electron.")
    print(f"The halves give the same {len(joined)}, with fluxes within {pull:.2f} of their errors.")
    for words, file in (
        ("image and variance", f"{NAME}_reduced.asdf"),
        ("its record", f"{NAME}_reduced.asdf.record.asdf"),
        ("catalogue", f"{NAME}_catalog.ecsv"),
        ("picture", f"{NAME}_preview.png"),
    ):
        print(f"  {words:<19} {os.path.relpath(output / file)}")


def main() -> None:
    """Reduce the frame, show who set what, run it again, and reduce it once more from its halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output-dir", default="output", help="folder for the results")
    chosen = parser.parse_args().output_dir
    output = HERE / chosen
    folder = [] if chosen == "output" else [f"--output-dir={chosen}"]  # the parameter file says output

    title("Reduce a frame, with the references of its camera")
    print("\n$ export STEPCONFIG_REFERENCES=references")
    os.environ["STEPCONFIG_REFERENCES"] = str(HERE / "references")
    show("strun", "reduce.asdf", FRAME, OVERRIDE, *folder)

    title("Ask the record of the run: who set what, and where")
    reduced = os.path.join(chosen, f"{NAME}_reduced.asdf")
    show("stepconfig", "explain", reduced, "--changed")
    show("stepconfig", "explain", reduced, "steps.detect.threshold")
    print_record(output / f"{NAME}_reduced.asdf")

    title("Run again what the record tells of")
    show("stepconfig", "replay", reduced)

    title("Cut the frame into halves, as two amplifiers would read it, and reduce these")
    show("strun", "ccdreduce.steps.SplitStep", FRAME, f"--output-dir={chosen}", "--quiet")
    association = os.path.join(chosen, f"{NAME}_asn.json")
    show("strun", "reduce.asdf", association, OVERRIDE, "--steps.preview.skip=true", "--quiet", *folder)
    print_record(output / f"{NAME}_joined_reduced.asdf")

    print_sources(output)


if __name__ == "__main__":
    main()
