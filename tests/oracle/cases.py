"""One case: random classes, random values from every source, the real files, and what the model expects."""

import random
import sys
import types
import warnings
from pathlib import Path

from stepconfig import DiscardedOverridesWarning, ParameterWarning, Step
from stepconfig.cli import strun
from stepconfig.history.location import caller_location
from stepconfig.sources.command_line import split_arguments
from stepconfig.sources.keywords import keyword_layer
from stepconfig.sources.parameter_file import file_layer
from tests.oracle import spellings
from tests.oracle.model import Edit, Model, Place, exact
from tests.oracle.pages import SUFFIXES, Leaf, page
from tests.oracle.shapes import DICTS, Key, Maker, code, source_of

DOORS = ("constructor", "call", "from_layers", "from_layers", "from_config_file", "strun", "strun")
RUN = ("skip", "save_results")
"""Parameters that decide whether the step that is run does run, and writes."""


def own_line(text):
    """The line of this module that ends with a comment."""
    (found,) = (
        number
        for number, line in enumerate(Path(__file__).read_text(encoding="utf-8").splitlines(), 1)
        if line.endswith(f"  # {text}")
    )
    return found


OWN_LINES = Path(__file__).read_text(encoding="utf-8").split("\n")
LINES = {text: own_line(text) for text in ("constructs", "calls", "says", "asks")}


def place_here(text):
    """The place of the line of this module that ends with a comment."""
    return Place(OWN_LINES[LINES[text] - 1].strip(), __file__, LINES[text])


