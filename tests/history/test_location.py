"""Where a change came from."""

import asyncio
import contextlib
import functools
import gc
import inspect
import linecache
import pickle
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest

from stepconfig import (
    ArgumentLocation,
    CodeLocation,
    Config,
    Field,
    FileLocation,
    Frame,
    Location,
    acting_as,
    kept_callers,
)
from stepconfig.history import location
from stepconfig.history.location import CALLERS_KEPT
from stepconfig.history.packing import stored_history
from tests.kinds import Background, Detection, Reduction


def line_here():
    """The line that calls this."""
    return sys._getframe(1).f_lineno


def last(config, name):
    """Location of the latest change."""
    return config.history[name][-1].location


def source_line(number):
    """The text of a line of this file, stripped."""
    return linecache.getline(__file__, number).strip()


# -- the innermost frame outside the package -------------------------------------------------------


def test_an_assignment_is_where_its_line_is():
    """File, line, function and text of the line are those of the assignment."""
    config = Background()
    config.order, line = 3, line_here()
    location = last(config, "order")
    assert (location.filename, location.lineno, location.function, location.content) == (
        __file__,
        line,
        "test_an_assignment_is_where_its_line_is",
        source_line(line),
    )


def test_a_location_unpacks_into_its_frame():
    """The frame of a location has the same four parts, and is the first of its frames."""
    config = Background()
    config.order, line = 3, line_here()
    location = last(config, "order")
    assert location.frame == Frame(__file__, line, location.function, source_line(line))
    assert location.frames[0] == location.frame


def change_by_setattr(config):
    """Set by name."""
    setattr(config, "count", 5)  # noqa: B010
    return "count", line_here() - 1


def change_by_update(config):
    """Set by keyword."""
    config.update(count=5)
    return "count", line_here() - 1


def change_by_descriptor(config):
    """Set by the field itself."""
    type(config).count.__set__(config, 5)
    return "count", line_here() - 1


def change_by_deletion(config):
    """Delete."""
    del config.count
    return "count", line_here() - 1


def change_an_item(config):
    """Set an item of a list."""
    config.radii[0] = 5.0
    return "radii", line_here() - 1


def change_by_append(config):
    """Append to a list."""
    config.radii.append(5.0)
    return "radii", line_here() - 1


def change_by_extension(config):
    """Extend a list in place."""
    config.radii += [5.0]
    return "radii", line_here() - 1


def change_by_sort(config):
    """Sort a list."""
    config.radii.sort()
    return "radii", line_here() - 1


def change_a_key(config):
    """Set an item of a dict."""
    config.zeropoints["z"] = 24.0
    return "zeropoints", line_here() - 1


def change_by_setdefault(config):
    """Set a missing item of a dict."""
    config.zeropoints.setdefault("z", 24.0)
    return "zeropoints", line_here() - 1


def change_by_dict_update(config):
    """Merge into a dict."""
    config.zeropoints |= {"z": 24.0}
    return "zeropoints", line_here() - 1


def change_a_whole_config(config):
    """Assign a config."""
    config.detection = Detection()
    return "detection", line_here() - 1


def change_by_class(config):
    """Assign a config's class."""
    config.detection = Detection
    return "detection", line_here() - 1


@pytest.mark.parametrize(
    "change",
    [
        change_by_setattr,
        change_by_update,
        change_by_descriptor,
        change_by_deletion,
        change_an_item,
        change_by_append,
        change_by_extension,
        change_by_sort,
        change_a_key,
        change_by_setdefault,
        change_by_dict_update,
        change_a_whole_config,
        change_by_class,
    ],
)
def test_every_kind_of_change_names_its_line(change):
    """The line is that of the code outside the package, by whatever method it changes a value."""
    config = Reduction()
    name, line = change(config)
    assert (last(config, name).lineno, last(config, name).function) == (line, change.__name__)


