"""Entries: what a history says of each change."""

import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stepconfig import (
    ArgumentLocation,
    Config,
    ConfigError,
    ConfigField,
    Edit,
    Entry,
    Field,
    FieldValidationError,
    FileLocation,
    ListField,
    UnknownNameError,
    acting_as,
)
from stepconfig.history.location import Frame
from tests.kinds import Background, Detection, Reduction

CHECKOUT = Path(__file__).parents[2]


def line_here():
    """The line that calls this."""
    return sys._getframe(1).f_lineno


def told(entries):
    """Value, label and layer of each entry."""
    return [(entry.value, entry.label, entry.layer) for entry in entries]


class Seeing(Config):
    """A config whose `setDefaults` changes a default."""

    fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")
    bands = ListField("Names of the bands.", str, ["g"])

    def setDefaults(self):
        self.fwhm = 0.7


class Night(Config):
    """A config that changes a default of a nested one."""

    seeing = ConfigField("The seeing.", Seeing)

    def setDefaults(self):
        self.seeing.fwhm = 0.9
        self.seeing.bands.append("r")


# -- entries ---------------------------------------------------------------------------------------


def test_an_entry_unpacks_as_value_stack_and_label():
    """Code written for pex_config unpacks entries, indexes them, and asks frames for their parts."""
    config = Background()
    config.order, line = 3, line_here()
    entry = config.history["order"][-1]
    value, stack, label = entry
    assert (value, label) == (3, "assignment")
    assert (entry[0], entry[1], entry[2], entry[-1], len(entry)) == (value, stack, label, label, 3)
    frame = stack[-1]
    assert isinstance(frame, Frame)
    assert (frame.filename, frame.lineno, frame.function) == (__file__, line, sys._getframe().f_code.co_name)


def test_the_stack_is_outermost_first():
    """The last frame of an entry's stack is the line of the change."""
    config = Background()

    def change():
        config.order = 4

    change()
    functions = [frame.function for frame in config.history["order"][-1].stack]
    assert functions[-2:] == [sys._getframe().f_code.co_name, "change"]


def test_the_stack_of_a_default_ends_with_the_definition():
    """The field's own line comes last, behind the constructing one."""
    config, line = Background(), line_here()
    stack = config.history["order"][0].stack
    assert stack[-2].lineno == line
    assert stack[-1].content == 'order = Field("Order of the polynomial.", int, 2)'


def test_entries_are_oldest_first():
    """The default comes first, the latest change last."""
    config = Background(order=3)
    config.order = 4
    config.update(order=5)
    del config.order
    assert told(config.history["order"]) == [
        (2, "default", "default"),
        (3, "update", "code"),
        (4, "assignment", "code"),
        (5, "update", "code"),
        (None, "deletion", "code"),
    ]


def test_a_list_tells_each_edit_as_what_it_is():
    """An entry of an edit holds the operation and the element concerned, not a copy of the list."""
    config = Background()
    config.knots = [3, 4]
    config.knots[0] = 5
    config.knots.append(6)
    config.knots.insert(1, 7)
    config.knots.extend([8, 9])
    config.knots += [10]
    config.knots[1:3] = [11]
    del config.knots[0]
    del config.knots[1:2]
    config.knots.pop()
    config.knots.remove(8)
    config.knots.sort(reverse=True)
    config.knots.reverse()
    config.knots.clear()
    told_edits = [(repr(entry.value), entry.label) for entry in config.history["knots"]]
    assert told_edits == [
        ("[1.0, 2.0]", "default"),
        ("[3.0, 4.0]", "assignment"),
        ("[0] = 5.0", "setitem"),
        (".append(6.0)", "insert"),
        (".insert(1, 7.0)", "insert"),
        (".extend([8.0, 9.0])", "insert"),
        (".extend([10.0])", "insert"),
        ("[1:3] = (11.0,)", "setitem"),
        ("del [0]", "delitem"),
        ("del [1:2]", "delitem"),
        (".pop(-1)", "delitem"),
        (".remove(8.0)", "delitem"),
        (".sort(reverse=True)", "setitem"),
        (".reverse()", "setitem"),
        (".clear()", "delitem"),
    ]


