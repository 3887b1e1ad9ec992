"""Every entry names the exact line of its write, however the line came to be executed."""

import contextlib
import itertools
import re
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepconfig import (
    Config,
    ConfigChoiceField,
    ConfigDictField,
    ConfigField,
    ConfigurableField,
    Field,
    ListField,
    kept_callers,
)
from stepconfig.config.walk import walk
from stepconfig.configurableActions import (
    ConfigurableAction,
    ConfigurableActionField,
    ConfigurableActionStructField,
)
from stepconfig.history.location import CALLERS_KEPT

pytestmark = [
    pytest.mark.filterwarnings("ignore:the field:FutureWarning"),
    pytest.mark.filterwarnings("ignore::stepconfig.DiscardedOverridesWarning"),
]

_programs = itertools.count()


class Part(Config):
    """What the programs put into a config."""

    number = Field("A number.", int, 0)


class Act(ConfigurableAction):
    """An action that the programs put into a config."""

    number = Field("A number.", int, 0)


ACTS = [type(Act)(f"Act{number}", (Act,), {}) for number in range(8)]


def target(number):
    """A function of that number."""

    def made(config):
        return config

    made.__name__ = made.__qualname__ = f"target{number}"
    made.ConfigClass = Part
    return made


TARGETS = [target(number) for number in range(8)]
CHOICES = {f"choice{number}": Part for number in range(8)}


class Values(Config):
    """What the programs change."""

    number = Field("A number.", int, 0, renamed_from="count")
    numbers = ListField("Numbers.", int, [])
    part = ConfigField("A part.", Part)
    choice = ConfigChoiceField("A choice.", CHOICES, "choice0")
    several = ConfigChoiceField("Some choices.", CHOICES, [], multi=True)
    items = ConfigDictField("Parts.", int, Part, {})
    configurable = ConfigurableField("A target.", TARGETS[0])
    action = ConfigurableActionField("An action.", default=ACTS[0])
    actions = ConfigurableActionStructField("Actions.")


