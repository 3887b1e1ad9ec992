"""Reduce a real CCD frame with strun, then ask who set its parameters.

Run by ``make demo``; what it does can be typed as well, in this folder::

    strun reduce.asdf data/saao_ste3_rf0420_raw.fits --steps.detect.threshold=4
    strun reduce.asdf --steps.detect.threshold=4 --changes --history steps.detect.threshold
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from astropy.table import Table

HERE = Path(__file__).resolve().parent
STRUN = HERE.parent.parent / "bin" / "strun"
FRAME = "data/saao_ste3_rf0420_raw.fits"
OVERRIDE = "--steps.detect.threshold=4"
ASKED = "steps.detect.threshold"


def strun(*arguments: str) -> None:
    """Show a command and run it in this folder."""
    print(f"\n$ strun {shlex.join(arguments)}", flush=True)
    done = subprocess.run([sys.executable, str(STRUN), *arguments], cwd=HERE, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    """Reduce the frame, show who set what, and say where the results are."""
    strun("reduce.asdf", FRAME, OVERRIDE)
    strun("reduce.asdf", OVERRIDE, "--changes", "--history", ASKED)

    output = HERE / "output"
    name = Path(FRAME).stem
    catalog = Table.read(output / f"{name}_catalog.ecsv")
    brightest = max(catalog, key=lambda row: row["flux"])
    x, y = brightest["x"], brightest["y"]
    print(f"\n{len(catalog)} sources; the brightest at x = {x:.2f}, y = {y:.2f} pixel,")
    print(f"with {brightest['flux']:.0f} ± {brightest['flux_error']:.0f} electron.")
    for words, file in (
        ("image and variance", f"{name}_reduced.asdf"),
        ("catalogue", f"{name}_catalog.ecsv"),
        ("picture", f"{name}_preview.png"),
    ):
        print(f"  {words:<19} {os.path.relpath(output / file)}")


if __name__ == "__main__":
    main()