def test_a_dict_tells_each_edit_as_what_it_is():
    """An entry of an edit holds the operation and the key concerned."""
    config = Reduction()
    config.zeropoints = {"g": 1}
    config.zeropoints["r"] = 2
    config.zeropoints.update({"i": 3}, z=4)
    config.zeropoints |= {"y": 5}
    config.zeropoints.setdefault("u", 6)
    config.zeropoints.setdefault("u", 7)
    del config.zeropoints["g"]
    config.zeropoints.pop("r")
    config.zeropoints.pop("r", None)
    config.zeropoints.popitem()
    config.zeropoints.clear()
    told_edits = [(repr(entry.value), entry.label) for entry in config.history["zeropoints"]]
    assert told_edits == [
        ("{'g': 25.0, 'r': 24.5}", "default"),
        ("{'g': 1.0}", "assignment"),
        ("['r'] = 2.0", "setitem"),
        (".update({'i': 3.0, 'z': 4.0})", "setitem"),
        (".update({'y': 5.0})", "setitem"),
        ("['u'] = 6.0", "setitem"),
        ("del ['g']", "delitem"),
        (".pop('r')", "delitem"),
        (".pop('u')", "delitem"),
        (".clear()", "delitem"),
    ]


def test_a_container_shows_the_history_of_its_field():
    """A list or dict has the entries of its field as its own attribute."""
    config = Reduction()
    config.radii.append(8)
    config.zeropoints["z"] = 24
    assert config.radii.history == config.history["radii"]
    assert config.zeropoints.history == config.history["zeropoints"]


def test_a_whole_config_is_told_in_words():
    """Assigning a nested config is one entry of the parent, and one of each of its values."""
    config = Reduction()
    config.detection.label = "stars"
    config.detection = Detection(label="galaxies")
    assert told(config.history["detection"]) == [
        ("config value set", "default", "default"),
        ("config value set", "assignment", "code"),
    ]
    assert told(config.detection.history["label"]) == [
        ("sources", "default", "default"),
        ("stars", "assignment", "code"),
        ("galaxies", "assignment", "code"),
    ]


def test_a_default_that_a_config_field_sets_is_a_default():
    """A nested default shows the class's own, then the one of the field, at the field's line."""

    class Night(Config):
        background = ConfigField("The background.", Background, Background(order=5))

    entries = Night().background.history["order"]
    assert told(entries) == [(2, "default", "default"), (5, "default", "default")]
    assert entries[1].location.content.startswith("background = ConfigField(")


# -- who -------------------------------------------------------------------------------------------


def test_set_defaults_shows_its_own_line():
    """A value set by `setDefaults` is at the line of it that sets it, led to by the constructing one."""
    config, line = Seeing(), line_here()
    entries = config.history["fwhm"]
    assert told(entries) == [(1.0, "default", "default"), (0.7, "assignment", "setDefaults")]
    location = entries[1].location
    assert (location.function, location.content) == ("setDefaults", "self.fwhm = 0.7")
    assert location.frames[1].lineno == line


def test_set_defaults_of_a_parent_comes_after_that_of_the_nested_config():
    """Both lines are in the history, the parent's last; edits of containers too."""
    config = Night()
    entries = config.seeing.history["fwhm"]
    assert [(entry.value, entry.layer, entry.location.content) for entry in entries[1:]] == [
        (0.7, "setDefaults", "self.fwhm = 0.7"),
        (0.9, "setDefaults", "self.seeing.fwhm = 0.9"),
    ]
    assert (config.seeing.history["bands"][-1].layer, config.seeing.bands) == ("setDefaults", ["g", "r"])


def test_acting_for_somebody_gives_their_place_label_and_layer():
    """A source of values names the line of its file, and what it calls itself."""
    config = Reduction()
    place = FileLocation("reduce.asdf", 12, 3, "count: 5")
    with acting_as(place, label="read", layer="parameter file"):
        config.count = 5
        config.radii.append(8)
    for name in ("count", "radii"):
        entry = config.history[name][-1]
        assert (entry.location, entry.label, entry.layer) == (place, "read", "parameter file")


def test_acting_ends_with_its_block_and_nests():
    """The innermost block counts; after an error the outer one holds again."""
    config = Background()
    with acting_as(ArgumentLocation("--order=1"), layer="command line"):
        place = FileLocation("a.asdf", 3)
        with acting_as(place, layer="parameter file"):
            config.order = 4
        with pytest.raises(FieldValidationError), acting_as(place, layer="parameter file"):
            config.order = "steep"
        config.order = 5
    config.order = 6
    assert [(entry.value, entry.layer) for entry in config.history["order"][1:]] == [
        (4, "parameter file"),
        (5, "command line"),
        (6, "code"),
    ]


