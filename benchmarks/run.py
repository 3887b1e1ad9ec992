"""Measure stepconfig against pex_config and plain classes, in turns, and judge the ratios.

    python benchmarks/run.py --peer-python .venv-bench/bin/python

Each library works in a process of its own. A round samples all of them one after the other, and the next
round in the opposite order, so that whatever else the machine does hits them alike.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

from processes import MeasuringError, Worker, time_start
from report import Result, machine, show, summary, write_json, write_markdown
from table import IMPORT, ROWS, STEP_IMPORT, Row

FEWEST = 5
"""Rounds that even a slow row gets."""

BUDGET = 8.0
"""Time (s) after which a slow row gets no more rounds than `FEWEST`."""


class Bench:
    """The two workers and what they measured."""

    def __init__(self, own: Worker, peer: Worker, rounds: int) -> None:
        self.own = own
        self.peer = peer
        self.rounds = rounds

    def measure(self, row: Row) -> list[Result]:
        """Measure a row; gives one result for each ratio that is judged."""
        if row is IMPORT:
            modules = {who: f"import {worker.module}" for who, worker in self._workers.items()}
            return self._measure_import(row, modules)
        if row is STEP_IMPORT:
            runners = {"peer": "stpipe", "own": "stepconfig"}
            return self._measure_import(
                row, {who: f"from {name} import Pipeline, Step" for who, name in runners.items()}
            )
        askers = {"own": (self.own, False)}
        if not row.alone:
            askers = {"peer": (self.peer, False), **askers}
        if row.slots:
            askers["slots"] = (self.own, True)
        samples: dict[str, list[float]] = {who: [] for who in askers}
        try:
            for worker, slots in askers.values():
                worker.ask("prepare", row.name, slots)
            began = perf_counter()
            for number in range(self.rounds):
                for who in sorted(askers, reverse=bool(number % 2)):
                    worker, slots = askers[who]
                    samples[who].append(worker.ask("sample", row.name, slots)["value"])
                if number + 1 >= FEWEST and perf_counter() - began > BUDGET:
                    break
            for worker, slots in askers.values():
                worker.ask("drop", row.name, slots)
        except MeasuringError as error:
            return [_failed(row, error)]
        results = [Result(row.name, row.title, row.unit, row.target, samples, most=row.most)]
        if row.slots_target is not None:
            both = {who: samples[who] for who in ("own", "slots")}
            title = "... against a __slots__ class"
            results.append(Result(f"{row.name}-slots", title, row.unit, row.slots_target, both, "slots"))
        return results

    @property
    def _workers(self) -> dict[str, Worker]:
        return {"peer": self.peer, "own": self.own}

    def _measure_import(self, row: Row, statements: dict[str, str]) -> list[Result]:
        """Time fresh interpreters that import something or nothing; judged is the difference."""
        wall: dict[str, list[float]] = {"peer": [], "own": []}
        cost: dict[str, list[float]] = {"peer": [], "own": []}
        workers = self._workers
        try:
            for who, worker in workers.items():
                time_start(worker.python, statements[who])
            for number in range(2 * self.rounds):
                for who in sorted(workers, reverse=bool(number % 2)):
                    bare = time_start(workers[who].python, "pass")
                    full = time_start(workers[who].python, statements[who])
                    wall[who].append(full)
                    cost[who].append(full - bare)
        except MeasuringError as error:
            return [_failed(row, error)]
        return [
            Result(row.name, row.title, row.unit, row.target, cost),
            Result(f"{row.name}-wall", "... with the start of the interpreter", row.unit, None, wall),
        ]


def _failed(row: Row, error: MeasuringError) -> Result:
    """Show why a row could not be measured and keep it as missed."""
    print(f"{row.name}: {error}\n{error.details}".rstrip(), file=sys.stderr)
    return Result(row.name, row.title, row.unit, row.target, error=str(error))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peer-python", required=True, help="interpreter of the environment with pex_config")
    parser.add_argument("--peer-library", default="lsst.pex.config", help="module of the peer (%(default)s)")
    parser.add_argument("--own-python", default=sys.executable, help="interpreter for stepconfig (this one)")
    parser.add_argument("--own-library", default="stepconfig", help="module that is judged (%(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="samples of each library (%(default)s)")
    parser.add_argument("--rows", default="*", help="measure the rows whose name matches, as in 'write/*'")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="put the table into a page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all the samples to FILE")
    parser.add_argument("--no-fail", action="store_true", help="exit code 0 even if a target is missed")
    return parser.parse_args()


def main() -> int:
    """Run the benchmark; 0 if all targets are reached, 1 if not, 2 if it could not be run."""
    options = _options()
    chosen = [row for row in ROWS if fnmatch.fnmatch(row.name, options.rows)]
    if not chosen:
        names = " ".join(row.name for row in ROWS)
        print(f"no row is called {options.rows!r}; there are: {names}", file=sys.stderr)
        return 2
    began = perf_counter()
    results: list[Result] = []
    with ExitStack() as stack:
        try:
            own = Worker(options.own_python, options.own_library)
            stack.callback(own.close)
            peer = Worker(options.peer_python, options.peer_library)
            stack.callback(peer.close)
        except (MeasuringError, OSError) as error:
            print(f"cannot measure: {error}", file=sys.stderr)
            return 2
        if own.about["python"] != peer.about["python"]:
            print(f"two Python versions: {own.about} and {peer.about}", file=sys.stderr)
            return 2
        described = machine([own.about, peer.about], options.rounds)
        print(", ".join(f"{key}: {value}" for key, value in described.items()), flush=True)
        bench = Bench(own, peer, options.rounds)
        for row in chosen:
            if sys.stderr.isatty():
                print(f"\r\033[K{len(results)}: {row.title}", end="", file=sys.stderr, flush=True)
            results += bench.measure(row)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)
    show(results)
    print(f"{summary(results)} in {perf_counter() - began:.0f} s")
    if options.markdown:
        write_markdown(options.markdown, results, described)
    if options.json:
        write_json(options.json, results, described)
    return 0 if options.no_fail or all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