class Case:
    """A tree of classes, what every source says of it, and the config that the resolver makes of that.

    Parameters
    ----------
    seed : int
        Everything follows from it.
    folder : Path
        For the files.
    """

    def __init__(self, seed, folder):
        self.rng = random.Random(seed)
        self.folder = folder / f"case{seed}"
        self.folder.mkdir()
        self.model = Model()
        self.environ = {}
        self.files = 0
        self.newer = 0
        self.module = f"oracle_case_{seed}"
        maker = Maker(self.rng)
        self.root = maker.pipeline() if self.rng.random() < 0.85 else maker.step()
        text = source_of(maker.made)
        self.source = self._write(self.folder / f"{self.module}.py", text)
        self._add_defaults(self.root, ())
        self._add_sets(self.root, ())

    def _write(self, path, text):
        path.write_bytes(text.encode())
        return path

    # -- what the code says ------------------------------------------------------------------------

    def _add_defaults(self, shape, path):
        for inner, parameter in shape.all_parameters(path):
            place = Place("", str(self.source), parameter.line) if parameter.line else Place("")
            if parameter.selects:  # as in pex_config
                self.model.say(inner, "default", "Initialized from defaults", place)
            self.model.say(inner, "default", parameter.default, place)

    def _add_sets(self, shape, path):
        lines = self.source.read_text(encoding="utf-8").split("\n")
        for inner, part in shape.inside():
            self._add_sets(part, (*path, *inner))
        for inner, _, value, line in shape.sets:
            place = Place(lines[line - 1].strip(), str(self.source), line)
            self.model.say((*path, *inner), "setDefaults", value, place)

    # -- what is said ------------------------------------------------------------------------------

    def _chosen(self, shape, path, most=5):
        """Path and parameter of some of the parameters of a tree."""
        found = [
            (inner, parameter)
            for inner, parameter in shape.all_parameters(path)
            if not (len(inner) == 1 and parameter.name in RUN)
        ]
        return self.rng.sample(found, min(len(found), self.rng.randint(0, most)))

    def _said(self, path, parameter, edits=True):
        """A value for a parameter, or an edit of the one that it has."""
        may_edit = not parameter.optional or (edits and self.model.values[path] is not None)
        if parameter.form != "one" and may_edit and self.rng.random() < 0.3:
            value = parameter.value(self.rng, may_be_none=False)
            return Edit(".extend({})" if parameter.form == "list" else ".update({})", (value,))
        return parameter.value(self.rng)

    def _file(self, path, shape, layer, suffix, folder, class_name=None, sayer=None):
        """Write a data file for a step; the files that it names for steps in it are below it."""
        rng = self.rng
        self.files += 1
        folder = folder / rng.choice(("", "", f"sub{self.files}"))
        folder.mkdir(exist_ok=True)
        filename = folder / f"file{self.files}{suffix}"
        step = _StepNode()
        for inner, each in shape.all_steps():
            node = step.at(inner)
            if inner and layer != "reference" and rng.random() < 0.1:
                named = self._file((*path, *inner), each, "step file", rng.choice(SUFFIXES), folder)
                node.config_file = rng.choice((str(named.relative_to(folder)), str(named)))
        says = []
        for inner, parameter in self._chosen(shape, path):
            relative = inner[len(path) :]
            for _ in range(1 + (parameter.form == "list" and rng.random() < 0.2)):
                said = self._said(inner, parameter, edits=layer != "reference")
                value = said.arguments[0] if isinstance(said, Edit) else said
                if suffix == ".cfg" and not spellings.fits_cfg(value):
                    continue
                leaf = Leaf(parameter.base, value, inner, said)
                if not step.add(relative, leaf, parameter.selects, isinstance(said, Edit)):
                    continue
                place = Place("", str(filename))
                says.append((leaf, place))
                if layer != "reference":
                    self.model.say(inner, layer, said, place)
        tree = _laid_out(rng, step, suffix, class_name)
        text = page(rng, suffix, tree)
        self._write(filename, text)
        lines = text.split("\n")
        for leaf, place in says:
            place.line, place.column = leaf.line, leaf.column
            place.text = lines[leaf.line - 1].strip()
        return filename if layer != "reference" else (filename, says)

    def _python_file(self):
        """Write an override file."""
        rng = self.rng
        self.files += 1
        filename = self.folder / f"file{self.files}.py"
        lines = ["# overrides"]
        for path, parameter in self._chosen(self.root, ()):
            lines += [""] * rng.randint(0, 1)
            said = self._said(path, parameter)
            target = code("config", path)
            if rng.random() < 0.3:
                lines.append(f"owner = {code('config', path[:-1])}")
                target = code("owner", path[-1:])
            if isinstance(said, Edit):
                said, statement = self._statement(said, target)
            else:
                statement = f"{target}{'.name' * parameter.selects} = {spellings.literal(said)}"
            lines.append(statement)
            self.model.say(path, "override file", said, Place(statement, str(filename), len(lines)))
        return self._write(filename, "\n".join(lines) + "\n")

    def _statement(self, said, target):
        """An edit in Python: that one, or of one item."""
        (value,) = said.arguments
        if not value or self.rng.random() < 0.4:
            name = said.form.partition("(")[0]
            return said, f"{target}{name}({spellings.literal(value)})"
        if isinstance(value, list):
            return Edit(".append({})", (value[0],)), f"{target}.append({spellings.literal(value[0])})"
        key, item = next(iter(value.items()))
        return Edit("[{}] = {}", (key, item)), f"{target}[{key!r}] = {spellings.literal(item)}"

    def _any_file(self, class_name=None):
        """A parameter file for the whole run."""
        if class_name is None and self.rng.random() < 0.15:
            return self._python_file()
        suffix = self.rng.choice(SUFFIXES)
        return self._file((), self.root, "parameter file", suffix, self.folder, class_name)

    def _file_for_step(self, folder):
        """Now and then, a step and the file that a source without one of its own names for it."""
        steps = [(path, shape) for path, shape in self.root.all_steps() if path]
        if not steps or self.rng.random() > 0.15:
            return None
        path, shape = self.rng.choice(steps)
        named = self._file(path, shape, "step file", self.rng.choice(SUFFIXES), self.folder)
        return path, str(self.rng.choice((named, named.relative_to(folder))))

    def _environment(self):
        """Set environment variables."""
        rng = self.rng
        named = self._file_for_step(Path.cwd())
        if named is not None:
            self.environ["__".join(("ORACLE_STEPS", *named[0][1:], "config_file")).upper()] = named[1]
        for path, parameter in self._chosen(self.root, (), 4):
            value = parameter.value(rng)
            if not spellings.fits_word(value, parameter.optional):
                continue
            name = "__".join(path)
            name = f"ORACLE_{rng.choice((name, name.upper(), name.upper()))}"
            self.environ[name] = spellings.word(rng, parameter.base, value)
            self.model.say(path, "environment", value, Place(f"{name}={self.environ[name]}"))

    def _keywords(self, line):
        """Keywords of a call: dotted, in dicts, or both."""
        rng = self.rng
        keywords = {}
        place = place_here(line)
        named = self._file_for_step(Path.cwd())
        if named is not None:
            _put(rng, keywords, (*named[0], "config_file"), named[1])
        for path, parameter in self._chosen(self.root, (), 4):
            said = self._said(path, parameter)
            is_edit = isinstance(said, Edit)
            value = said.arguments[0] if is_edit else said
            inner = (*path, "name") if parameter.selects else path
            if _put(rng, keywords, (*inner[:-1], inner[-1] + "+" * is_edit), value):
                self.model.say(path, "keyword", said, place)
        return keywords

    def _arguments(self):
        """Arguments of a command line."""
        rng = self.rng
        arguments = []
        named = self._file_for_step(Path.cwd())
        if named is not None:
            arguments.append([f"--{'.'.join(named[0])}.config_file={named[1]}"])
        for path, parameter in self._chosen(self.root, (), 4):
            said = self._said(path, parameter)
            is_edit = isinstance(said, Edit)
            texts = []
            values = []
            for number in range(1 + (rng.random() < 0.2)):
                value = said.arguments[0] if is_edit else said
                if number:
                    value = parameter.value(rng, may_be_none=False)
                if (value is None and number) or not spellings.fits_word(value, parameter.optional):
                    continue
                values.append(value)
                text = spellings.word(rng, parameter.base, value)
                name = f"--{self._dashed(path)}{'.name' * parameter.selects}{'+' * is_edit}"
                is_apart = not text.startswith("--") and rng.random() < 0.4
                arguments.append([name, text] if is_apart else [f"{name}={text}"])
                texts.append(" ".join(arguments[-1]))
            self._say_arguments(path, parameter, said, values, texts)
        return arguments

    def _say_arguments(self, path, parameter, said, values, texts):
        """Options for a list that are given several times are one; of others each counts."""
        if parameter.form == "list" and len(values) > 1:
            values = [[item for value in values for item in value or ()]]
            texts = [" ".join(texts)]
        for value, text in zip(values, texts, strict=True):
            whole = Edit(said.form, (value,)) if isinstance(said, Edit) else value
            self.model.say(path, "command line", whole, Place(text))

    def _dashed(self, path):
        return ".".join(
            part.replace("_", "-") if self.rng.random() < 0.2 and "." not in part else part for part in path
        )

    def _references(self):
        """Reference parameters of classes, as mappings or files; lowest first, they are said of each step."""
        rng = self.rng
        given = {}
        said = []
        classes = {shape.class_name: shape for _, shape in self.root.all_steps()}
        for name, shape in classes.items():
            if rng.random() > 0.3:
                continue
            if rng.random() < 0.5:
                filename, says = self._file((), shape, "reference", rng.choice(SUFFIXES), self.folder)
                given[name] = str(filename)
                said += [(name, leaf.path, leaf.said, place) for leaf, place in says]
            else:
                given[name] = {}
                place = place_here("asks")
                for path, parameter in self._chosen(shape, ()):
                    value = parameter.value(rng)
                    inner = (*path, "name") if parameter.selects else path
                    if _put(rng, given[name], inner, value):
                        said.append((name, path, value, place))
                if rng.random() < 0.1:
                    given[name]["newer_than_this"] = 1
                    self.newer += sum(each is shape for _, each in self.root.all_steps())
        steps = [(path, shape) for path, shape in self.root.all_steps()]
        for kind in ("step", "pipeline"):
            for path, shape in sorted(steps, key=lambda each: -len(each[0])):
                for name, inner, value, place in said:
                    if shape.kind == kind and shape.class_name == name:
                        self.model.say((*path, *inner), f"{kind} reference", value, place)
        return given

    # -- the resolver ------------------------------------------------------------------------------

    def resolved(self, monkeypatch):
        """The config that the package makes of all the sources, through one of its doors."""
        module = types.ModuleType(self.module)
        module.__file__ = str(self.source)
        monkeypatch.setitem(sys.modules, self.module, module)
        exec(compile(self.source.read_text(encoding="utf-8"), str(self.source), "exec"), vars(module))
        cls = getattr(module, self.root.class_name)
        door = self.door = self.rng.choice(DOORS)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            config = getattr(self, f"_by_{door}")(cls, module, monkeypatch)
        kinds = [each.category for each in caught]
        assert set(kinds) <= {DiscardedOverridesWarning, ParameterWarning}, [str(each) for each in caught]
        assert kinds.count(ParameterWarning) == self.newer, [str(each.message) for each in caught]
        return config

    def _set_environment(self, monkeypatch):
        if self.rng.random() < 0.6:
            self._environment()
        for name, text in self.environ.items():
            monkeypatch.setenv(name, text)

    def _by_constructor(self, cls, module, monkeypatch):
        file = self._any_file() if self.rng.random() < 0.8 else None
        self._set_environment(monkeypatch)
        keywords = self._keywords("constructs")
        return cls(config_file=file, **keywords).config  # constructs

    def _by_call(self, cls, module, monkeypatch):
        file = self._any_file() if self.rng.random() < 0.8 else None
        self._set_environment(monkeypatch)
        keywords = self._keywords("calls")
        cls.call(config_file=file, **keywords)  # calls
        return module.runs.pop()

    def _by_from_config_file(self, cls, module, monkeypatch):
        file = self._any_file(f"{self.module}.{cls.__name__}")
        self._set_environment(monkeypatch)
        return Step.from_config_file(file).config

    def _by_from_layers(self, cls, module, monkeypatch):
        references = {getattr(module, name): given for name, given in self._references().items()}
        files = [self._any_file() for _ in range(self.rng.choice((0, 1, 1, 2)))]
        self._set_environment(monkeypatch)
        keywords = self._keywords("says")
        place = caller_location()  # says
        arguments = self._shuffled(self._arguments())
        layers = [
            *cls.reference_layers(references.get),  # asks
            *map(file_layer, map(str, files)),
            keyword_layer(keywords, place),
            split_arguments(arguments, {}).layer,
        ]
        if self.rng.random() < 0.5:  # only those of one kind have an order of their own
            layers = sorted(layers, key=lambda layer: layer.name)
        return cls.from_layers(layers).config

    def _by_strun(self, cls, module, monkeypatch):
        name = f"{self.module}.{cls.__name__}"
        files = [self._any_file(name)] if self.rng.random() < 0.7 else []
        others = [self._any_file() for _ in range(self.rng.choice((0, 0, 1, 2)))]
        self._set_environment(monkeypatch)
        arguments = self._shuffled(self._arguments())
        monkeypatch.setattr(sys, "path", list(sys.path))
        options = [f"--config-file={each}" for each in others]
        code_of_exit = strun.main([str(files[0]) if files else name, "--quiet", *options, *arguments])
        assert code_of_exit == 0
        return module.runs.pop()

    def _shuffled(self, arguments):
        return [each for argument in arguments for each in argument]

    # -- the comparison ----------------------------------------------------------------------------

    def differences(self, config):
        """What differs between the resolver and the model, for all parameters."""
        found = []
        for path, said in self.model.said.items():
            owner = config
            for part in path[:-1]:
                owner = owner[part] if isinstance(part, Key) else getattr(owner, part)
            value = getattr(owner, path[-1])
            is_choice = hasattr(value, "name") and hasattr(value, "items")
            expected = [(self.model.values[path], *map(_expected, said))]
            history = list(owner.history[path[-1]])
            got = [(_plain(value.name if is_choice else value), *map(_got, history, said))]
            if len(history) != len(said) or exact(got) != exact(expected):
                found.append(f"{code('config', path)}:\n  model    {expected}\n  resolver {got}")
        return found