def note(kept, number):
    """Keep the stack of the caller: file, line and function of each frame, nearest first."""
    frame = sys._getframe(1)
    stack = []
    while frame is not None:
        stack.append((frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    kept[number] = stack
    return number


# Each form is code with `{n}` for the number that it writes; the write and `note` are on one line.
WRITES = [
    "config.number = note(kept, {n})",
    "setattr(config, 'number', note(kept, {n}))",
    "config.update(number=note(kept, {n}))",
    "type(config).number.__set__(config, note(kept, {n}))",
    "config.numbers.append(note(kept, {n}))",
    "config.numbers += [note(kept, {n})]",
    "config.numbers = [note(kept, {n})]",
    "config.numbers[len(config.numbers):] = [note(kept, {n})]",
    "[setattr(config, 'number', note(kept, value)) for value in ({n},)]",
    "{{config.update(number=note(kept, value)) for value in ({n},)}}",
    "list(config.update(number=note(kept, value)) for value in ({n},))",
    "(lambda value: config.update(number=note(kept, value)))({n})",
    "sorted([{n}], key=lambda value: setattr(config, 'number', note(kept, value)) or 0)",
    "exec('\\n\\nconfig.number = note(kept, {n})', {{'config': config, 'note': note, 'kept': kept}})",
    "config.loadFromString('\\nconfig.number = note(kept, {n})', extraLocals=dict(note=note, kept=kept))",
]
WRITES[-1:-1] = [
    "config.part.number = note(kept, {n})",
    "config.choice = f'choice{{note(kept, {n})}}'",
    "config.choice.name = f'choice{{note(kept, {n})}}'",
    "config.choice['choice0'].number = note(kept, {n})",
    "config.several = [f'choice{{note(kept, {n})}}']",
    "config.several.names |= [f'choice{{note(kept, {n})}}']",
    "config.several.names.add(f'choice{{note(kept, {n})}}')",
    "config.items[note(kept, {n})] = Part",
    "config.items |= {{note(kept, {n}): Part}}",
    "config.configurable.value.number = note(kept, {n})",
    "config.configurable.retarget(TARGETS[note(kept, {n})])",
    "config.action = ACTS[note(kept, {n})]",
    "setattr(config.actions, f'act{{note(kept, {n})}}', Act)",
    "config.actions.update = {{f'act{{note(kept, {n})}}': ACTS[0]}}",
    "config.count = note(kept, {n})",
]
BLOCKS = [
    ["{write}"],
    ["def {f}():", "    {write}", "{f}()"],
    ["def {f}(depth):", "    if depth:", "        return {f}(depth - 1)", "    {write}", "", "{f}({depth})"],
    ["def {f}():", "    yield", "    {write}", "    yield", "for _ in {f}():", "    pass"],
    ["class {f}:", "    {write}"],
    ["class {f}:", "    def method(self):", "        {write}", "", "{f}().method()"],
    ["try:", "    1 / 0", "except ZeroDivisionError:", "    {write}", "finally:", "    pass"],
    ["for _ in range(1):", "    if True:", "        {write}", "    else:", "        pass"],
    ["with contextlib.suppress(LookupError):", "    {write}", "    raise LookupError"],
    ["import functools", "def {f}(value):", "    {write}", "functools.reduce(lambda a, b: {f}(b), [1, 2])"],
    ["async def {f}():", "    {write}", "try:", "    {f}().send(None)", "except StopIteration:", "    pass"],
    ["@(lambda function: function() or function)", "def {f}():", "    {write}"],
]


@st.composite
def programs(draw, writes=WRITES):
    """The text of a program of several blocks, with empty lines between them."""
    text = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        text += [""] * draw(st.integers(0, 3))
        write = draw(st.sampled_from(writes)).format(n=number)
        block = draw(st.sampled_from(BLOCKS))
        depth = draw(st.integers(0, 12))
        text += [line.format(write=write, f=f"f{number}", depth=depth) for line in block]
    return "\n".join(text) + "\n"


def run(text, where):
    """Run a program, on a deep stack, on that of a thread, or as an override file."""
    kept = {}
    config = Values()
    names = {"config": config, **KNOWN, "kept": kept}
    filename = f"/programs/{next(_programs)}.py"
    if where == "override file":
        del names["config"]
        config.loadFromString(text, filename=filename, extraLocals=names)
    else:
        code = compile(text, filename, "exec")
        if where == "thread":
            thread = threading.Thread(target=exec, args=(code, names))
            thread.start()
            thread.join()
        else:
            exec(code, names)
    assert kept
    return config, kept


KNOWN = {"note": note, "contextlib": contextlib, "Part": Part, "Act": Act, "ACTS": ACTS, "TARGETS": TARGETS}
"""What the programs use besides the config."""


def written(config):
    """Every entry but defaults, with the number that it wrote."""
    return [
        (number_in(entry.value), entry)
        for _, each in walk(config)
        for entries in each.history.values()
        for entry in entries
        if entry.layer != "default"
    ]


def number_in(value):
    """The last number in an entry; of the edit of a struct or dict, that in its last name or key."""
    if getattr(value, "form", "").startswith(".update = "):
        value = list(value.arguments[0])
    return int(re.findall(r"\d+", str(value))[-1])


def is_inside(filename):
    """Is it a file of the package?"""
    return "/stepconfig/" in filename and "/tests/" not in filename


@given(text=programs(), where=st.sampled_from(["here", "thread", "override file"]))
def test_every_write_names_its_line_and_its_callers(text, where):
    """File, line and function of the write, and of up to so many callers, are those that there were."""
    config, kept = run(text, where)
    found = written(config)
    assert sorted(number for number, _ in found) == sorted(kept)
    for number, entry in found:
        frames = [(frame.filename, frame.lineno, frame.function) for frame in entry.location.frames]
        outside = [frame for frame in kept[number] if not is_inside(frame[0])]
        assert frames[0] == outside[0]
        assert frames == outside[: len(frames)]
        assert 2 <= len(frames) <= 9
        if where != "override file" and "loadFromString" not in text:
            assert frames == outside[: CALLERS_KEPT + 1]


@given(text=programs(WRITES[:-1]), number=st.integers(0, 12))
def test_the_number_of_callers_is_kept_to(text, number):
    """Whatever the setting, and whatever was kept before with another setting on the same stack."""
    code = compile(text, f"/programs/{next(_programs)}.py", "exec")

    def work():
        for setting in (None, number, None, 20, None):
            config, kept = Values(), {}
            names = {"config": config, **KNOWN, "kept": kept}
            with contextlib.nullcontext() if setting is None else kept_callers(setting):
                exec(code, names)
            most = CALLERS_KEPT if setting is None else setting
            for value, entry in written(config):
                outside = [frame for frame in kept[value] if not is_inside(frame[0])]
                frames = [(frame.filename, frame.lineno, frame.function) for frame in entry.location.frames]
                assert frames == outside[: most + 1]

    work()
    errors = []

    def work_in_thread():
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=work_in_thread)
    thread.start()
    thread.join()
    assert errors == []


@given(counts=st.lists(st.integers(0, 40), min_size=1, max_size=12))
def test_lines_of_a_long_file_are_found(counts):
    """However many lines lie between the writes, each entry has its own."""
    lines = []
    expected = []
    for number, count in enumerate(counts):
        lines += ["# a comment"] * count
        lines.append(f"config.number = {number}")
        expected.append((number, len(lines)))
    config = Values()
    config.loadFromString("\n".join(lines), filename=f"/programs/{next(_programs)}.py")
    found = [(entry.value, entry.location.lineno) for entry in config.history["number"][1:]]
    assert found == expected
    assert all(
        entry.location.content == f"config.number = {entry.value}" for entry in config.history["number"][1:]
    )
