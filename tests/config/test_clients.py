"""What clients of pex_config use beyond its documented interface."""

import importlib
import pickle

import pytest

import stepconfig
from stepconfig import (
    Config,
    ConfigDictField,
    ConfigField,
    ConfigMeta,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    OverrideFileError,
    callStack,
    history,
)


class Isr(Config):
    """A config within."""

    order = Field("Order.", int, 1)
    bands = ListField("Bands.", str, ["g"])


class Task(Config):
    """The config of a task."""

    name = Field("Name.", str, "first")
    sizes = DictField("Sizes.", str, int, {"a": 1})
    isr = ConfigField("Instrument signature removal.", Isr)


def test_every_name_can_be_evaluated():
    """``eval("config." + name)`` gives the value of each name that a saved file restores."""
    config = Task()
    config.isr.order = 7
    found = {name: eval("config." + name, {"config": config}) for name in config.names()}
    assert found == {"name": "first", "sizes": {"a": 1}, "isr.order": 7, "isr.bands": ["g"]}


def test_a_saved_text_without_imports_has_nothing_but_values():
    """With skipImports the text is comments and assignments."""
    lines = Task().saveToString(skipImports=True).splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [
        "config.name='first'",
        "config.sizes={'a': 1}",
        "config.isr.order=1",
        "config.isr.bands=['g']",
    ]


def test_a_config_comes_back_from_its_saved_text():
    """``Config._fromPython(text)`` finds the class in the text, and a subclass asks for its own kind."""
    config = Task(name="x")
    config.isr.bands.append("r")
    text = config.saveToString()
    assert Config._fromPython(text) == Task._fromPython(text) == config
    with pytest.raises(OverrideFileError, match=r"of type .*\.Task; expected .*\.Isr"):
        Isr._fromPython(text)


def test_a_saved_file_is_the_storage_format(folder):
    """``config.save(path)`` writes what ``Config._fromPython`` reads."""
    config = Task(name="x")
    config.save(folder / "task.py")
    assert Config._fromPython((folder / "task.py").read_text()) == config


def test_the_history_is_formatted_as_pex_config_does():
    """``history.format(config, name)`` begins with the full name and has a line for each entry."""
    config = Task()
    config.isr.order = 7
    lines = history.format(config.isr, "order", writeSourceLine=False).splitlines()
    assert lines[0] == "isr.order"
    assert lines[1].startswith("1 ")
    assert '  order = Field("Order.", int, 1)' in lines
    assert "  config = Task()" in lines
    assert "  config.isr.order = 7" in lines
    assert [line[0] for line in lines[1:] if line[0] != " "] == ["1", "7"]


def test_entries_unpack_into_value_stack_and_label():
    """``value, stack, label = entry`` gives frames with file, line, function and text, outermost first."""
    config = Task()
    config.name = "x"
    value, stack, label = config.history["name"][-1]
    assert (value, label) == ("x", "assignment")
    frame = stack[-1]
    assert (frame.filename, frame.function) == (__file__, "test_entries_unpack_into_value_stack_and_label")
    assert frame.content == 'config.name = "x"'
    assert config.history["name"][-1][0] == "x"


def test_the_frozen_state_can_be_asked():
    """``config._frozen`` tells whether the config can be changed, at every depth."""
    config = Task()
    assert (config._frozen, config.isr._frozen) == (False, False)
    config.freeze()
    assert (config._frozen, config.isr._frozen) == (True, True)
    assert (config.copy()._frozen, config.copy().isr._frozen) == (False, False)


def test_the_fields_of_a_class_can_be_asked():
    """``Task._fields`` has every field by name, in order."""
    assert {name: type(field) for name, field in Task._fields.items()} == {
        "name": Field,
        "sizes": DictField,
        "isr": ConfigField,
    }
    assert isinstance(Task, ConfigMeta)


def test_a_field_can_raise_for_its_config_in_validate():
    """The check across fields that clients write raises with the class's field and itself."""

    class Checked(Task):
        def validate(self):
            super().validate()
            if self.name == "bad":
                raise FieldValidationError(self.__class__.name, self, "the name is bad")

    Checked().validate()
    with pytest.raises(FieldValidationError, match="Field 'name' failed validation: the name is bad"):
        Checked(name="bad").validate()


def test_names_of_the_interface_are_those_of_pex_config():
    """What clients import from pex_config for these kinds of fields is found under the same names."""
    for name in ("ChoiceField", "Config", "ConfigField", "ConfigMeta", "DictField", "Field", "List"):
        assert hasattr(stepconfig, name)
    for name in ("Dict", "FieldValidationError", "ListField", "RangeField", "UnexpectedProxyUsageError"):
        assert hasattr(stepconfig, name)
    for name in ("compareConfigs", "compareScalars", "getComparisonName"):
        assert callable(getattr(stepconfig, name))