def test_a_default_is_where_the_config_is_made():
    """The entry of a default has the constructing line as its place, and the field's line as definition."""
    config, line = Reduction(), line_here()
    entry = config.history["fwhm"][0]
    assert (entry.location.filename, entry.location.lineno) == (__file__, line)
    definition = inspect.getsourcelines(Reduction)[1] + 5
    assert entry.definition.filename == inspect.getfile(Reduction)
    assert (entry.definition.lineno, entry.definition.content) == (
        definition,
        'fwhm = Field("Full width at half maximum.", float, 1.0, unit="arcsec")',
    )


def test_a_default_of_a_nested_config_is_where_the_outermost_config_is_made():
    """The parent made the nested config, and somebody's line made the parent."""
    config, line = Reduction(), line_here()
    entry = config.detection.background.history["order"][0]
    assert (entry.location.lineno, entry.definition.content) == (
        line,
        'order = Field("Order of the polynomial.", int, 2)',
    )


def test_a_keyword_is_where_the_config_is_made():
    """A keyword of the constructor is an entry at the constructing line."""
    config, line = Reduction(count=5), line_here()
    assert [entry.location.lineno for entry in config.history["count"]] == [line, line]


def test_a_field_class_that_sets_itself_is_not_the_place():
    """A user's own `__set__` is passed over: what counts is the line that sets the attribute."""

    class Rounded(Field):
        def __set__(self, instance, value, at=None, label="assignment"):
            super().__set__(instance, None if value is None else round(value), at, label)

    class Plot(Config):
        width = Rounded("Width of the plot.", int, 3)

    class Page(Config):
        from stepconfig import ConfigField

        plot = ConfigField("A plot.", Plot)

    page = Page()
    page.plot.width, attribute = 4.4, line_here()
    page.plot.update(width=5.4)
    made, keyword = Plot(width=6.4), line_here()
    page.plot, whole = made, line_here()
    lines = [entry.location.lineno for entry in page.plot.history["width"][1:]]
    assert lines == [attribute, attribute + 1, whole]
    assert made.history["width"][-1].location.lineno == keyword
    assert page.plot.width == 6


def test_a_field_class_that_sets_itself_takes_part_in_acting():
    """A value that an argument sets is the argument's, also for a user's own `__set__`."""

    class Doubled(Field):
        def __set__(self, instance, value, at=None, label="assignment"):
            super().__set__(instance, value * 2, at, label)

    class Plot(Config):
        width = Doubled("Width of the plot.", int, 3)

    plot = Plot()
    with acting_as(ArgumentLocation("--width=4"), layer="command line"):
        plot.width = 4
    assert (str(last(plot, "width")), plot.width) == ("command line", 8)


# -- every way to run a line -----------------------------------------------------------------------


def test_a_lambda_a_comprehension_and_a_generator_name_their_lines():
    """Each is code of its own, or part of its function, and has lines all the same."""
    config = Background()
    lines = []
    (lambda: setattr(config, "order", 1))()
    lines.append(line_here() - 1)
    [setattr(config, "order", number) for number in (2,)]
    lines.append(line_here() - 1)

    def generate():
        config.order = yield 4

    waiting = generate()
    next(waiting)
    assert next(waiting, "over") == "over"
    lines.append(line_here() - 5)
    assert [entry.location.lineno for entry in config.history["order"][1:]] == lines


def test_a_statement_of_several_lines_is_where_it_begins():
    """The target of an assignment and the name of a called method decide."""
    config = Background()
    config.order = (
        1
        +
        2
    )  # fmt: skip
    config.update(
        order=4,
    )
    first = line_here() - 8
    assert [entry.location.lineno for entry in config.history["order"][1:]] == [first, first + 5]


def test_several_changes_of_one_line_share_its_number():
    """A line is found by its instructions, several of which may belong to it."""
    config = Background()
    config.order = 1; config.order = 2; config.scale = 3  # noqa: E702 # fmt: skip
    line = line_here() - 1
    assert [entry.location.lineno for entry in config.history["order"][1:]] == [line, line]
    assert last(config, "scale").lineno == line


