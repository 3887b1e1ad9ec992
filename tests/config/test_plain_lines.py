"""Override files carried out line by line, held against the interpreter that carries out all others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import (
    ChoiceField,
    Config,
    ConfigField,
    DictField,
    Field,
    ListField,
    RangeField,
    acting_as,
    history,
)
from stepconfig.config import plain_lines
from tests.properties.trees import configs
from tests.properties.values import exact

pytestmark = pytest.mark.filterwarnings("ignore:the field:FutureWarning")


class Inner(Config):
    """What the tests set a level down."""

    order = RangeField("Order of the fit.", int, 3, min=0, max=32)
    fit = ChoiceField("Kind of fit.", str, {"poly": "Polynomial.", "spline": "Spline."}, default="poly")


class Outer(Config):
    """What the tests set."""

    gain = Field("Gain.", float, 1.5)
    count = Field("Count.", int, 1)
    label = Field("Label.", str, "science")
    flag = Field("Flag.", bool, False)
    planes = ListField("Planes.", str, ["SAT"])
    weights = DictField("Weights.", str, float, {"g": 1.0})
    old = Field("An old one.", int, 0, deprecated="use count")
    inner = ConfigField("The inner one.", Inner)


class Guarded(Config):
    """A config that looks at what is set."""

    gain = Field("Gain.", float, 1.0)
    seen = ()

    def __setattr__(self, name, value, at=None, label="assignment"):
        type(self).seen += (name,)
        super().__setattr__(name, value, at, label)


@pytest.fixture
def compiled(monkeypatch):
    """The texts that went to the interpreter."""
    from stepconfig.config import override

    texts = []
    original = override._compiled

    def noting(source, path):
        texts.append(source)
        return original(source, path)

    monkeypatch.setattr(override, "_compiled", noting)
    return texts


def interpreted(config, text, **keywords):
    """Load a text by the interpreter: variables of its own make it unusual."""
    config.loadFromString(text, extraLocals={"unused": None}, **keywords)
    return config


def told(config):
    """Value, place, text, label and layer of every entry that is no default."""
    entries = [(name, entry) for name in config for entry in config.history[name] if not entry.definition]
    own = [
        (name, exact(entry.value), str(entry.location), entry.location.content, entry.label, entry.layer)
        for name, entry in entries
    ]
    return own + [
        each for value in dict(config.items()).values() if isinstance(value, Config) for each in told(value)
    ]


PLAIN = [
    "",
    "\n\n# only a comment with 'quotes\\ and [brackets\n",
    "config.gain = 2.5\nconfig.gain=3.5\n",
    "config.gain = 2",
    "config.gain=-0.0\nconfig.gain=1e-3\nconfig.gain=5.\nconfig.gain=2E+10\nconfig.gain=1e999\n",
    "config.gain=float('nan')\nconfig.gain=float('-inf')\n",
    "config.count = -12\nconfig.count=0\nconfig.flag = True\nconfig.flag=False  \n",
    "config.label = 'a # b = c'\nconfig.label=\"it's\"\nconfig.label=''\nconfig.label = 'é\t🔭'",
    "config.planes = ['A', \"B,C\", 'D]']\nconfig.planes=[]\n",
    "config.weights = {'a: b': 1.5, 'c': 2}\nconfig.weights={}\n",
    "config.inner.order = 5\nconfig.inner.fit='spline'\nconfig.inner.order=6\n",
    "config.label = None\nconfig.planes = None\n",
    "import math\nimport os.path\nconfig.gain = 2.5\n",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_lines_do_what_the_interpreter_makes_of_them(text, compiled):
    """Values, places, texts, labels and layers are the same, and the compiler is not asked."""
    mine = Outer()
    mine.loadFromString(text, filename="some/file.py")
    assert not compiled
    theirs = interpreted(Outer(), text, filename="some/file.py")
    assert compiled
    assert exact(mine.toDict()) == exact(theirs.toDict())
    assert told(mine) == told(theirs)
    assert mine._imports == theirs._imports


UNUSUAL = [
    "x = 1\nconfig.gain = 2.5\n",
    "config.gain = 1.0 + 1.5\n",
    "config.count = 1_000\n",
    "config.count = 0x10\n",
    "config.label = 'a\\n'\n",
    "config.label = '''a\nconfig.gain = 9.0\n'''\n",
    "config.label = 'a' 'b'\n",
    "if True:\n    config.gain = 2.5\n",
    "config.gain = 2.5; config.count = 4\n",
    "config.planes.append('X')\n",
    "config.weights['r'] = 1.0\n",
    "config.gain = config.count\n",
    "config.planes = ['a',\n 'b']\n",
    "config.gain = 2.5  # with a comment\n",
    "config.gain = 2.5\r\nconfig.count = 3\r\n",
    "config.gain = 2.5\nimport math\n",
    "config.old = 3\n",
    "# -*- coding: latin-1 -*-\nconfig.gain = 2.5\n",
]


@pytest.mark.parametrize("text", UNUSUAL)
def test_every_other_line_is_the_interpreters(text, compiled):
    """Whatever is not one of the plain forms is executed as Python, the whole file."""
    mine = Outer()
    mine.loadFromString(text.encode())
    assert compiled
    assert exact(mine.toDict()) == exact(interpreted(Outer(), text.encode()).toDict())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("config.gain = 2.5\nconfig.gain = 'x'\n", 2),
        ("config.gain = 2.5\n\nconfig.gian = 3.0\n", 3),
        ("config.gain = 2.5\nconfig.inner.order = 99\n", 2),
        ("config.gain = 2.5\nconfig.inner = 3\n", 2),
        ("config.gain = 2.5\nconfig.inner.oder.x = 3\n", 2),
        ("config.gain = 2.5\nconfig.planes = 'SAT'\n", 2),
        ("import there_is_no_such_module\nconfig.gain = 2.5\n", 1),
    ],
)
def test_an_error_is_the_interpreters_and_leaves_nothing(text, line):
    """The same exception with the same text as by the interpreter; values and history are as before."""
    mine, theirs = Outer(), Outer()
    before = told(mine)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is what is compared
        mine.loadFromString(text, filename="file.py")
    with pytest.raises(type(caught.value)) as expected:
        interpreted(theirs, text, filename="file.py")
    assert str(caught.value) == str(expected.value)
    assert f"file.py:{line}" in caught.value.__notes__[0]
    assert told(mine) == before


def test_a_config_that_looks_at_its_writes_sees_them():
    """A class with a `__setattr__` of its own is written to through it."""
    Guarded.seen = ()
    config = Guarded()
    config.loadFromString("config.gain = 2.5\n")
    assert Guarded.seen == ("gain",)


def test_changes_made_for_somebody_else_keep_their_label():
    """Where a label is given, the file's changes carry it."""
    config = Outer()
    with acting_as(label="replayed"):
        config.loadFromString("config.gain = 2.5\n")
    assert config.history["gain"][-1].label == "replayed"


