"""Configs as data files: readable, complete, never executed, and with a place for every value."""

import math
import os
import pickle
from pathlib import Path

import pytest

import stepconfig
from stepconfig import (
    ChoiceField,
    Config,
    ConfigError,
    ConfigField,
    DictField,
    Field,
    FieldValidationError,
    ListField,
    MissingFileError,
    OverrideFileError,
    ParameterErrors,
    ParameterFileError,
    RangeField,
    RemovedField,
    UnknownNameError,
)
from stepconfig.errors import RemovedFieldError, RenamedFieldWarning
from stepconfig.formats.config_tree import TreeReader
from stepconfig.formats.tree import Quoted
from stepconfig.steps.template import template
from tests.properties.seen import state
from tests.properties.values import exact

FORMATS = ["yaml", "asdf", "json", "toml"]
HERE = __name__


class Detect(Config):
    """Detection of sources."""

    threshold = RangeField("Detection threshold.", float, 5.0, min=0.0, max=100.0, unit="sigma")
    bands = ListField("Bands.", str, ["g", "no"])


class Reduce(Config):
    """A reduction."""

    title = Field("Title of the run.\nIt stands on every plot.", str, optional=True)
    detect = ConfigField("Source detection.", Detect)
    mode = ChoiceField("How it is done.", str, {"fast": "In a hurry.", "deep": "With care."}, "deep")
    zero = DictField("Zero points.", str, float, {"g": 25.0, "r": math.inf}, unit="mag")
    extra = DictField("Anything.", int, None, {1: None, 2: "1.0", 3: 1j})


class Renewed(Reduce):
    """Derived from another."""


YAML = f"""\
--- !stepconfig.Config
$class: {HERE}.Reduce

# Title of the run.
# It stands on every plot.
title: null

# Source detection.
detect:
  # Detection threshold.
  # float in [0.0, 100.0) [sigma]
  threshold: 4.5

  # Bands.
  bands: [g, 'no']

# How it is done.
# 'fast': In a hurry.
# 'deep': With care.
# None: No value.
mode: deep

# Zero points.
# dict of str to float [mag]
zero:
  g: 25.0
  r: .inf

# Anything.
extra:
  1: null
  2: '1.0'
  3: $complex 1j
"""

JSON = f"""\
{{
  "$class": "{HERE}.Reduce",
  "title": null,
  "detect": {{
    "threshold": 4.5,
    "bands": ["g", "no"]
  }},
  "mode": "deep",
  "zero": {{
    "g": 25.0,
    "r": "inf"
  }},
  "extra": {{
    "1": null,
    "2": "1.0",
    "3": "$complex 1j"
  }}
}}
"""

TOML = f"""\
"$class" = "{HERE}.Reduce"

# Title of the run.
# It stands on every plot.
title = "$none"

# How it is done.
# 'fast': In a hurry.
# 'deep': With care.
# None: No value.
mode = "deep"

# Zero points.
# dict of str to float [mag]
zero = {{ g = 25.0, r = inf }}

# Anything.
extra = {{ 1 = "$none", 2 = "1.0", 3 = "$complex 1j" }}

# Source detection.
[detect]
# Detection threshold.
# float in [0.0, 100.0) [sigma]
threshold = 4.5

# Bands.
bands = ["g", "no"]
"""

ASDF = (
    "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n"
    "--- !core/asdf-1.1.0\nconfig:\n"
    + "".join(f"  {line}".rstrip() + "\n" for line in YAML.splitlines()[1:])
    + "...\n"
)


def changed():
    """A config with one value changed."""
    config = Reduce()
    config.detect.threshold = 4.5
    return config


def write(text, name):
    """Write a file with a text into the current folder."""
    Path(name).write_text(text)
    return name


# -- writing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "text"), [("yaml", YAML), ("json", JSON), ("toml", TOML)])
def test_the_text_is_what_people_read(name, text):
    """Class first, then every value, with docs, units, limits and choices where there are comments."""
    assert getattr(changed(), f"to_{name}")() == text


