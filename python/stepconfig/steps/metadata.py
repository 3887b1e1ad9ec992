"""The metadata of a parameter file that shall become a reference file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

__all__ = ["FILLER", "metadata"]

FILLER = "<SPECIFY>"
"""What stands where somebody has to fill something in."""


def metadata(class_name: str) -> dict[str, Any]:
    """The metadata for the parameters of a class.

    Parameters
    ----------
    class_name : str
        Full name of the step class.

    Returns
    -------
    metadata : dict
        With the date of now, in UTC and whole seconds.
    """
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat()
    return {
        "author": FILLER,
        "date": now,
        "description": f"Parameters for calibration step {class_name}",
        "instrument": {"name": FILLER},
        "origin": FILLER,
        "pedigree": FILLER,
        "reftype": f"pars-{class_name.rpartition('.')[2].lower()}",
        "telescope": FILLER,
        "useafter": FILLER,
    }
