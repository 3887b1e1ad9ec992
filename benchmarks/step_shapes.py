"""Steps and pipelines that are measured, declared by specs, which both libraries read."""

from __future__ import annotations

STEPS = 10
"""Steps of a pipeline."""

_FORMS = (
    "par{n} = float(default=1.5, min=0.0)  # A limit in units of sigma",
    "par{n} = integer(default=3)  # How often it is done",
    "par{n} = boolean(default=True)  # Whether it is done",
    "par{n} = string(default='text')  # What it is called",
    "par{n} = option('poly', 'spline', default='poly')  # How it is fitted",
)


def value(number: int) -> object:
    """Return a value for the parameter of a number, other than its default."""
    return (2.25 + number, 4 + number, False, f"name {number}", "spline")[number % len(_FORMS)]


def spec(parameters: int) -> str:
    """Return the spec of a step with so many parameters."""
    lines = [_FORMS[number % len(_FORMS)].format(n=number) for number in range(parameters)]
    return "\n".join(f"        {line}" for line in ["output_ext = string(default='.asdf')", *lines])


def source(library: str) -> str:
    """Return the source of all steps and pipelines, for a library."""
    text = [f"from {library} import Pipeline, Step", "", ""]
    text += ["class EmptyStep(Step):", '    spec = """', spec(0), '    """', ""]
    text += ["    def process(self, data):", "        return data", "", ""]
    for parameters in (1, 10, 20, 100, 1000):
        names = [f"Step{parameters}x{number}" for number in range(STEPS)]
        for name in names:
            text += [f"class {name}(Step):", '    spec = """', spec(parameters), '    """', ""]
            text += ["    def process(self, data):", "        return data", "", ""]
        text += [f"class Pipeline{parameters}(Pipeline):", '    spec = """', spec(0), '    """']
        text += [f"    step_defs = {{{', '.join(f'{name.lower()!r}: {name}' for name in names)}}}", ""]
        text += ["    def process(self, data):"]
        text += [f"        data = self.{name.lower()}.run(data)" for name in names]
        text += ["        return data", "", ""]
    return "\n".join(text) + (_LAYERED if library == "stepconfig" else "\n\nLayered = Pipeline20\n")


_LAYERED = """

from stepconfig import PipelineConfig


class Text:
    def save(self, path):
        with open(path, "w") as file:
            file.write("counts")


class SavingStep(Step20x0):
    def process(self, data):
        return Text()


class UnrecordedStep(SavingStep):
    saves_record = False


class LayeredConfig(PipelineConfig):
    def setDefaults(self):
        for config in self.steps.values():
            config.update(par0=0.5, par1=1, par3="set by default")


class Layered(Pipeline):
    ConfigClass = LayeredConfig
    step_defs = Pipeline20.step_defs
    environment_prefix = "BENCH"
"""
"""What only this library can do: a step that saves with its record, and without.

And a pipeline that sets defaults of its steps, and takes parameters from the environment.
"""


def layer_of(first: int) -> dict[str, dict[str, object]]:
    """Return values for three parameters of each of ten steps."""
    pars = {f"par{number}": value(number) for number in range(first, first + 3)}
    return {f"step20x{number}": dict(pars) for number in range(STEPS)}


def layered_text(module: str) -> str:
    """Return a parameter file that sets three parameters of every step, and names a file for the first.

    That for the peer sets all that other sources set, too.
    """
    is_own = module.endswith("stepconfig")
    lines = ["#ASDF 1.0.0", "#ASDF_STANDARD 1.5.0", "%YAML 1.1", "%TAG ! tag:stsci.edu:asdf/"]
    lines += ["--- !core/asdf-1.1.0", f"class: {module}.Layered", "name: Layered", "parameters: {}", "steps:"]
    for name, pars in (layer_of(8) if is_own else _all_of()).items():
        lines += [f"- class: {module}.{name.title().replace('X', 'x')}", f"  name: {name}", "  parameters:"]
        lines += ["    config_file: step.asdf"] * (name == "step20x0" and not is_own)
        lines += [f"    {key}: {_yaml(each)}" for key, each in pars.items()]
        lines += ["  config_file: step.asdf"] * (name == "step20x0" and is_own)
    return "\n".join([*lines, "...", ""])


def _all_of() -> dict[str, dict[str, object]]:
    pars = {f"par{number}": value(number) for number in range(16)}
    return {name: dict(pars) for name in layer_of(0)}


def step_text(module: str) -> str:
    """Return a parameter file that sets three parameters of a step."""
    lines = ["#ASDF 1.0.0", "#ASDF_STANDARD 1.5.0", "%YAML 1.1", "%TAG ! tag:stsci.edu:asdf/"]
    lines += ["--- !core/asdf-1.1.0", f"class: {module}.Step20x0", "name: step20x0", "parameters:"]
    lines += [f"  {key}: {_yaml(each)}" for key, each in layer_of(6)["step20x0"].items()]
    return "\n".join([*lines, "...", ""])


def values_of(parameters: int) -> dict[str, dict[str, object]]:
    """Return a value for every parameter of the steps of a pipeline."""
    pars = {f"par{number}": value(number) for number in range(parameters)}
    return {f"step{parameters}x{number}": dict(pars) for number in range(STEPS)}


def asdf_text(module: str, parameters: int) -> str:
    """Return a parameter file that sets every parameter of a pipeline's steps."""
    lines = ["#ASDF 1.0.0", "#ASDF_STANDARD 1.5.0", "%YAML 1.1", "%TAG ! tag:stsci.edu:asdf/"]
    lines += ["--- !core/asdf-1.1.0", f"class: {module}.Pipeline{parameters}", f"name: Pipeline{parameters}"]
    lines += ["parameters: {}", "steps:"]
    for name, pars in values_of(parameters).items():
        lines += [f"- class: {module}.{name.title().replace('X', 'x')}", f"  name: {name}", "  parameters:"]
        lines += [f"    {key}: {_yaml(each)}" for key, each in pars.items()]
    return "\n".join([*lines, "...", ""])


def _yaml(each: object) -> str:
    return str(each).lower() if isinstance(each, bool) else str(each)


def python_text(parameters: int) -> str:
    """Return an override file that sets the same."""
    return "".join(
        f"config.steps.{name}.{key} = {each!r}\n"
        for name, pars in values_of(parameters).items()
        for key, each in pars.items()
    )