def test_an_asdf_file_has_the_config_under_a_key():
    """The top of such a file belongs to ASDF."""
    assert changed().to_asdf() == ASDF


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_the_text(folder, name):
    """Whether by the method of the format or by the suffix; the text comes back in any case."""
    config = changed()
    text = getattr(config, f"to_{name}")(f"a.{name}")
    config.save(Path(f"b.{name}"))
    assert Path(f"a.{name}").read_text() == Path(f"b.{name}").read_text() == text
    assert getattr(config, f"to_{name}")(folder / "any.name") == text
    assert (folder / "any.name").exists()


def test_a_file_is_complete_or_as_it_was(folder, monkeypatch):
    """If writing fails, the old file is there, and nothing beside it."""
    config = changed()
    config.save("a.yaml")
    before = Path("a.yaml").read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for write_it in (config.save, config.to_toml):
        with pytest.raises(ParameterFileError, match=r"cannot write .*a\.yaml: No space left on device"):
            write_it("a.yaml")
    assert Path("a.yaml").read_bytes() == before
    assert os.listdir(folder) == ["a.yaml"]


@pytest.mark.parametrize("name", FORMATS)
def test_odd_docs_do_not_break_a_file(name):
    """Lines, control characters, halves of characters and marks of other formats stay inside of comments."""
    odd = "A: [b] {c} # d\r\n--- e\x00\x85f\u2028g\ud800h\n\n'''i\"\"\"\n...\n[j]"

    class Odd(Config):
        a = Field(odd, int, 1)
        b = ConfigField(odd, Detect)

    text = getattr(Odd(), f"to_{name}")()
    text.encode()
    assert getattr(Odd, f"from_{name}")(text) == Odd()


def test_a_deprecated_value_is_written_only_if_somebody_changed_it():
    """As in override files; and loading it warns nobody."""

    class Old(Config):
        a = Field("A value.", int, 1)
        b = Field("A value.", int, 2, deprecated="use a")

    config = Old()
    assert '"b"' not in config.to_json()
    config.update(b=3)
    assert '"b": 3' in config.to_json()
    assert Old.from_yaml(config.to_yaml()).b == 3


def test_a_value_that_is_no_plain_data_cannot_be_written():
    """The error names the field; a field kind of one's own says by `plain` what its value is."""

    class AnyField(Field):
        supportedTypes = (object,)

    class Holder(Config):
        a = AnyField("A value.", object, default=object())

    with pytest.raises(
        FieldValidationError, match="'a' failed validation: a data file holds plain values, li"
    ):
        Holder().to_yaml()


# -- reading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_reading_gives_the_config_back(folder, name):
    """By text, by file, and into a config that is there."""
    config = changed()
    text = getattr(config, f"to_{name}")(f"a.{name}")
    loaded = Reduce()
    loaded.load(f"a.{name}")
    for new in (
        getattr(Config, f"from_{name}")(text),
        getattr(Reduce, f"from_{name}")(text),
        Config.from_file(f"a.{name}"),
        Reduce.from_file(Path(f"a.{name}")),
        loaded,
    ):
        assert type(new) is Reduce
        assert exact(new.toDict()) == exact(config.toDict())