def test_the_history_is_found_under_its_private_name_too():
    """``config._history`` has the entries of every field, the default's among them."""
    config = Task()
    config.name = "x"
    assert [(value, label) for value, _, label in config._history["name"]] == [
        ("first", "default"),
        ("x", "assignment"),
    ]
    assert [len(entries) for entries in config._history.values()] == [2, 1, 1]


@pytest.mark.parametrize("get", [lambda h: h["name"], lambda h: h.setdefault("name", [])])
def test_an_entry_that_a_client_appends_is_in_the_history(get):
    """``config._history[name].append(...)`` adds an entry; a load that fails takes it back."""
    config = Task()
    entries = get(config._history)
    entries.append(("x", [callStack.StackFrame("a.py", 3, "f", "")], "mine"))
    assert [(each[0], each[2]) for each in entries] == [("first", "default"), ("x", "mine")]
    assert config.history["name"] == entries
    text = "config._history['name'].append(('y', [], 'late'))\nraise RuntimeError"
    with pytest.raises(RuntimeError):
        config.loadFromString(text)
    assert config.history["name"] == entries


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("choiceField", "ChoiceField"),
        ("comparison", "getComparisonName"),
        ("configChoiceField", "ConfigInstanceDict"),
        ("configDictField", "ConfigDict"),
        ("configField", "ConfigField"),
        ("configurableField", "ConfigurableInstance"),
        ("dictField", "Dict"),
        ("listField", "List"),
        ("rangeField", "RangeField"),
        ("registry", "makeRegistry"),
    ],
)
def test_a_module_of_pex_config_is_found_under_its_name(module, name):
    """``stepconfig.listField.List`` can be written, and ``from stepconfig.listField import List``."""
    assert getattr(getattr(stepconfig, module), name) is getattr(stepconfig, name)
    assert getattr(importlib.import_module(f"stepconfig.{module}"), name) is getattr(stepconfig, name)


def test_what_such_a_module_has_not_is_an_attribute_error():
    """It has the names of the module that it stands for, and no other."""
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = stepconfig.listField.nothing
    assert not hasattr(stepconfig.listField, "__path__")


def test_the_name_of_a_type_is_told_of_values_and_types():
    """``config._typeStr`` gives the type's name for a value, and for a type its own."""
    tell = stepconfig.config._typeStr
    assert (tell(3), tell(int)) == ("int", "int")
    assert tell(Isr()) == tell(Isr) == f"{__name__}.Isr"


def test_the_module_config_has_the_names_of_pex_configs():
    """Its public names, and how full names are joined, are found in ``stepconfig.config``."""
    for name in ("Config", "ConfigMeta", "Field", "FieldTypeVar", "FieldValidationError"):
        assert getattr(stepconfig.config, name) is getattr(stepconfig, name)
    join = stepconfig.config._joinNamePath
    assert (join("a", "b"), join("a", "b", 1), join("a", None, "k")) == ("a.b", "a.b[1]", "a['k']")
    assert (join(None, "b"), join("a"), join("", "b", 2)) == ("b", "a", "b[2]")


def test_a_field_class_may_be_generic_by_the_type_variable_of_pex_config():
    """``class Own(Field[FieldTypeVar])`` takes its type in brackets where it is used."""

    class Own(Field[stepconfig.FieldTypeVar]):
        pass

    assert Own[int]("A value.").dtype is int


class Stacking(Field):
    """A field class that takes the stack itself."""

    def __set__(self, instance, value, at=None, label="assignment"):
        if at is None:
            at = callStack.getCallStack()
        super().__set__(instance, value, at, label)


class Pair(Field):
    """A field class that does everything itself, as those of pex_config do."""

    def __init__(self, doc, default=None, optional=False):
        source = callStack.getStackFrame()
        self._setup(doc, tuple, default, None, optional, source, None)

    def __get__(self, instance, owner=None, at=None, label="default"):
        return self if instance is None else instance._storage[self.name]

    def __set__(self, instance, value, at=None, label="assignment"):
        if instance._frozen:
            raise FieldValidationError(self, instance, "Cannot modify a frozen Config")
        if value is not None and not isinstance(value, tuple):
            raise FieldValidationError(self, instance, "it is no tuple")
        if at is None:
            at = callStack.getCallStack()
        instance._storage[self.name] = value
        instance._history.setdefault(self.name, []).append((value, at, label))