def _plain(value):
    if value is None or isinstance(value, (str, bool, int, float, complex)) or hasattr(value, "form"):
        return value
    return dict(value.items()) if hasattr(value, "items") else list(value)


def _expected(said):
    value = said.value
    value = ("edit", value.form, list(value.arguments)) if isinstance(value, Edit) else value
    place = said.place
    return said.layer, value, place.filename, place.line, place.column, place.text


def _got(entry, said):
    value = entry.value
    value = ("edit", value.form, list(value.arguments)) if hasattr(value, "form") else _plain(value)
    location = entry.origin
    if said.layer == "default" and not said.place.filename:  # what every step has
        return entry.layer, value, "", 0, None, ""
    return (
        entry.layer,
        value,
        location.filename,
        location.lineno if location.filename else 0,
        location.column if said.place.column else None,
        location.content if said.layer != "default" else "",
    )


class _StepNode:
    """What a file says of a step: its file, its parameters, its steps."""

    def __init__(self):
        self.config_file = None
        self.parameters = {}
        self.steps = {}

    def at(self, path):
        """The node of a step in this one, made if there is none."""
        node = self
        for name in path[1::2]:
            node = node.steps.setdefault(name, _StepNode())
        return node

    def add(self, path, leaf, selects, is_edit):
        """Add what is said of a parameter; is there nothing yet that says the same?"""
        node = self
        while path[0] == "steps":
            node = node.steps.setdefault(path[1], _StepNode())
            path = path[2:]
        tree = node.parameters
        *outer, name = (*path, "name") if selects else path
        for part in outer:
            tree = tree.setdefault(str(part), {})
        key = name + "+" * is_edit
        if key in tree or (name + "+" in tree):
            return False
        tree[key] = leaf
        return True