PARTS = {
    "yaml": "detect:\n  threshold: 1e-3\n  bands: []\ntitle: no\n",
    "asdf": "#ASDF 1.0.0\n--- !core/asdf-1.1.0\nasdf_library: {name: x}\nconfig:\n  detect: {threshold: 1e-3,"
    " bands: []}\n  title: no\n...\n",
    "json": '{"detect": {"threshold": "1e-3", "bands": []}, "title": "no"}',
    "toml": 'title = "no"\ndetect = { threshold = 1e-3, bands = [] }\n',
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_by_hand_needs_no_class_and_not_all_values(folder, name):
    """What it does not name stays as it is; what text means is said by the field."""
    config = Reduce(mode="fast")
    config.load(write(PARTS[name], f"a.{name}"))
    assert (config.title, config.detect.threshold, list(config.detect.bands)) == ("no", 0.001, [])
    assert config.mode == "fast"
    assert getattr(Reduce, f"from_{name}")(PARTS[name]).title == "no"
    with pytest.raises(ParameterFileError, match=r"it names no class; write \$class: module\.Class"):
        getattr(Config, f"from_{name}")(PARTS[name])


@pytest.mark.parametrize("name", FORMATS)
def test_a_parameter_file_of_the_class_is_read_too(folder, name):
    """What ``stepconfig template`` writes for a Config class is a file for the class itself."""
    config = Reduce()
    config.load(write(template(Reduce, name), f"a.{name}"))
    assert config == Reduce()
    assert Reduce.from_file(f"a.{name}") == config


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "class: a.B\nparameters: {title: x}\n",
            "a.yaml:1: it is a parameter file for a.B; the config here is of type"
            f" {Reduce.__module__}.Reduce. That of a step is read by from_config_file of its class",
        ),
        (
            f"class: {Reduce.__module__}.Reduce\nparameters: {{title: x}}\nparamters: {{}}\n",
            "a.yaml:3: a parameter file of a config has class and parameters, and no 'paramters'",
        ),
        (
            f"class: {Reduce.__module__}.Reduce\nparameters: 3\n",
            "a.yaml:2: expected parameters as a mapping",
        ),
    ],
)
def test_a_parameter_file_that_does_not_fit_is_an_error(folder, text, why):
    """It is for another class, or says what is no parameter."""
    config = Reduce()
    with pytest.raises(ParameterFileError) as caught:
        config.load(write(text, "a.yaml"))
    assert str(caught.value).replace("\n", " ") == why
    assert config == Reduce()


@pytest.mark.parametrize(
    ("text", "suffix"), [("", "yaml"), ("# nothing\n", "yaml"), ("", "toml"), ("{}", "json")]
)
def test_a_file_without_values_sets_none(folder, text, suffix):
    """Nor does a section without any."""
    config = Reduce()
    before = state(config)
    config.load(write(text, f"a.{suffix}"))
    config.load(write("detect:\n", "b.yaml"))
    assert state(config) == before
    assert Reduce.from_yaml("") == Reduce()


def test_a_file_for_a_base_loads_into_what_is_derived(folder):
    """It has all the values; the other way round it is an error, as is another class."""
    Reduce(mode="fast").save("base.yaml")
    Renewed().save("derived.yaml")
    config = Renewed()
    config.load("base.yaml")
    assert config.mode == "fast"
    with pytest.raises(ParameterFileError) as caught:
        Reduce().load("derived.yaml")
    why = f"the values are for {HERE}.Renewed; the config here is of type {HERE}.Reduce"
    assert str(caught.value) == f"derived.yaml:2: {why}"
    assert type(Reduce.from_file("derived.yaml")) is Renewed
    with pytest.raises(ParameterFileError, match=rf"base.yaml:2: {HERE}.Reduce is no {HERE}.Renewed"):
        Renewed.from_file("base.yaml")


def test_a_class_in_a_function_is_read_by_that_class():
    """No file can import it, so only who has it can read its files."""

    class Local(Config):
        a = Field("A value.", int, 1)

    text = Local(a=2).to_yaml()
    assert Local.from_yaml(text) == Local(a=2)
    with pytest.raises(ParameterFileError, match=r"<locals>.Local cannot be found"):
        Config.from_yaml(text)


def test_fields_may_have_the_names_of_methods():
    """Nothing that reads or writes asks the config for them."""
    names = ("to_yaml", "from_yaml", "save", "load", "toDict", "history", "config", "keys", "items", "tree")
    fields = {name: Field("A value.", int, 1) for name in names}
    odd = type(Config)("Odd", (Config,), {**fields, "__module__": HERE})
    config = odd(**dict.fromkeys(names, 7))
    from stepconfig.formats.config_files import made_from_text, text_of

    for suffix in (".yaml", ".asdf", ".json", ".toml"):
        new = made_from_text(odd, text_of(config, suffix), suffix, None)
        assert list(new.values()) == [7] * len(names)


def test_a_name_that_begins_with_a_dollar_is_told_from_what_is_no_field():
    """It is written with one dollar more; a key with one dollar that nobody knows is an error."""
    odd = type(Config)(
        "Odd", (Config,), {"$class": Field("A value.", int, 1), "$": Field("Another.", int, 2)}
    )
    config = odd(**{"$class": 5, "$": 6})
    for name in FORMATS:
        text = getattr(config, f"to_{name}")()
        assert "$$class" in text
        assert dict(getattr(odd, f"from_{name}")(text).items()) == {"$class": 5, "$": 6}
    for key in ("$", "$other"):
        with pytest.raises(UnknownNameError, match=r"has no field '\$"):
            odd.from_yaml(f"'{key}': 1\n")