def test_a_config_made_for_somebody_has_their_place():
    """Defaults of a config that is made while acting for an argument are the argument's doing."""
    with acting_as(ArgumentLocation("--x=1"), layer="command line"):
        config = Background()
    entry = config.history["order"][0]
    assert (str(entry.location), entry.layer, entry.definition.content) == (
        "command line",
        "default",
        'order = Field("Order of the polynomial.", int, 2)',
    )


def test_acting_is_a_matter_of_its_thread():
    """Another thread records its own lines meanwhile."""
    mine, others = Background(), Background()
    with acting_as(ArgumentLocation("--order=1"), layer="command line"):
        thread = threading.Thread(target=lambda: setattr(others, "order", 1))
        thread.start()
        thread.join()
        mine.order = 1
    assert [config.history["order"][-1].layer for config in (mine, others)] == ["command line", "code"]


def test_a_stack_handed_in_by_a_field_class_is_kept():
    """Field classes written for pex_config hand in a stack, outermost first, and a label."""
    config = Background()
    stack = [Frame("outer.py", 3, "main", "run()"), Frame("inner.py", 7, "read", "config.order = 4")]
    Background.order.__set__(config, 4, stack, "readControl")
    entry = config.history["order"][-1]
    assert (entry.label, entry.location.filename, entry.location.lineno) == ("readControl", "inner.py", 7)
    assert entry.stack == stack


def test_an_empty_stack_means_the_line_of_the_change():
    """Nobody has to have a stack to hand in."""
    config = Background()
    Background.order.__set__(config, 4, [], "assignment")
    line = line_here() - 1
    assert config.history["order"][-1].location.lineno == line


def test_entries_that_a_field_class_appends_itself_are_read():
    """Plain ``(value, stack, label)`` tuples in the stored history become entries as well."""
    config = Background()
    config._history.setdefault("order", []).append((9, [Frame("ctrl.py", 5, "read", "")], "readControl"))
    entry = config.history["order"][-1]
    assert (entry.value, entry.label, entry.layer, str(entry.location)) == (
        9,
        "readControl",
        "code",
        "ctrl.py:5",
    )
    assert "ctrl.py:5" in config.formatHistory("order")
    assert pickle.loads(pickle.dumps(config)).history["order"] == config.history["order"]


# -- the order of changes --------------------------------------------------------------------------


def test_changes_of_several_fields_can_be_put_in_order():
    """The sequence counts every change of the process, whatever config and field it is of."""
    one, other = Reduction(), Reduction()
    one.count = 1
    other.radii.append(2)
    one.detection.label = "third"
    other.update(count=4)
    one.zeropoints["z"] = 5
    sequences = [
        one.history["count"][-1].sequence,
        other.history["radii"][-1].sequence,
        one.detection.history["label"][-1].sequence,
        other.history["count"][-1].sequence,
        one.history["zeropoints"][-1].sequence,
    ]
    assert sequences == sorted(set(sequences))
    assert one.history["count"][0].sequence < other.history["count"][0].sequence < sequences[0]


