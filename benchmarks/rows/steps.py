"""Steps and pipelines, against stpipe."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import Any

from library import Library
from step_shapes import STEPS, asdf_text, layer_of, layered_text, python_text, step_text, value, values_of
from timing import Measure, Unrolled, prove, quiet, repeated


def _calling(library: Library) -> dict[str, Any]:
    return {"configure_log": False}


def call(library: Library) -> Measure:
    """Call an empty step; proven by its result.

    With 0, for the peer opens what is not false to look for reference parameters.
    """
    step, keywords = library.steps.EmptyStep, _calling(library)
    prove(step.call(0, **keywords) == 0, "the step did not run")
    return repeated(lambda: step.call(0, **keywords))


def run(library: Library) -> Measure:
    """Run an empty step that is there already; proven by its result."""
    step = library.steps.EmptyStep()
    prove(step.run(7) == 7, "the step did not run")
    return repeated(lambda: step.run(7))


def run_without_collection(library: Library) -> Measure:
    """Run an empty step, the garbage collection that the peer does after each run left out."""
    measure = run(library)
    sample = measure.sample

    def sample_without(n: int) -> float:
        collect = gc.collect
        gc.collect()
        gc.collect = lambda *generation: 0  # type: ignore[assignment]
        try:
            return sample(n)
        finally:
            gc.collect = collect

    return Measure(sample_without)


def build(library: Library) -> Measure:
    """Make a pipeline of ten steps with twenty parameters each; proven by all their values."""
    make = library.steps.Pipeline20
    pars = make().get_pars()["steps"]
    prove(len(pars) == STEPS and all(len(each) >= 20 for each in pars.values()), "parameters are missing")
    prove(make(steps=values_of(20)).step20x3.par4 == "spline", "a parameter was not set")
    return repeated(make)


def run_pipeline(library: Library) -> Measure:
    """Run a pipeline of ten empty steps; proven by its result."""
    pipeline = library.steps.Pipeline20()
    prove(pipeline.run(7) == 7, "the pipeline did not run")
    return repeated(lambda: pipeline.run(7))


def export(library: Library) -> Measure:
    """Write the parameters of a pipeline of ten steps; proven by reading them."""
    make = library.steps.Pipeline20
    pipeline = make(steps=values_of(20))
    path = str(library.folder / "exported.asdf")

    def write() -> None:
        written = pipeline.export_config(path)
        if hasattr(written, "write_to"):
            written.write_to(path)

    write()
    prove(make.from_config_file(path).step20x3.par4 == "spline", "the parameters did not come back")
    return repeated(write)


def read(library: Library) -> Measure:
    """Read parameters of a step as attributes; proven by their values."""
    step = library.steps.Step20x0()
    names = [f"par{number}" for number in range(20)]
    prove([getattr(step, name) for name in names[:3]] == [1.5, 3, True], "the defaults are others")
    loop = Unrolled([f"config.{name}" for name in names])
    return Measure(lambda n: loop.elapsed(step, n), per=len(names))


def write(library: Library) -> Measure:
    """Write parameters of a step as attributes, as `access.write` does of a config from a frame two deep.

    Proven by their values, and where there is a history by one entry more for every write.
    """
    make = library.steps.Step20x0
    loop = Unrolled(["config.par0 = 2.5", "config.par1 = 7", "config.par3 = 'other'", "config.par2 = False"])
    records = library.name == "stepconfig"

    def sample(n: int) -> float:
        step = make()
        with quiet():
            elapsed = loop.elapsed(step, n, depth=2)
        prove((step.par0, step.par1, step.par2) == (2.5, 7, False), "a value was not written")
        prove(not records or len(step.config.history["par1"]) == n + 1, "history entries are missing")
        return elapsed

    sample(1)
    return Measure(sample, per=4, most=500)


def record(library: Library) -> Measure:
    """What the record adds to a run of a step with twenty parameters that saves its output.

    In a folder in memory where the system has one: how long a disk takes to write is no matter of the
    library. Proven by the record, which is there with the one and not with the other.
    """
    temporary = TemporaryDirectory(prefix="bench-", dir=IN_MEMORY if os.path.isdir(IN_MEMORY) else None)
    folder = Path(temporary.name)
    (library.folder / "m51.dat").write_text("counts")
    recorded, bare = (
        make(save_results=True, suffix=make.__name__, output_dir=str(folder))
        for make in (library.steps.SavingStep, library.steps.UnrecordedStep)
    )
    for step, is_recorded in ((recorded, True), (bare, False)):
        step.run("m51.dat")
        (output,) = folder.glob(f"m51_{step.suffix}.asdf")
        prove(Path(f"{output}.record.asdf").exists() == is_recorded, f"the record of {output} is not as said")

    def sample(n: int, folder: TemporaryDirectory[str] = temporary) -> float:  # kept as long as this is
        with quiet():
            elapsed = [_elapsed(step, n) for step in (recorded, bare)]
        return elapsed[0] - elapsed[1]

    return Measure(sample, most=20, repeats=10)


IN_MEMORY = "/dev/shm"
"""A folder in memory, on Linux."""


def _elapsed(step: Any, n: int) -> int:
    begun = perf_counter_ns()
    for _ in range(n):
        step.run("m51.dat")
    return perf_counter_ns() - begun


def resolve_file(library: Library, parameters: int) -> Measure:
    """Make a pipeline of a parameter file that sets all parameters of its ten steps; proven by all values."""
    each = parameters // STEPS
    make = getattr(library.steps, f"Pipeline{each}")
    path = library.folder / f"resolve_{parameters}.asdf"
    path.write_text(asdf_text(library.steps.__name__, each))
    _prove_values(make.from_config_file(str(path)), each)
    return repeated(lambda: make.from_config_file(str(path)))


def resolve_python(library: Library, parameters: int) -> Measure:
    """Make a pipeline of an override file; the peer, which has none, reads the parameter file."""
    if library.name != "stepconfig":
        return resolve_file(library, parameters)
    each = parameters // STEPS
    make = getattr(library.steps, f"Pipeline{each}")
    path = library.folder / f"resolve_{parameters}.py"
    path.write_text(python_text(each))

    def made() -> Any:
        config = make.ConfigClass()
        config.load(str(path))
        return make(config=config)

    _prove_values(made(), each)
    return repeated(made)


def resolve_layers(library: Library) -> Measure:
    """Make a pipeline of ten steps with twenty parameters from all seven levels of sources, three each.

    The peer has no ``setDefaults`` and no variables, and its reference parameters come from a server: its
    parameter file says what these say. The file for a step and the keywords are the same. Proven by a value
    of each source.
    """
    module = library.steps
    path = str(library.folder / f"layered_{library.name}.asdf")
    Path(path).write_text(layered_text(module.__name__))
    (library.folder / "step.asdf").write_text(step_text(module.__name__))
    keywords = layer_of(10)
    make = _made_by_stepconfig if library.name == "stepconfig" else _made_by_stpipe
    pipeline = make(module.Layered, path, keywords)
    step = pipeline.step20x0
    proofs = {"par6": value(6), "par8": value(8), "par12": value(12)}
    if library.name == "stepconfig":
        proofs |= {"par0": 0.5, "par2": value(2), "par4": value(4), "par14": "spline", "par15": 8.5}
        levels = {entries[-1].layer for entries in step.config.history.values()}
        prove(len(levels) == 9, f"the sources are {levels}")
    for name, expected in proofs.items():
        prove(getattr(step, name) == expected, f"{name} is {getattr(step, name)!r}")
    return repeated(lambda: make(module.Layered, path, keywords))


def _made_by_stpipe(cls: Any, path: str, keywords: dict[str, Any]) -> Any:
    config, name = cls.build_config(
        None, config_file=path, steps={key: dict(each) for key, each in keywords.items()}
    )
    return cls.from_config_section(config, name="layered", config_file=name)


def _made_by_stepconfig(cls: Any, path: str, keywords: dict[str, Any]) -> Any:
    from stepconfig.history.location import caller_location
    from stepconfig.sources.command_line import split_arguments
    from stepconfig.sources.environment import Environment
    from stepconfig.sources.keywords import keyword_layer
    from stepconfig.sources.parameter_file import file_layer

    step_classes = set(cls.step_defs.values())
    of_step = {f"par{number}": value(number) for number in (2, 3, 4)}
    of_pipeline = {"steps": layer_of(4)}
    return cls.from_layers(
        [
            *cls.reference_layers(lambda each: of_step if each in step_classes else of_pipeline),
            file_layer(path),
            Environment("BENCH", _VARIABLES),
            keyword_layer({"steps": keywords}, caller_location()),
            split_arguments(_ARGUMENTS, {}).layer,
        ]
    )


_VARIABLES = {f"BENCH_STEPS__{name.upper()}__PAR14": "spline" for name in layer_of(0)}
_ARGUMENTS = [f"--steps.{name}.par15=8.5" for name in layer_of(0)]


def _prove_values(pipeline: Any, parameters: int) -> None:
    for name, pars in values_of(parameters).items():
        step = getattr(pipeline, name)
        for key, expected in pars.items():
            prove(getattr(step, key) == expected, f"{name}.{key} is {getattr(step, key)!r}")