PLUS = {
    "yaml": "detect:\n  bands+: [r]\nzero+:\n  i: 1\n",
    "asdf": "#ASDF 1.0.0\n---\nconfig: {detect: {bands+: [r]}, zero+: {i: 1}}\n...\n",
    "json": '{"detect": {"bands+": ["r"]}, "zero+": {"i": 1}}',
    "toml": 'detect."bands+" = ["r"]\n"zero+" = { i = 1 }\n',
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_plus_adds_to_a_list_or_dict(folder, name):
    """The history tells it as the edit that it is."""
    config = Reduce()
    config.load(write(PLUS[name], f"a.{name}"))
    assert list(config.detect.bands) == ["g", "no", "r"]
    assert dict(config.zero) == {"g": 25.0, "r": math.inf, "i": 1.0}
    assert str(config.detect.bands.history[-1].value) == ".extend(['r'])"
    assert config.zero.history[-1].layer == "data file"


def test_a_plus_sets_what_is_not_there_and_is_wrong_for_all_else(folder):
    """A value of another kind has nothing to add to; a plus that no field has is an unknown name."""
    config = Reduce(zero=None)
    config.load(write("zero+: {a: 1}\n", "a.yaml"))
    assert dict(config.zero) == {"a": 1.0}
    with pytest.raises(ParameterErrors) as caught:
        config.load(write("mode+: fast\nzero+: [1]\ndetect+: {threshold: 3}\nzerro+: {a: 1}\n", "b.yaml"))
    assert [fault.location.lineno for fault in caught.value.faults] == [1, 2, 3, 4]
    assert "only a list or a dict can be added to; leave out the plus" in str(caught.value)
    assert isinstance(caught.value.faults[-1], UnknownNameError)


# -- history ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "line", "column", "content"),
    [
        ("yaml", 12, 3, "threshold: 4.5"),
        ("asdf", 17, 5, "threshold: 4.5"),
        ("json", 5, 5, '"threshold": 4.5,'),
        ("toml", 24, 1, "threshold = 4.5"),
    ],
)
def test_a_value_knows_its_line_and_who_loaded_the_file(folder, name, line, column, content):
    """The entry has file, line, column and text, the layer, and the line of code that loaded it."""
    getattr(changed(), f"to_{name}")(f"a.{name}")
    config = Reduce()
    config.load(f"a.{name}")
    entry = config.detect.history["threshold"][-1]
    assert (entry.value, entry.label, entry.layer) == (4.5, "assignment", "data file")
    assert str(entry.location) == f"a.{name}:{line}"
    assert (entry.location.column, entry.location.content) == (column, content)
    assert entry.location.frames[1].content == 'config.load(f"a.{name}")'
    again = pickle.loads(pickle.dumps(config)).detect.history["threshold"][-1]
    assert again.location.frames == entry.location.frames
    assert again.location == entry.location
    assert len(config.detect.history["threshold"]) == 2


def test_a_value_from_a_text_knows_its_line_there():
    """The text has no name but its kind; the config is made by the line that reads."""
    config = Reduce.from_yaml(YAML)
    _, entry = config.detect.history["threshold"]
    assert str(entry.location) == "<yaml text>:12"
    assert entry.location.frames[1].content == "config = Reduce.from_yaml(YAML)"
    first, _ = config.history["mode"]
    assert first.location.content == "config = Reduce.from_yaml(YAML)"
    assert "data file  <yaml text>:12" in config.formatHistory("detect.threshold")


# -- faults ----------------------------------------------------------------------------------------

WRONG = """\
title: 5
title: 6
detect:
  treshold: 4
  threshold: high
  bands: {a: 1}
mode: slow
zero: [1]
extra: {x: 1}
"""