def test_a_coroutine_names_its_line():
    """A change after an `await` is where it stands."""
    config = Background()

    async def work():
        await asyncio.sleep(0)
        config.order, line = 7, line_here()
        return line

    line = asyncio.run(work())
    assert (last(config, "order").lineno, last(config, "order").function) == (line, "work")


def test_a_callback_called_by_c_code_names_its_line():
    """Code that C calls, such as a key of a sort, has its own line."""
    config = Background()

    def key(number):
        config.order = number
        return number

    line = line_here() - 3
    sorted([5], key=functools.partial(key))
    assert last(config, "order").lineno == line


def test_a_method_of_a_config_names_its_line():
    """A config class of a user's is outside of the package, so its methods are places."""

    class Named(Config):
        order = Field("Order of the fit.", int, 2)

        def steepen(self):
            self.order += 1

    config = Named()
    config.steepen()
    assert (last(config, "order").function, last(config, "order").content) == ("steepen", "self.order += 1")


def test_code_without_a_file_has_a_line_and_no_text():
    """Code from a string is named as Python names it; there is no text to show."""
    config = Background()
    exec("\n\nconfig.order = 3", {"config": config})
    location = last(config, "order")
    assert (location.filename, location.lineno, location.function, location.content) == (
        "<string>",
        3,
        "<module>",
        "",
    )
    assert str(location) == "<string>:3"


def test_a_function_defined_before_a_long_one_is_not_mixed_up(script):
    """Every code object has a table of lines of its own."""
    text = "from tests.kinds import Background\nconfig = Background()\n"
    text += "def first():\n    config.order = 1\n"
    text += "def second():\n" + "    config.order = 2\n" * 50 + "first()\nsecond()\nfirst()\n"
    config = script(text)["config"]
    lines = [entry.location.lineno for entry in config.history["order"][1:]]
    assert lines == [4, *range(6, 56), 4]


def test_files_of_the_same_content_are_not_mixed_up(script, folder):
    """Equal code in another file is another place, for the line itself and for its callers."""
    text = (
        "def change(config):\n    config.order = 3\n\n"
        "def call(config):\n    change(config)\n\ndef run(config):\n    call(config)\n"
    )
    config = Background()
    for name in ("one.py", "two.py"):
        run = script(text, name)["run"]
        run(config)
    frames = [entry.location.frames[:3] for entry in config.history["order"][1:]]
    assert [[(Path(frame.filename).name, frame.lineno) for frame in three] for three in frames] == [
        [("one.py", 2), ("one.py", 5), ("one.py", 8)],
        [("two.py", 2), ("two.py", 5), ("two.py", 8)],
    ]


def test_a_thread_names_its_line_and_its_callers():
    """The callers of a change in a thread are the thread's."""
    config = Background()

    def work():
        config.order = 9

    line = line_here() - 2
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    location = last(config, "order")
    assert location.lineno == line
    assert [frame.function for frame in location.frames] == ["work", "run", "_bootstrap_inner", "_bootstrap"]


# -- callers ---------------------------------------------------------------------------------------


def nested(depth, action):
    """Call ``action`` below that many calls of this function."""
    if depth:
        nested(depth - 1, action)
    else:
        action()


def test_a_few_callers_are_kept_nearest_first():
    """Behind the changing line stand at most eight frames, however deep the stack is."""
    config = Background()

    def change():
        config.order = 5

    nested(40, change)
    functions = [frame.function for frame in last(config, "order").frames]
    assert functions == ["change", *["nested"] * CALLERS_KEPT]
    assert 2 <= CALLERS_KEPT <= 8


def test_a_shallow_stack_is_kept_whole():
    """Where there are fewer callers than are kept at most, there are no others."""
    code = (
        "from tests.kinds import Background\n"
        "config = Background()\n"
        "def inner():\n"
        "    config.order = 5\n"
        "def outer():\n"
        "    inner()\n"
        "outer()\n"
        "print([(f.function, f.lineno) for f in config.history['order'][-1].location.frames])\n"
    )
    folder = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[('inner', 4), ('outer', 6), ('<module>', 7)]\n"