class Paired(Config):
    """A config with such a field."""

    pair = Pair("Two values.", (1, 2))


def test_a_field_class_may_do_everything_itself():
    """Its value is stored, told, saved, copied, compared and frozen; its source is its line."""
    assert Paired.pair.source.content == 'pair = Pair("Two values.", (1, 2))'
    config = Paired(pair=(3, 4))
    config.pair = (5, 6)
    with pytest.raises(FieldValidationError, match="it is no tuple") as caught:
        config.pair = 3
    assert caught.value.fieldSource.lineno == Paired.pair.source.lineno
    assert [(value, label) for value, _, label in config.history["pair"]] == [
        ((1, 2), "default"),
        ((3, 4), "update"),
        ((5, 6), "assignment"),
    ]
    assert config.history["pair"][-1].stack[-1].content == "config.pair = (5, 6)"
    assert stepconfig.history.format(config, "pair").splitlines()[0] == "pair"
    assert "pair" in config.formatHistory("pair")
    fresh = Paired()
    fresh.loadFromString(config.saveToString())
    for other in (fresh, config.copy(), pickle.loads(pickle.dumps(config))):
        assert (other.pair, other == config, other == Paired()) == ((5, 6), True, False)
    config.freeze()
    with pytest.raises(FieldValidationError, match="frozen"):
        config.pair = (1, 2)


def test_a_call_stack_ends_with_who_called_the_one_who_asks():
    """A field class that asks for the stack in its ``__set__`` is told who sets the value."""

    class Own(Config):
        f = Stacking("A value.", int, 1)

    config = Own()
    config.f = 2
    stack = config.history["f"][-1].stack
    assert (stack[-1].function, stack[-1].content) == (
        "test_a_call_stack_ends_with_who_called_the_one_who_asks",
        "config.f = 2",
    )


def test_frames_further_out_are_counted_from_the_caller():
    """``getStackFrame`` and ``getCallerFrame`` give the caller, or a frame further out."""

    def inner():
        return callStack.getStackFrame(), callStack.getCallerFrame(), callStack.getStackFrame(1)

    def outer():
        return inner()

    assert [frame.function for frame in outer()] == [
        "outer",
        "outer",
        "test_frames_further_out_are_counted_from_the_caller",
    ]
    assert [frame.function for frame in callStack.getCallStack(1)] == [
        frame.function for frame in callStack.getCallStack()[:-1]
    ]


def test_a_frame_is_told_as_pex_config_tells_it():
    """``format`` of a frame, or an error's place, is a line, two with ``full=True``; the text is optional."""
    frame = callStack.StackFrame("/a/python/b/c.py", 3, "fn", "text")
    assert frame.format() == "  File b/c.py:3 (fn)"
    assert frame.format(full=True) == "  File b/c.py:3 (fn)\n    text"
    with pytest.raises(FieldValidationError) as caught:
        Task().name = 3
    source = caught.value.fieldSource
    assert source.format() == f"  File {__file__}:{source.lineno} (Task)"
    assert source.format(full=True).startswith(f"{source.format()}\n    name = ")
    assert callStack.StackFrame(__file__, source.lineno, "Task").content == source.content
    assert callStack.StackFrame("nowhere.py", 3, "f").content == ""
    assert callStack.StackFrame("C++ FooControl", 0, "f").content == ""


class Filter:
    """A stream that shows what it is asked for, as ``pipetask show config=Task::pattern`` does."""

    def __init__(self, word):
        self.word = word
        self.all = []

    def write(self, text):
        """Take the text of one value; its last line tells which."""
        self.all.append(text)

    def shown(self):
        """What has the word in its name."""
        return [each for each in self.all if self.word in each.rstrip("\n").split("\n")[-1].split("=")[0]]


def test_a_stream_of_a_client_is_given_every_value_by_itself():
    """A filtering stream sees one statement with its doc at a time; together they are the whole file."""
    config = Task()
    stream = Filter("order")
    config.saveToStream(stream)
    assert stream.shown() == ["# Order.\nconfig.isr.order=1\n\n"]
    assert "".join(stream.all) == config.saveToString()
    stream = Filter("[")
    cls = type("Own", (Config,), {"d": ConfigDictField("Steps.", str, Isr, {"a": Isr()})})
    cls().saveToStream(stream, skipImports=True)
    assert stream.shown() == [
        f"config.d['a']={__name__}.Isr\n\n",
        "# Order.\nconfig.d['a'].order=1\n\n",
        "# Bands.\nconfig.d['a'].bands=['g']\n\n",
    ]
    assert stream.all[0] == "# Steps.\nconfig.d={}\n\n"