def test_all_faults_of_a_file_are_told_together(folder):
    """Each with its line; the config and its history are as they were."""
    config = Reduce(title="before")
    before = state(config)
    with pytest.raises(ParameterErrors) as caught:
        config.load(write(WRONG, "a.yaml"))
    assert state(config) == before
    faults = caught.value.faults
    assert [str(fault.location) for fault in faults] == [f"a.yaml:{line}" for line in (2, 4, 5, 6, 7, 8, 9)]
    text = str(caught.value)
    for part in (
        "the key 'title' stands here twice, first in line 1",
        f"{HERE}.Detect has no field 'detect.treshold'; did you mean 'threshold'?",
        "'detect.threshold' failed validation: expected float in [0.0, 100.0) (sigma), got 'high' (str)",
        "'detect.bands' failed validation: expected",
        "'mode' failed validation: expected str, one of 'fast', 'deep', None, got 'slow' (str)",
        "'zero' failed validation: expected dict of str to float (mag), got",
        "'extra' failed validation: expected int, got 'x' (str); write a whole number",
    ):
        assert part in text
    with pytest.raises(ParameterErrors):
        Reduce.from_file("a.yaml")


def test_one_fault_is_raised_as_what_it_is(folder):
    """A value that its field refuses is the error that assigning it is."""
    with pytest.raises(FieldValidationError) as caught:
        Reduce().load(write("detect: 5\n", "a.yaml"))
    assert "'detect' failed validation: expected a mapping of values, got '5' (str)" in str(caught.value)
    assert "set at a.yaml:1" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.yaml", "- 1\n", "a.yaml:1: expected a mapping of the config's values, got a list"),
        ("a.yaml", "text\n", "a.yaml:1: expected a mapping of the config's values, got 'text'"),
        ("a.json", '{"a": ', "a.json:1: malformed JSON: expected a value, got the end of the file"),
        ("a.toml", "a = \n", "a.toml:1: malformed TOML"),
        ("a.asdf", "a: 1\n", "is no ASDF file"),
        ("a.asdf", "#ASDF 1.0.0\n---\nclass: x\n...\n", "has 'config' at its top, and no 'class'"),
        ("a.yaml", "$class: [1]\n", "the values are for "),
        ("a.yaml", "a: &a [*a]\n", "stands inside of what it means"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_error(folder, name, text, why):
    """It is of the family, says what is wrong, and changes nothing."""
    config = Reduce()
    before = state(config)
    with pytest.raises(ConfigError) as caught:
        config.load(write(text, name))
    assert why in str(caught.value)
    assert state(config) == before


def test_a_file_that_is_not_there_is_an_error_of_its_own(folder):
    """As with override files; a name of another kind says which there are."""
    for read in (Reduce().load, Config.from_file):
        with pytest.raises(MissingFileError, match=r"there is no data file .*/none\.yaml"):
            read("none.yaml")
    for name in ("a.py", "a.cfg", "a"):
        with pytest.raises(
            OverrideFileError, match=r"is no data file: its name does not end with \.yaml, \.yml"
        ):
            Reduce.from_file(write("", name))
    with pytest.raises(
        TypeError, match=r"expected the text of a config, got .*; a file is read by from_file"
    ):
        Reduce.from_yaml(Path("a.yaml"))


def test_a_frozen_config_takes_no_file(folder):
    """The error says what to do."""
    config = Reduce()
    config.freeze()
    with pytest.raises(
        FieldValidationError, match="the config is frozen and takes no file; load it into a copy"
    ):
        config.load(write("mode: fast\n", "a.yaml"))


def test_an_override_file_loads_a_data_file_beside_it(folder):
    """Names are relative to the override file; if that fails later, all is undone."""
    (folder / "inner").mkdir()
    write("mode: fast\n", "inner/a.yaml")
    config = Reduce()
    config.load(write("config.load('a.yaml')\n", "inner/a.py"))
    assert (config.mode, str(config.history["mode"][-1].location)) == ("fast", "inner/a.yaml:1")
    config = Reduce()
    before = state(config)
    with pytest.raises(ZeroDivisionError):
        config.load(write("config.load('a.yaml')\n1 / 0\n", "inner/b.py"))
    assert state(config) == before


def test_an_error_that_is_no_fault_leaves_the_config_as_it_was(folder):
    """A check of a user may raise anything."""

    class Interrupted(Config):
        a = Field("A value.", int, 1)
        b = Field(
            "A value.", int, 1, check=lambda value: exec("raise KeyboardInterrupt") if value > 1 else True
        )

    config = Interrupted()
    before = state(config)
    with pytest.raises(KeyboardInterrupt):
        config.load(write("a: 2\nb: 2\n", "a.yaml"))
    assert state(config) == before


# -- what a file may not do ------------------------------------------------------------------------

ran = []


class Harmful(Config):
    """Notes that it was made."""

    def __init__(self):
        ran.append(1)
        raise RuntimeError("no")


def harmful():
    """What no file may call."""
    ran.append(1)


ATTEMPTS = {
    "yaml": [
        "mode: !!python/object/apply:os.system ['touch executed']\n",
        "detect: {bands: !!python/object/apply:os.system ['touch executed']}\n",
        "detect: !!python/object/new:tests.formats.test_config_files.Detect {}\n",
        "title: !!python/name:os.system x\n",
        f"$class: {HERE}.harmful\n",
        "$class: os.system\n",
        "$class: builtins.eval\n",
        "$class: no_such_module.Class\n",
        f"$class: {HERE}.Detect\n",
        "$class: __import__('os').system('touch executed')\n",
        "$class: !!python/name:os.system x\n",
        "$class: {a: 1}\n",
        "!<lsst.pex.config.Config> |\n  import os\n  os.system('touch executed')\n",
        f"!<lsst.pex.config.Config> |\n  import {HERE}\n  assert type(config) is {HERE}.Reduce\n"
        "  config.title = __import__('os').system('touch executed')\n",
        "detect: {threshold: \"$float __import__('os')\"}\n",
    ],
    "asdf": [
        f"#ASDF 1.0.0\n---\nconfig: {{$class: {HERE}.harmful}}\n...\n",
        "#ASDF 1.0.0\n---\nconfig: !!python/object/apply:os.system ['touch executed']\n...\n",
        "#ASDF 1.0.0\n---\nconfig: {mode: !!python/object/apply:os.system ['touch executed']}\n...\n",
    ],
    "json": [
        f'{{"$class": "{HERE}.harmful"}}',
        '{"$class": "os.system"}',
        '{"$class": 5}',
        '{"__class__": "x"}',
    ],
    "toml": [f'"$class" = "{HERE}.harmful"\n', "_history = {}\n", '"detect.__class__" = 1\n'],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name in ATTEMPTS for text in ATTEMPTS[name]])