def test_sequences_of_several_threads_are_all_different():
    """Two changes never share a number, also when threads make them at once."""
    configs = [Background() for _ in range(4)]

    def work(config):
        for number in range(500):
            config.order = number

    threads = [threading.Thread(target=work, args=(config,)) for config in configs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    histories = [[entry.sequence for entry in config.history["order"][1:]] for config in configs]
    assert all(history == sorted(history) for history in histories)
    assert len({sequence for history in histories for sequence in history}) == 2000


def test_threads_that_change_one_config_leave_all_their_entries():
    """No entry is lost where several threads make the first changes of the same fields."""
    Wide = type(Config)("Wide", (Config,), {f"f{number}": Field("A number.", int) for number in range(400)})
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        config = Wide()
        start = threading.Barrier(4)

        def work(number):
            start.wait()
            for name in config:
                setattr(config, name, number)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert {name: len(config.history[name]) for name in config} == dict.fromkeys(config, 5)


def in_new_process(code, data=b""):
    """What a new interpreter prints for that code, with data as its standard input."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "python"), str(CHECKOUT)])}
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_changes_in_a_worker_process_come_after_those_before():
    """A config that went to another process counts on from where it was."""
    config = Reduction()
    config.count = 4
    config.detection.label = "stars"
    code = (
        "import pickle, sys\n"
        "config = pickle.load(sys.stdin.buffer)\n"
        "config.detection.label = 'galaxies'\n"
        "config.count = 5\n"
        "entries = config.history['count'] + config.detection.history['label']\n"
        "by_sequence = sorted(entries[1:3] + entries[4:], key=lambda entry: entry.sequence)\n"
        "print([entry.value for entry in by_sequence])\n"
    )
    assert in_new_process(code, pickle.dumps(config)) == "[4, 'stars', 'galaxies', 5]\n"


def test_a_history_made_by_a_worker_process_reads_as_it_was_made():
    """Files, lines and texts are known here, though no code object came along."""
    code = (
        "import pickle, sys\n"
        "from tests.kinds import Reduction\n"
        "config = Reduction()\n"
        "config.loadFromString('config.count = 8', filename='worker.py')\n"
        "sys.stdout.buffer.write(pickle.dumps(config).hex().encode())\n"
    )
    config = pickle.loads(bytes.fromhex(in_new_process(code)))
    entry = config.history["count"][-1]
    assert (entry.value, entry.layer, entry.location.content) == (8, "override file", "config.count = 8")
    assert Path(entry.location.filename).name == "worker.py"
    assert [frame.filename for frame in entry.stack] == ["<string>", entry.location.filename]


# -- nothing but what happened ---------------------------------------------------------------------


FAILING = {
    "a wrong type": lambda config: setattr(config, "count", "many"),
    "an outside value": lambda config: setattr(config, "box", 3),
    "no choice": lambda config: setattr(config, "fit", "cubic"),
    "an unknown name": lambda config: setattr(config, "cuont", 3),
    "an unknown keyword": lambda config: config.update(count=9, cuont=3),
    "a wrong item": lambda config: config.radii.append("wide"),
    "a wrong item in an extension": lambda config: config.radii.extend([1.0, "wide"]),
    "a wrong item in a slice": lambda config: config.radii.__setitem__(slice(0, 1), [1.0, "wide"]),
    "no such position": lambda config: config.radii.__setitem__(9, 1.0),
    "nothing to delete": lambda config: config.radii.__delitem__(9),
    "nothing to pop": lambda config: config.radii.pop(9),
    "nothing to remove": lambda config: config.radii.remove(77.0),
    "a slice of another length": lambda config: config.radii.__setitem__(slice(None, None, 2), [1.0, 2.0]),
    "items that cannot be sorted": lambda config: config.radii.sort(key=lambda item: config.nothing),
    "a wrong key": lambda config: config.zeropoints.__setitem__(3, 1.0),
    "a wrong value": lambda config: config.zeropoints.__setitem__("g", "bright"),
    "a wrong value in an update": lambda config: config.zeropoints.update(g=1.0, r="bright"),
    "no such key": lambda config: config.zeropoints.__delitem__("q"),
    "no key to pop": lambda config: config.zeropoints.pop("q"),
    "another config": lambda config: setattr(config, "detection", Background()),
    "no config": lambda config: delattr(config, "detection"),
    "a wrong whole": lambda config: setattr(config, "radii", "g, r"),
    "a mapping that is none": lambda config: setattr(config, "zeropoints", [1, 2]),
}


def stored(config):
    """Values and the number of entries of the whole tree."""
    counts = {name: len(config.history[name]) for name in config}
    inner = [config.detection, config.detection.background]
    return config.toDict(), counts, [{name: len(each.history[name]) for name in each} for each in inner]


@pytest.mark.parametrize("change", FAILING.values(), ids=FAILING)
def test_a_failed_change_leaves_no_entry(change):
    """Neither values nor histories know of a change that was refused."""
    config = Reduction()
    before = stored(config)
    with pytest.raises((ConfigError, LookupError, ValueError)):
        change(config)
    assert stored(config) == before


def test_a_refused_value_of_a_nested_config_leaves_no_entry_anywhere():
    """Assigning a config onto one whose own nested config is frozen changes neither of them."""
    config = Reduction()
    config.detection.background.freeze()
    before = stored(config)
    with pytest.raises(FieldValidationError, match=r"Field 'detection.background.order' failed validation"):
        config.detection = Detection(label="galaxies")
    assert stored(config) == before


def test_reading_leaves_no_entry():
    """Looking at values, histories, texts and comparisons is no change."""
    config = Reduction()
    before = stored(config)
    config.toDict(), config.formatHistory(all=True), config.saveToString(), config.names()
    list(config.items()), repr(config), str(config), config.compare(Reduction()), config.diff(Reduction())
    config.validate()
    config.radii.list(), config.zeropoints.get("q"), 3.0 in config.radii, len(config.radii)
    assert stored(config) == before


def test_the_past_cannot_be_edited():
    """What a reader does with the values of entries changes no history."""
    config = Reduction()
    given = [1.0]
    config.radii = given
    config.radii.extend([2.0, 3.0])
    config.zeropoints.update({"z": 1.0})
    given.append(99.0)
    texts = config.formatHistory("radii"), config.formatHistory("zeropoints")
    config.history["radii"][0].value.append(99.0)
    config.history["radii"][1].value.append(99.0)
    config.history["radii"][2].value.arguments[0].append(99.0)
    config.history["zeropoints"][1].value.arguments[0]["z"] = 99.0
    config.history["radii"].clear()
    assert (config.formatHistory("radii"), config.formatHistory("zeropoints")) == texts
    assert config.radii == [1.0, 2.0, 3.0]
    assert Reduction().radii == [2.0, 4.0]


# -- the mapping -----------------------------------------------------------------------------------


def test_the_history_is_a_mapping_of_every_field():
    """Names in field order, their number, membership and entries; it reads as what it is."""
    config = Detection()
    history = config.history
    assert list(history) == ["background", "label"]
    assert (len(history), "label" in history, "lable" in history) == (2, True, False)
    assert [name for name, entries in history.items() if entries] == ["background", "label"]
    assert repr(history) == "<history of Detection: 2 fields>"
    with pytest.raises(UnknownNameError, match=r"has no field 'lable'; did you mean 'label'\?"):
        history["lable"]


def test_an_entry_has_an_origin_and_a_place():
    """Of a default the line of its field; of an argument the argument; else file and line."""
    config = Reduction()
    (default,) = config.history["box"]
    assert default.origin == Reduction.box.source
    assert default.place == str(Reduction.box.source)
    with acting_as(ArgumentLocation("--box=8"), layer="command line"):
        config.box = 8
    assert (config.history["box"][-1].origin, config.history["box"][-1].place) == (
        ArgumentLocation("--box=8"),
        "--box=8",
    )
    config.box = 9
    line = line_here() - 1
    assert config.history["box"][-1].place == f"{os.path.relpath(__file__)}:{line}"


def test_an_entry_reads_as_what_happened():
    """The representation has value, label, layer and place."""
    config = Background()
    config.order, line = 3, line_here()
    name = Path(__file__).name
    assert repr(config.history["order"][-1]).endswith(f"{name}:{line}>")
    assert repr(config.history["order"][-1]).startswith("<Entry 3 assignment (code) at ")


def test_entries_are_equal_if_they_tell_the_same():
    """Two looks at one change are equal; another change is not, nor is anything else."""
    config = Background()
    config.order = 3
    config.order = 3
    default, first, second = config.history["order"]
    assert first == config.history["order"][1]
    assert hash(first) == hash(config.history["order"][1])
    assert first != second
    assert default != first
    assert first != (3, [], "assignment")
    assert isinstance(first, Entry)


def test_an_edit_reads_as_the_operation():
    """Edits are equal if form and arguments are, and survive pickling."""
    edit = Edit("[{}] = {}", "g", 25.0)
    assert repr(edit) == "['g'] = 25.0"
    assert edit == Edit("[{}] = {}", "g", 25.0)
    assert hash(edit) == hash(Edit("[{}] = {}", "g", 25.0))
    assert edit != Edit("[{}] = {}", "g", 24.0)
    assert edit != "['g'] = 25.0"
    assert pickle.loads(pickle.dumps(edit)) == edit


# -- loaded files ----------------------------------------------------------------------------------


@pytest.fixture
def loaded(folder):
    """Return a config that an override file changed, the file, and the line that loaded it."""
    path = folder / "over.py"
    path.write_text(
        "def steepen(config):\n"
        "    config.detection.background.order = 4\n"
        "\n"
        "config.count = 7\n"
        "steepen(config)\n"
        "config.radii.append(8)\n"
        "[config.update(fwhm=width) for width in (1, 2)]\n"
    )
    config = Reduction()
    config.load("over.py")
    return config, path, line_here() - 1


def test_a_loaded_value_shows_the_lines_of_file_and_loader(loaded):
    """The location is the file's line; behind it stands the line that loaded the file."""
    config, path, line = loaded
    entry = config.history["count"][-1]
    assert (entry.layer, entry.location.filename, entry.location.lineno) == ("override file", str(path), 4)
    assert entry.location.content == "config.count = 7"
    assert (entry.location.frames[1].filename, entry.location.frames[1].lineno) == (__file__, line)
    assert entry.stack[-2:] == list(reversed(entry.location.frames[:2]))
    assert config.history["radii"][-1].location.lineno == 6
    assert [each.location.lineno for each in config.history["fwhm"][1:]] == [7, 7]


def test_a_function_of_a_loaded_file_shows_its_line_its_caller_and_the_loader(loaded):
    """The frames lead from the function's line by the file's to the line that loaded the file."""
    config, path, line = loaded
    frames = config.detection.background.history["order"][-1].location.frames
    assert [(frame.filename, frame.lineno, frame.content) for frame in frames[:2]] == [
        (str(path), 2, "config.detection.background.order = 4"),
        (str(path), 5, "steepen(config)"),
    ]
    assert (frames[2].filename, frames[2].lineno) == (__file__, line)


@pytest.mark.parametrize("fate", ["deleted", "changed"])
def test_what_becomes_of_a_loaded_file_does_not_matter(loaded, fate):
    """Lines and texts are those of the file as it was loaded, for its functions too."""
    config, path, _ = loaded
    if fate == "deleted":
        path.unlink()
    else:
        path.write_text("# something else\n" * 20)
    assert config.history["count"][-1].location.content == "config.count = 7"
    text = config.formatHistory("detection.background.order")
    assert "over.py:2" in text
    assert "config.detection.background.order = 4" in text
    assert "steepen(config)" in text


def test_a_file_loaded_twice_with_other_content_keeps_both(folder):
    """Each load has the text that it executed."""
    config = Reduction()
    for text in ("config.count = 7\n", "\n\nconfig.count = 8\n"):
        (folder / "over.py").write_text(text)
        config.load("over.py")
    places = [(entry.location.lineno, entry.location.content) for entry in config.history["count"][1:]]
    assert places == [(1, "config.count = 7"), (3, "config.count = 8")]


def test_values_of_a_file_that_a_file_loads_name_the_inner_file(folder):
    """The inner file's line comes first, then the outer file's line, then the one that loaded that."""
    (folder / "inner.py").write_text("\nconfig.count = 7\n")
    (folder / "outer.py").write_text("\n\nconfig.load('inner.py')\nconfig.fwhm = 2\n")
    config = Reduction()
    config.load("outer.py")
    line = line_here() - 1
    frames = config.history["count"][-1].location.frames
    assert [(Path(frame.filename).name, frame.lineno) for frame in frames[:3]] == [
        ("inner.py", 2),
        ("outer.py", 3),
        ("test_record.py", line),
    ]
    assert Path(config.history["fwhm"][-1].location.filename).name == "outer.py"


def test_a_config_made_in_a_file_has_defaults_of_that_line(folder):
    """The constructing line of a config that an override file makes is in that file."""
    (folder / "over.py").write_text(
        "from tests.history.test_record import Seeing\nmade = Seeing()\nconfig.count = 2\nkept.append(made)\n"
    )
    kept = []
    with open("over.py") as file:
        Reduction().loadFromStream(file, extraLocals={"kept": kept})
    default, changed = kept[0].history["fwhm"]
    assert (default.location.filename, default.location.lineno) == (str(folder / "over.py"), 2)
    assert (changed.layer, changed.location.content) == ("setDefaults", "self.fwhm = 0.7")
    assert (changed.location.frames[1].lineno, changed.location.frames[1].content) == (2, "made = Seeing()")


def test_a_file_of_ten_thousand_lines_names_each_line(folder):
    """Lines are found by instruction, however many there are."""
    lines = [f"config.count = {number}\n" if number % 2 else "\n" for number in range(10_000)]
    (folder / "long.py").write_text("".join(lines))
    config = Reduction()
    config.load("long.py")
    entries = config.history["count"][1:]
    assert len(entries) == 5_000
    assert all(entry.location.lineno == entry.value + 1 for entry in entries)
    assert entries[4_000].location.content == "config.count = 8001"