def test_an_entry_names_the_line_and_who_loaded_the_file(tmp_path):
    """The history shows the file's line and text, then the line that loaded it."""
    path = tmp_path / "override.py"
    path.write_text("# a comment\nconfig.gain = 2.5\n")
    config = Outer()
    config.load(path)
    entry = config.history["gain"][-1]
    assert (entry.location.filename, entry.location.lineno) == (str(path), 2)
    assert entry.location.content == "config.gain = 2.5"
    assert entry.stack[-2].content == "config.load(path)"
    assert "override.py:2" in history.format(config, "gain")
    assert "config.load(path)" in config.formatHistory("gain")


lines = st.lists(
    st.one_of(
        st.sampled_from([line for text in PLAIN + UNUSUAL for line in text.splitlines()]),
        st.builds("config.gain={!r}".format, st.floats()),
        st.builds("config.label={!r}".format, st.text(max_size=5)),
        st.builds("config.planes={!r}".format, st.lists(st.text(max_size=3), max_size=3)),
        st.builds("config.count={}".format, st.text("0123456789-+._eE", min_size=1, max_size=6)),
    ),
    max_size=6,
)


@given(lines=lines)
def test_any_lines_do_what_the_interpreter_makes_of_them(lines):
    """Plain or not, right or wrong: the same values, the same history, the same error."""
    text = "\n".join(lines)
    outcomes = []
    for load in (Outer.loadFromString, interpreted):
        config = Outer()
        try:
            load(config, text, filename="file.py")
            error = None
        except Exception as caught:
            error = (type(caught), str(caught))
        outcomes.append((error, exact(config.toDict()), told(config), sorted(config._imports)))
    assert outcomes[0] == outcomes[1]


@given(made=configs())
def test_what_is_saved_is_loaded_alike_by_both(made):
    """A saved file gives the same values by the line and by the interpreter."""
    _, config = made
    text = config.saveToString()
    mine, theirs = type(config)(), type(config)()
    mine.loadFromString(text)
    interpreted(theirs, text)
    assert exact(mine.toDict()) == exact(theirs.toDict())


def test_a_plain_saved_file_needs_no_compiler(compiled):
    """Header, comments and values of a saved config are all plain."""
    config = Outer(gain=float("inf"), label="it's", inner=Inner(order=7))
    del config.old
    new = Outer()
    new.loadFromString(config.saveToString().replace("config.old=None", ""))
    assert new.inner.order == 7
    assert not compiled
    assert plain_lines._decoded(b"\xff") is None