def test_nothing_is_executed(folder, name, text):
    """Tags, names of classes and saved code are errors of the family, whoever reads."""
    del ran[:]
    write(text, f"a.{name}")
    config = Reduce()
    before = state(config)
    for read in (config.load, Reduce.from_file):
        with pytest.raises(ConfigError):
            read(f"a.{name}")
    with pytest.raises(ConfigError):
        getattr(Reduce, f"from_{name}")(text)
    assert state(config) == before
    assert not ran
    assert not Path("executed").exists()


def test_a_class_that_cannot_be_made_is_an_error():
    """Its own exception is the cause."""
    with pytest.raises(ParameterFileError, match=r"Harmful cannot be made: RuntimeError: no") as caught:
        Config.from_json(f'{{"$class": "{HERE}.Harmful"}}')
    assert isinstance(caught.value.__cause__, RuntimeError)


@pytest.mark.parametrize("name", FORMATS)
def test_only_classes_of_trusted_packages_are_imported(folder, name):
    """By argument, or for all readers of a block; the error names what is trusted."""
    text = getattr(changed(), f"to_{name}")(f"a.{name}")
    read = getattr(Config, f"from_{name}")
    assert read(text, trusted=["tests", "other"]) == changed()
    assert Config.from_file(f"a.{name}", trusted=["tests"]) == changed()
    for trusted, names in (["other", "more"], "other, more"), ([], "none"):
        why = rf"Reduce is in no trusted package; trusted are: {names}"
        with pytest.raises(ParameterFileError, match=why):
            read(text, trusted=trusted)
        with pytest.raises(ParameterFileError, match=why), stepconfig.trusting(*trusted):
            Config.from_file(f"a.{name}")
    with stepconfig.trusting("tests"):
        assert read(text) == changed()
        with pytest.raises(ParameterFileError), stepconfig.trusting("other"):
            read(text)
        assert read(text) == changed()


