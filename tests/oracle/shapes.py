"""Random trees of steps and configs: what is known of them here, and the module that defines them."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.spellings import literal, random_value

PARAMETERS = ("gain", "order", "camelCase", "low_limit", "x__y", "table", "words", "size")
PARTS = ("mesh", "fit", "inner")
CHOICES = ("psf", "method")
DICTS = ("bands", "chips")
STEPS = ("flat", "find_stars", "sky", "final")
KEYS = ("g", "r", "long_key")
COMMON = (
    *(("output_file", "str"), ("output_dir", "str"), ("output_ext", "str")),
    *(("save_results", "bool"), ("skip", "bool"), ("suffix", "str")),
)
"""Parameters that every step has: texts are optional, and a yes or no is a no."""


class Key(str):
    """A part of a path that Python writes in brackets."""

    __slots__ = ()


@dataclass
class Parameter:
    """A parameter: ``base`` is the type of it, or of the items of a list or dict, which ``form`` says."""

    name: str
    base: str
    form: str = "one"
    optional: bool = False
    default: Any = None
    allowed: tuple[Any, ...] | None = None
    line: int | None = None
    selects: bool = False

    def value(self, rng, may_be_none=True):
        """A random value."""
        if self.optional and may_be_none and rng.random() < 0.15:
            return None
        if self.allowed is not None:
            return rng.choice(self.allowed)
        if self.form == "one":
            return random_value(rng, self.base)
        if self.form == "list":
            return [random_value(rng, self.base) for _ in range(rng.randint(0, 3))]
        return {key: random_value(rng, self.base) for key in rng.sample(KEYS, rng.randint(0, 2))}

    def declaration(self):
        """The code that declares it."""
        more = ", optional=True" if self.optional else ""
        default = literal(self.default)
        if self.form == "list":
            return f'ListField("A list.", {self.base}, {default}{more})'
        if self.form == "dict":
            return f'DictField("A dict.", str, {self.base}, {default}{more})'
        if self.allowed is None:
            return f'Field("A value.", {self.base}, {default}{more})'
        if self.base == "str":
            choices = dict.fromkeys(self.allowed, "One.")
            return f'ChoiceField("A choice.", str, {choices!r}, {default}{", optional=False" * (not more)})'
        low, high = (-5, 5) if self.base == "int" else (-5.0, 5.0)
        limits = f"min={low}, max={high}, inclusiveMax=True"
        return f'RangeField("A number.", {self.base}, {default}{more}, {limits})'


@dataclass(eq=False)
class Shape:
    """A class of configs, with the step or pipeline that it is for."""

    name: str
    kind: str
    parameters: dict[str, Parameter] = field(default_factory=dict)
    parts: dict[str, "Shape"] = field(default_factory=dict)
    choices: dict[str, "Choice"] = field(default_factory=dict)
    dicts: dict[str, "Items"] = field(default_factory=dict)
    steps: dict[str, "Shape"] = field(default_factory=dict)
    sets: list[Any] = field(default_factory=list)

    @property
    def class_name(self):
        """Name of the step class."""
        return self.name.removesuffix("Config")

    def inside(self):
        """Path and shape of every config right below, steps included."""
        for name, part in self.parts.items():
            yield (name,), part
        for name, choice in self.choices.items():
            for key, shape in choice.shapes.items():
                yield (name, Key(key)), shape
        for name, items in self.dicts.items():
            for key in items.keys:
                yield (name, Key(key)), items.shape
        for name, step in self.steps.items():
            yield ("steps", name), step

    def all_parameters(self, path=()):
        """Path and parameter of all that is in the tree."""
        for name, parameter in self.parameters.items():
            yield (*path, name), parameter
        for name, choice in self.choices.items():
            allowed = tuple(choice.shapes)
            yield (
                (*path, name),
                Parameter(name, "str", "one", False, choice.default, allowed, choice.line, True),
            )
        for inner, shape in self.inside():
            yield from shape.all_parameters((*path, *inner))

    def all_shapes(self, path=()):
        """Path and shape of the tree itself and of every config in it."""
        yield path, self
        for inner, shape in self.inside():
            yield from shape.all_shapes((*path, *inner))

    def all_steps(self, path=()):
        """Path and shape of the tree itself and of every step in it."""
        return ((found, shape) for found, shape in self.all_shapes(path) if shape.kind != "config")


@dataclass
class Choice:
    """Configs among which one is chosen."""

    shapes: dict[str, Shape]
    default: str
    line: int = 0


@dataclass
class Items:
    """Configs by name."""

    shape: Shape
    keys: tuple[str, ...]
    line: int = 0


class Maker:
    """Makes the shapes of one module."""

    def __init__(self, rng):
        self.rng = rng
        self.made = []
        self.numbers = itertools.count()

    def config(self, depth=1):
        """A shape for a part of a config."""
        shape = Shape(f"Part{next(self.numbers)}", "config", parameters=self._parameters(1, 2))
        self._fill(shape, depth)
        return self._done(shape)

    def step(self):
        """A shape for a step."""
        known = [shape for shape in self.made if shape.kind == "step"]
        if known and self.rng.random() < 0.2:
            return self.rng.choice(known)
        shape = Shape(f"Step{next(self.numbers)}Config", "step", parameters=self._with_common(1, 4))
        self._fill(shape, 2)
        return self._done(shape)

    def pipeline(self, depth=2):
        """A shape for a pipeline."""
        shape = Shape(f"Pipe{next(self.numbers)}Config", "pipeline", parameters=self._with_common(0, 2))
        if self.rng.random() < 0.2:
            self._fill(shape, 1)
        for name in self.rng.sample(STEPS, self.rng.randint(1, 3)):
            is_pipeline = depth > 1 and self.rng.random() < 0.35
            shape.steps[name] = self.pipeline(depth - 1) if is_pipeline else self.step()
        return self._done(shape)

    def _done(self, shape):
        rng = self.rng
        if rng.random() < 0.5:
            found = [
                (path, parameter)
                for path, parameter in shape.all_parameters()
                if parameter.name not in ("skip", "save_results")
            ]
            for path, parameter in rng.sample(found, min(len(found), rng.randint(1, 3))):
                shape.sets.append((path, parameter, parameter.value(rng)))
        self.made.append(shape)
        return shape

    def _fill(self, shape, depth):
        if depth and self.rng.random() < 0.5:
            for name in self.rng.sample(PARTS, self.rng.randint(1, 2)):
                shape.parts[name] = self.config(depth - 1)
        if depth and self.rng.random() < 0.15:
            shapes = {key: self.config(0) for key in self.rng.sample(KEYS, 2)}
            shape.choices[self.rng.choice(CHOICES)] = Choice(shapes, self.rng.choice(list(shapes)))
        if depth and self.rng.random() < 0.15:
            keys = tuple(self.rng.sample(KEYS, self.rng.randint(1, 2)))
            shape.dicts[self.rng.choice(DICTS)] = Items(self.config(0), keys)

    def _with_common(self, fewest, most):
        common = {
            name: Parameter(name, base, "one", base == "str", None if base == "str" else False)
            for name, base in COMMON
        }
        return {**common, **self._parameters(fewest, most)}

    def _parameters(self, fewest, most):
        rng = self.rng
        names = rng.sample(PARAMETERS, rng.randint(fewest, most))
        return {name: self._parameter(name) for name in names}

    def _parameter(self, name):
        rng = self.rng
        form = rng.choice(("one", "one", "one", "list", "dict", "choice", "range"))
        base = rng.choice(("bool", "int", "float", "complex", "str"))
        allowed = None
        if form == "choice":
            form, base, allowed = "one", "str", ("a", "no", "1.0", "two words")
        elif form == "range":
            form, base = "one", rng.choice(("int", "float"))
            allowed = (-5, 0, 3, 5) if base == "int" else (-5.0, -0.5, 0.0, 1e-3, 5.0)
        elif form == "dict":
            base = rng.choice(("float", "str", "int"))
        made = Parameter(name, base, form, rng.random() < 0.4, None, allowed)
        made.default = made.value(rng)
        return made


HEAD = """\
from stepconfig import (
    ChoiceField, Config, ConfigChoiceField, ConfigDictField, ConfigField, DictField, Field, ListField,
    Pipeline, PipelineConfig, RangeField, Step, StepConfig,
)