def test_callers_are_told_with_their_lines():
    """Each caller has the line that it was executing."""
    config = Background()

    def change():
        config.order = 5

    def call():
        change()
        return line_here() - 1

    line = call()
    here = line_here() - 1
    frames = last(config, "order").frames
    assert [(frame.function, frame.lineno) for frame in frames[1:3]] == [
        ("call", line),
        ("test_callers_are_told_with_their_lines", here),
    ]


@pytest.mark.parametrize("number", [0, 1, 3, 8, 9, 20])
def test_the_number_of_kept_callers_is_a_setting(number):
    """`kept_callers` decides how many frames stand behind the changing line."""
    config = Background()

    def change():
        config.order = 5

    with kept_callers(number):
        nested(30, change)
    assert len(last(config, "order").frames) == number + 1


def test_the_setting_ends_with_its_block():
    """Blocks nest, and after the last one the default holds, also after an error."""
    config = Background()

    def change():
        config.order = 5
        return len(last(config, "order").frames) - 1

    with kept_callers(2):
        with kept_callers(0):
            assert change() == 0
        with pytest.raises(ZeroDivisionError), kept_callers(1):
            _ = 1 / 0
        assert change() == 2
    assert change() == CALLERS_KEPT


def test_the_setting_belongs_to_its_thread():
    """Another thread keeps the default."""
    config = Background()
    with kept_callers(0):
        thread = threading.Thread(target=lambda: nested(10, lambda: setattr(config, "order", 5)))
        thread.start()
        thread.join()
    assert len(last(config, "order").frames) == CALLERS_KEPT + 1


def test_more_callers_are_not_kept_than_the_setting_says():
    """What was kept with another setting just before, on the same stack, makes no difference."""
    counts = []

    def change():
        for number in (None, 20, None, 0, None, 1, None, 5, None):
            config = Background()
            with contextlib.nullcontext() if number is None else kept_callers(number):
                config.order = 5
            counts.append(len(last(config, "order").frames) - 1)

    thread = threading.Thread(target=nested, args=(5, change))
    thread.start()
    thread.join()
    whole = counts[1]
    assert whole > CALLERS_KEPT
    assert counts == [CALLERS_KEPT, whole, CALLERS_KEPT, 0, CALLERS_KEPT, 1, CALLERS_KEPT, 5, CALLERS_KEPT]


def test_a_negative_number_of_callers_is_refused():
    """Nothing less than the line alone can be kept."""
    with pytest.raises(ValueError, match=r"the number of callers to keep has to be 0 or more, got -1"):
        kept_callers(-1).__enter__()


def test_the_setting_holds_for_the_defaults_of_a_config():
    """The constructing line is kept with as many callers as a change."""
    with kept_callers(1):
        config = Background()
    assert len(config.history["order"][0].location.frames) == 2


def test_lines_are_worked_out_when_somebody_looks(monkeypatch):
    """A write reads no source text; the line and its text are found when they are asked for."""
    config = Background()
    with monkeypatch.context() as patch:
        patch.setattr(linecache, "getlines", lambda *_: pytest.fail("a write read the source"))
        patch.setattr(linecache, "getline", lambda *_: pytest.fail("a write read the source"))
        config.order = 5
        config.knots.append(3)
        config.update(scale=2)
        other = Background(order=3)
    assert last(config, "order").content == "config.order = 5"
    assert last(config, "knots").content == "config.knots.append(3)"
    assert last(other, "order").content == "other = Background(order=3)"


def test_a_history_keeps_no_frame_alive():
    """Local variables of the function that makes a change end with it."""

    class Big:
        pass

    def work(config):
        local = Big()
        config.order = 5
        return weakref.ref(local)

    config = Background()
    reference = work(config)
    gc.collect()
    assert reference() is None
    assert last(config, "order").function == "work"


# -- equality, text, other processes ---------------------------------------------------------------