def _laid_out(rng, step, suffix, class_name):
    """The tree of a file in one of the layouts of parameter files."""
    top = {"class": Leaf("str", class_name)} if class_name else {}
    if rng.random() < 0.3 or (class_name and suffix != ".cfg" and rng.random() < 0.5):
        top["name"] = Leaf("str", "night")
    if suffix == ".cfg":
        return {**top, **_among(rng, step, dotted=False)}
    layout = rng.choice(("list", "mapping", "mixed", "among", "old"))
    if layout == "old" and class_name is not None:
        return {"parameters": {**top, **_among(rng, step)}}
    if layout in ("among", "old"):
        return {**top, "parameters": _among(rng, step)}
    return {**top, **_apart(rng, step, layout, root=True)}


def _among(rng, step, dotted=True):
    """Steps stand among the parameters."""
    tree = {} if step.config_file is None else {"config_file": Leaf("str", step.config_file)}
    tree.update(_shortened(rng, step.parameters) if dotted else step.parameters)
    steps = {name: _among(rng, each, dotted) for name, each in step.steps.items()}
    steps = {name: each for name, each in steps.items() if each or rng.random() < 0.2}
    if steps:
        tree["steps"] = steps
    return tree


def _apart(rng, step, layout, root=False):
    """Steps stand beside the parameters, in a list or by name."""
    tree = {} if step.config_file is None else {"config_file": Leaf("str", step.config_file)}
    if root or step.parameters or rng.random() < 0.2:
        tree["parameters"] = _shortened(rng, step.parameters)
    steps = {name: _apart(rng, each, layout) for name, each in step.steps.items()}
    steps = {name: each for name, each in steps.items() if each or rng.random() < 0.2}
    if steps and layout != "mapping" and (layout == "list" or rng.random() < 0.5):
        tree["steps"] = [{"name": Leaf("str", name), **each} for name, each in steps.items()]
    elif steps:
        tree["steps"] = steps
    return tree


def _shortened(rng, tree):
    """The tree, with dotted keys for some of the configs in it."""
    made = {}
    for key, node in tree.items():
        if key in DICTS:  # a key below is the whole name of an item
            made[key] = {item: _shortened(rng, each) for item, each in node.items()}
        elif isinstance(node, dict) and len(node) == 1 and rng.random() < 0.2:
            ((inner, leaf),) = node.items()
            made[f"{key}.{inner}"] = leaf
        elif isinstance(node, dict):
            made[key] = _shortened(rng, node)
        else:
            made[key] = node
    return made


def _put(rng, tree, path, value, inside_dict=False):
    """Put a value into keywords, dotted or in dicts; is there nothing yet that says the same?"""
    if (rng.random() < 0.3 or len(path) == 1) and not inside_dict:
        key = ".".join(path)
        if key in tree:
            return False
        tree[key] = value
        return True
    length = 1 if inside_dict else rng.randint(1, len(path) - 1)
    key = ".".join(path[:length])
    inner = tree.setdefault(key, {})
    return isinstance(inner, dict) and _put(rng, inner, path[length:], value, path[length - 1] in DICTS)