runs = []
"""


def source_of(shapes):
    """The text of a module with the classes; the shapes get the lines of their declarations."""
    lines = HEAD.splitlines()
    for shape in shapes:
        base = {"config": "Config", "step": "StepConfig", "pipeline": "PipelineConfig"}[shape.kind]
        lines += ["", "", f"class {shape.name}({base}):", '    """Parameters."""', ""]
        _add_fields(shape, lines)
        if shape.sets:
            lines += ["", "    def setDefaults(self):"]
            lines += ["        super().setDefaults()"] * (len(shape.sets) % 2)
            for number, (path, parameter, value) in enumerate(shape.sets):
                lines.append(f"        {code('self', path)}{'.name' * parameter.selects} = {literal(value)}")
                shape.sets[number] = (path, parameter, value, len(lines))
        if shape.kind != "config":
            base = "Step" if shape.kind == "step" else "Pipeline"
            lines += ["", "", f"class {shape.class_name}({base}):", '    """A step."""', ""]
            lines.append(f"    ConfigClass = {shape.name}")
            lines.append('    environment_prefix = "ORACLE"')
            if shape.steps:
                steps = ", ".join(f'"{name}": {step.class_name}' for name, step in shape.steps.items())
                lines.append(f"    step_defs = {{{steps}}}")
            lines += ["", "    def process(self):", "        runs.append(self.config)"]
    return "\n".join(lines) + "\n"


def _add_fields(shape, lines):
    for name, parameter in shape.parameters.items():
        if not any(name == common for common, _ in COMMON):
            lines.append(f"    {name} = {parameter.declaration()}")
            parameter.line = len(lines)
    for name, part in shape.parts.items():
        lines.append(f'    {name} = ConfigField("A part.", {part.name})')
    for name, choice in shape.choices.items():
        types = ", ".join(f'"{key}": {each.name}' for key, each in choice.shapes.items())
        lines.append(f'    {name} = ConfigChoiceField("A choice.", {{{types}}}, "{choice.default}")')
        choice.line = len(lines)
    for name, items in shape.dicts.items():
        default = ", ".join(f'"{key}": {items.shape.name}' for key in items.keys)
        lines.append(f'    {name} = ConfigDictField("By name.", str, {items.shape.name}, {{{default}}})')
        items.line = len(lines)


def code(root, path):
    """The Python code of a path."""
    return root + "".join(f'["{part}"]' if isinstance(part, Key) else f".{part}" for part in path)