def test_the_class_that_reads_is_trusted_itself(folder):
    """It is not imported for the file."""
    assert Reduce.from_yaml(YAML, trusted=[]) == changed()
    config = Reduce()
    config.load(write(YAML, "a.yaml"), trusted=[])
    assert config == changed()


def test_an_override_file_cannot_be_limited(folder):
    """Who trusts some packages only does not want code to be executed."""
    write("config.title = 'x'\n", "a.py")
    with pytest.raises(
        OverrideFileError, match=r"a\.py is no data file; trusted= cannot limit what a file exec"
    ):
        Reduce().load("a.py", trusted=["tests"])


# -- the saved form of pex_config ------------------------------------------------------------------

SAVED = f"""\
# written long ago
!<lsst.pex.config.Config> |
  import {HERE}
  assert type(config) is {HERE}.Reduce, f"config is of type {{type(config).__module__}}.\
{{type(config).__name__}} instead of {HERE}.Reduce"

  # Detection threshold.
  config.detect.threshold=4.5

"""


def test_the_block_of_pex_config_is_read_as_what_it_is(folder):
    """By text, file and load, without executing it; each value knows its line."""
    loaded = Reduce()
    loaded.load(write(SAVED, "a.yaml"))
    for config in (Config.from_yaml(SAVED), Reduce.from_file("a.yaml"), loaded):
        assert config == changed()
        entry = config.detect.history["threshold"][-1]
        assert (entry.location.lineno, entry.layer) == (7, "saved config")
    with pytest.raises(ParameterFileError, match=rf"a\.yaml is for {HERE}\.Reduce, not for {HERE}\.Detect"):
        Detect().load("a.yaml")


# -- for fields of other kinds ---------------------------------------------------------------------


def test_a_kind_of_field_says_what_its_value_is_in_a_file():
    """By `tree` and `set_tree`; the value is stored, and told in the history, as by assignment."""

    class Degrees(Field):
        def tree(self, value, tree_of):
            return None if value is None else {"degrees": math.degrees(value)}

        def set_tree(self, config, tree, reader):
            values = reader.mapping(config, self, tree)
            self.__set__(config, None if values is None else math.radians(float(values["degrees"])))

    class Rotated(Config):
        angle = Degrees("An angle.", float, math.pi, optional=True, unit="rad")

    for name in FORMATS:
        text = getattr(Rotated(), f"to_{name}")()
        assert "180.0" in text
        config = getattr(Rotated, f"from_{name}")(text)
        assert config.angle == math.pi
        assert config.history["angle"][-1].layer == "data file"
        empty = getattr(Rotated(angle=None), f"to_{name}")()
        assert getattr(Rotated, f"from_{name}")(empty).angle is None


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("a", "a"),
        ("$$none", "$none"),
        ("7", 7),
        ("1.5", 1.5),
        ("true", True),
        ("b", "b"),
        ("$int x", "$int x"),
    ],
)
def test_a_key_is_one_of_the_names_that_there_are(key, found):
    """Whatever type these have; one that is none of them stays text."""
    assert exact(TreeReader().one_of(Quoted(key), ["a", "$none", 7, 1.5, True])) == exact(found)


def test_names_that_fields_had_formerly_are_read(folder):
    """The line of the file is warned; what was removed is a fault with its line."""

    class Renamed(Config):
        threshold = Field("A threshold.", float, 5.0, renamed_from="thresh")
        gone = RemovedField("Something.", since="2.0", hint="set threshold")

    config = Renamed()
    with pytest.warns(
        RenamedFieldWarning, match="the field 'thresh' of .* is called 'threshold' now"
    ) as caught:
        config.load(write("# by hand\nthresh: 3\n", "a.yaml"))
    assert (caught[0].filename, caught[0].lineno) == (os.path.abspath("a.yaml"), 2)
    assert config.threshold == 3.0
    assert '"threshold": 3.0' in config.to_json()
    with pytest.raises(
        RemovedFieldError, match=r"has no field 'gone' any more; it was removed in 2\.0"
    ) as told:
        config.load(write("threshold: 4\ngone: 3\n", "b.yaml"))
    assert told.value.location.lineno == 2
    assert config.threshold == 3.0
