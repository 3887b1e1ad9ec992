"""What was measured, as a table for people and as data."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

START, END = "<!-- bench table: start -->", "<!-- bench table: end -->"
HEAD = ("row", "pex_config", "stepconfig", "__slots__", "ratio", "quartiles", "target", "")


@dataclass
class Result:
    """The samples of a row and the ratio that is judged.

    Parameters
    ----------
    name, title, unit : str
        As in the row of the table.
    target : float or None
        Largest allowed ratio; None where the row is for information only.
    samples : dict [str, list [float]]
        Cost of one operation in each round (ns or bytes), by who did it: peer, own, slots.
    against : str
        Who own is divided by.
    error : str
        Why the row could not be measured.
    most : float or None
        Largest allowed cost of own itself; None where the ratio is judged, or nothing.
    """

    name: str
    title: str
    unit: str
    target: float | None
    samples: dict[str, list[float]] = field(default_factory=dict)
    against: str = "peer"
    error: str = ""
    most: float | None = None

    @property
    def ratios(self) -> list[float]:
        """The ratio of each round."""
        pairs = zip(self.samples.get("own", []), self.samples.get(self.against, []), strict=False)
        return [own / other for own, other in pairs]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.ratios)

    @property
    def passed(self) -> bool:
        """Whether the targets are reached; a row without one always passes."""
        if self.error:
            return False
        if self.most is not None and statistics.median(self.samples["own"]) > self.most:
            return False
        return self.target is None or self.ratio <= self.target

    @property
    def is_judged(self) -> bool:
        """Whether there is a target."""
        return self.target is not None or self.most is not None

    @property
    def quartiles(self) -> tuple[float, float]:
        """First and third quartile of the rounds' ratios."""
        if len(self.ratios) < 2:
            return self.ratio, self.ratio
        first, _, third = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return first, third

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the table's columns."""
        target = "" if self.target is None else f"{self.target:g}"
        if self.most is not None:
            target = _cost_text(self.most, self.unit)
        if self.error:
            return (self.title, "", "", "", "", "", target, "ERROR")
        costs = [self._cost(who) for who in ("peer", "own", "slots")]
        mark = "" if not self.is_judged else "ok" if self.passed else "MISSED"
        if not self.ratios:
            return (self.title, *costs, "", "", target, mark)
        low, high = self.quartiles
        return (self.title, *costs, number(self.ratio), f"{number(low)}-{number(high)}", target, mark)

    def _cost(self, who: str) -> str:
        if who not in self.samples:
            return ""
        return _cost_text(statistics.median(self.samples[who]), self.unit)


def _cost_text(value: float, unit: str) -> str:
    """A cost with the unit that reads best."""
    if unit == "B":
        return f"{value:.0f} B"
    for larger, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {larger}" if value < 1000 * size else f"{value / size:.0f} {larger}"
    return f"{value:.3g} ns"


def number(ratio: float) -> str:
    """Write a ratio with two digits that mean something."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}" if ratio >= 0.001 else f"{ratio:.1e}"


def summary(results: Sequence[Result]) -> str:
    """Say how many of the targets were reached."""
    judged = [result for result in results if result.is_judged or result.error]
    return f"{sum(result.passed for result in judged)} of {len(judged)} targets reached"


def show(results: Sequence[Result]) -> None:
    """Print the table; on a terminal in colour, and without the less important columns if it is narrow."""
    rows = [HEAD, *(result.cells() for result in results)]
    on_terminal = sys.stdout.isatty()
    for unimportant in ("quartiles", "__slots__"):
        if on_terminal and len(_aligned(rows)[0]) > shutil.get_terminal_size().columns:
            position = rows[0].index(unimportant)
            rows = [row[:position] + row[position + 1 :] for row in rows]
    styles = ["bold", *("" if result.passed else "red" for result in results)]
    for line, style in zip(_aligned(rows), styles, strict=True):
        if on_terminal:
            Console().print(Text(line, style=style), soft_wrap=True)
        else:
            print(line.rstrip())


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Lines of equal length: the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if n else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def machine(abouts: Sequence[dict[str, str]], rounds: int) -> dict[str, str]:
    """Describe where, when and with what the numbers were taken."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", info.read_text(), re.MULTILINE)
        cpu = found.group(1) if found else cpu
    return {
        "processor": f"{cpu}, {os.cpu_count()} cores, {platform.machine()}",
        "system": platform.system(),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        **{about["library"]: about["version"] for about in abouts},
        "rounds": str(rounds),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
    }


def write_markdown(path: Path, results: Sequence[Result], described: dict[str, str]) -> None:
    """Put the table between the two markers of a page; a page without them gets both at its end."""
    lines = [START, "", *(f"- {key}: {value}" for key, value in described.items()), ""]
    table = [
        " | ".join(row).replace("__slots__", "`__slots__`") for row in (HEAD, *(r.cells() for r in results))
    ]
    table.insert(1, "---" + " | ---:" * (len(HEAD) - 1))
    lines += [f"| {row} |" for row in table]
    lines += ["", f"{summary(results)}.", "", END]
    text = path.read_text() if path.exists() else "# Performance\n\n"
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if start and not end:
        raise ValueError(f"{path}: the end marker {END!r} is missing")
    path.write_text(before + "\n".join(lines) + (after if start else "\n"))


def write_json(path: Path, results: Sequence[Result], described: dict[str, str]) -> None:
    """Write everything, with the samples of every round."""
    rows: list[dict[str, Any]] = []
    for result in results:
        judged = {} if result.error else {"ratio": result.ratio, "passed": result.passed}
        rows.append(asdict(result) | judged)
    path.write_text(json.dumps({"machine": described, "rows": rows}, indent=1) + "\n")