def test_equal_places_are_equal_locations():
    """The same frames are the same place; another line is another one."""
    configs = [Background(), Background()]
    for config in configs:
        config.order = 5
    one, other = (last(config, "order") for config in configs)
    assert one == other
    assert hash(one) == hash(other)
    configs[0].order = 6
    assert last(configs[0], "order") != one
    assert one != "somewhere"


def test_a_location_survives_pickling_as_text():
    """After pickling file, line, function, text and callers are the same; code objects do not travel."""
    config = Background()
    nested(2, lambda: setattr(config, "order", 5))
    location = last(config, "order")
    again = pickle.loads(pickle.dumps(location))
    assert type(again) is CodeLocation
    assert again == location
    assert again.frames == location.frames


def test_a_path_is_relative_where_that_is_shorter(script, folder, monkeypatch):
    """The text of a location is relative to the current folder, unless the absolute path is shorter."""
    config = script("from tests.kinds import Background\nconfig = Background()\nconfig.order = 3\n")["config"]
    assert str(last(config, "order")) == "script.py:3"
    assert last(config, "order").filename == str(folder / "script.py")
    monkeypatch.chdir("/")
    assert str(last(config, "order")) == f"{str(folder)[1:]}/script.py:3"
    (folder / "a" / "b" / "c").mkdir(parents=True)
    monkeypatch.chdir(folder / "a" / "b" / "c")
    assert str(last(config, "order")) == "../../../script.py:3"
    assert str(FileLocation("/f.yaml", 3)) == "/f.yaml:3"


def test_a_current_folder_that_is_gone_leaves_the_path_as_it_is(folder, monkeypatch):
    """Nothing can be relative to a folder that was removed."""
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert str(FileLocation("/data/f.yaml", 3)) == "/data/f.yaml:3"


def test_a_line_of_a_data_file_is_a_location():
    """It has path, line, column and text, and no function."""
    location = FileLocation("reduce.asdf", 12, 5, "order: 3")
    assert isinstance(location, Location)
    assert (location.filename, location.lineno, location.column, location.content, location.function) == (
        "reduce.asdf",
        12,
        5,
        "order: 3",
        "",
    )
    assert (str(location), repr(location)) == ("reduce.asdf:12", "<FileLocation reduce.asdf:12>")
    again = pickle.loads(pickle.dumps(location))
    assert again == location
    assert again.column == 5
    assert FileLocation("reduce.asdf", 13) != location


def test_an_argument_is_a_location():
    """It is in no file, reads ``command line``, and has itself as text."""
    location = ArgumentLocation("--order=3")
    assert (str(location), location.content, location.filename, location.lineno, location.function) == (
        "command line",
        "--order=3",
        "",
        0,
        "",
    )
    assert repr(location) == "<ArgumentLocation --order=3>"
    again = pickle.loads(pickle.dumps(location))
    assert (again, again.argument) == (location, "--order=3")
    assert ArgumentLocation("--order=4") != location


def test_a_field_and_a_class_know_where_they_are_defined():
    """Sources are places of the definition, under the names that pex_config's errors have."""
    source = Background.order.source
    start = inspect.getsourcelines(Background)[1]
    assert (source.filename, source.lineno) == (inspect.getfile(Background), start + 3)
    assert Background._source.lineno == start


def test_no_more_file_names_are_kept_than_a_limit(monkeypatch):
    """A process that runs code of ever new names, such as cells of a notebook, does not grow by them."""
    monkeypatch.setattr(location, "_MOST_FILES", 5)
    known = location._Inside()
    assert not any(known[f"<cell {number}>"] for number in range(50))
    assert known[location.__file__]
    assert len(known) <= 5


@pytest.mark.parametrize("number", [3, 8])
def test_changes_with_the_same_callers_share_them(number):
    """However many are kept: a function that makes many changes stores its callers once."""
    config = Background()

    def change():
        config.order = 5
        config.order = 6

    with kept_callers(number):
        nested(30, change)
    first, second = (raw[3] for raw in stored_history(config)["order"])
    assert len(first) == 2 * number
    assert first is second
