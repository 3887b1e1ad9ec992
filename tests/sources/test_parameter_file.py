"""Parameter files: every layout that is read, every place, every fault."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepconfig import ConfigError, ParameterFileError, Step
from stepconfig.fields.stated import Stated
from stepconfig.sources.parameter_file import read_parameter_file, write_parameter_file
from tests.parameter_files import FIRST_LINE, HEADER, write_file


def read(folder, body, **keywords):
    """What a file with that body says."""
    write_file(folder / "p.asdf", body, **keywords)
    return read_parameter_file("p.asdf")


def assignments(file):
    """Dotted path, value and line of everything that a file sets."""
    return [
        (".".join(each.path), each.value, each.location.lineno - FIRST_LINE + 1)
        for each in file.layer.assignments
    ]


def faults(file):
    """The texts of the file's faults, with lines counted from its body."""
    return [str(fault) for fault in file.layer.faults]


def test_steps_as_a_list(folder):
    """The layout that is written: each step in a list, with class, name and parameters."""
    file = read(
        folder,
        """
        class: reduce.Pipeline
        name: night
        parameters:
          title: m51
        steps:
        - class: reduce.Detect
          name: detect
          parameters:
            threshold: 5
        """,
    )
    assert (file.class_name, file.name) == ("reduce.Pipeline", "night")
    assert (str(file.class_location), file.class_location.content) == (
        f"p.asdf:{FIRST_LINE}",
        "class: reduce.Pipeline",
    )
    assert assignments(file) == [("title", "m51", 4), ("steps.detect.threshold", "5", 9)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("class: a.B\n", []),
        ("class: a.B\nparameters:\n", []),
        (
            "class: a.B\nsteps:\n- name: detect\n  parameters: {threshold: 5}\n",
            [("steps.detect.threshold", "5", 4)],
        ),
        ("steps:\n  detect: {parameters: {threshold: 5}}\n", [("steps.detect.threshold", "5", 2)]),
    ],
)
def test_parameters_may_be_left_out(folder, body, expected):
    """A file that names a class, or sets parameters of steps, needs no empty section."""
    file = read(folder, body)
    assert assignments(file) == expected
    assert faults(file) == []


def test_steps_as_a_mapping(folder):
    """Steps may be a mapping by name, without classes."""
    file = read(
        folder,
        """
        class: reduce.Pipeline
        parameters: {}
        steps:
          detect:
            parameters: {threshold: 5}
          other:
        """,
    )
    assert assignments(file) == [("steps.detect.threshold", "5", 5)]


def test_the_old_layout(folder):
    """Steps among the parameters, with values right below; class and name in there mean nothing."""
    file = read(
        folder,
        """
        class: reduce.Pipeline
        parameters:
          title: m51
          steps:
            detect: {class: reduce.Detect, name: detect, threshold: 5}
        """,
    )
    assert assignments(file) == [
        ("title", "m51", 3),
        ("steps", {"detect": {"threshold": "5"}}, 4),
    ]


def test_pipelines_in_pipelines(folder):
    """A step may have steps itself."""
    file = read(
        folder,
        """
        class: reduce.Pipeline
        parameters:
        steps:
        - name: inner
          steps:
          - name: detect
            parameters:
              threshold: 5
        """,
    )
    assert assignments(file) == [("steps.inner.steps.detect.threshold", "5", 8)]


def test_what_is_not_said_is_left_to_others(folder):
    """A name, parameters that are null, and steps that are null say nothing."""
    file = read(folder, "class: reduce.Detect\nname: null\nparameters: null\nsteps: null\n")
    assert (file.name, assignments(file), faults(file)) == (None, [], [])


def test_what_the_standard_and_reference_files_add_is_passed_over(folder):
    """Metadata, the library that wrote the file and its history are no parameters."""
    file = read(
        folder,
        """
        asdf_library: !core/software-1.0.0 {author: A, name: asdf, version: 6.0.0}
        history: {extensions: [{a: b}]}
        meta: {author: me}
        class: reduce.Detect
        parameters: {threshold: 5}
        """,
    )
    assert (len(assignments(file)), faults(file)) == (1, [])


def test_binary_blocks_behind_the_text_are_passed_over(folder):
    """An ASDF file may hold arrays; they stand behind the line of three dots."""
    path = Path(write_file(folder / "p.asdf", "class: a.B\nparameters: {}\n"))
    path.write_bytes(path.read_bytes() + b"\xd3BLK\x00\x30\xff\xfe\n...\n")
    assert read_parameter_file(str(path)).class_name == "a.B"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_of_windows_are_lines(folder, newline):
    """The ends of lines do not matter."""
    text = (HEADER + "class: a.B\nparameters:\n  x: 1\n...\n").replace("\n", newline)
    (folder / "p.asdf").write_bytes(text.encode())
    file = read_parameter_file("p.asdf")
    assert assignments(file) == [("x", "1", 3)]


def test_places_hold_when_the_folder_changes(folder, monkeypatch):
    """A file is remembered by its absolute path."""
    file = read(folder, "class: a.B\nparameters: {x: 1}\n")
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    assert file.layer.assignments[0].location.filename == str(folder / "p.asdf")


def line(number):
    """Place of a line of the body in an error."""
    return f"p.asdf:{FIRST_LINE + number - 1}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "class: a.B\nparameters: {}\nstep: []\n",
            [f"{line(3)}: a parameter file has no 'step'; did you mean 'steps'?"],
        ),
        (
            "class: a.B\nparameters: {}\nzzz: []\n",
            [
                f"{line(3)}: a parameter file has no 'zzz'; it has class, name, parameters, steps, meta,"
                " asdf_library, history"
            ],
        ),
        (
            "class: a.B\nparameters: {}\nsteps:\n- name: s\n  paramters: {x: 1}\n",
            [f"{line(5)}: a step has no 'paramters'; did you mean 'parameters'?"],
        ),
        (
            "class: a.B\nparameters: [1]\nsteps: 5\n",
            [
                f"{line(2)}: expected parameters as a mapping, got a list",
                f"{line(3)}: expected steps as a mapping, got '5'",
            ],
        ),
        (
            "class: a.B\nparameters: {}\nsteps: [5, {class: x}, {name: [s]}]\n",
            [
                f"{line(3)}: expected a step as a mapping of class, name and parameters, got '5'",
                f"{line(3)}: a step in the list has no 'name'",
                f"{line(3)}: a step in the list has no 'name'",
            ],
        ),
        (
            "class: a.B\nparameters: {}\nsteps:\n  s: 5\n  t: [1]\n",
            [
                f"{line(4)}: expected the step 's' as a mapping, got '5'",
                f"{line(5)}: expected the step 't' as a mapping, got a list",
            ],
        ),
        (
            "class: a.B\nparameters: {}\nsteps:\n- name: s\n- name: s\n",
            [f"{line(5)}: the step 's' stands in the list twice, first in line {FIRST_LINE + 3}"],
        ),
        (
            "class: a.B\nparameters:\n  x: 1\n  x: 2\nname: a\nname: b\n",
            [
                f"{line(4)}: the key 'x' stands here twice, first in line {FIRST_LINE + 2}",
                f"{line(6)}: the key 'name' stands here twice, first in line {FIRST_LINE + 4}",
            ],
        ),
    ],
)
def test_faults_of_parts_are_collected(folder, body, expected):
    """What is wrong with one part of a file leaves the rest readable, to be told with all other faults."""
    assert sorted(faults(read(folder, body))) == sorted(expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "p.asdf holds nothing; expected class, name and parameters"),
        ("[1, 2]\n", "p.asdf holds a list; expected class, name and parameters"),
        ("text\n", "p.asdf holds 'text'; expected class, name and parameters"),
        (
            "name: a\n",
            f"{line(0)}: the parameter file has no 'parameters'; expected class, name, parameters, and steps"
            " for a pipeline",
        ),
        (
            "class: a.B\nparameter: {}\n",
            f"{line(2)}: a parameter file has no 'parameter'; did you mean 'parameters'?",
        ),
        ("class: [a]\nparameters: {}\n", f"{line(1)}: expected 'class' as text, got a list"),
        ("class: null\nparameters: {}\n", f"{line(1)}: expected 'class' as text, got None"),
        ("class: a.B\nname: {}\nparameters: {}\n", f"{line(2)}: expected 'name' as text, got a mapping"),
    ],
)
def test_a_file_that_is_for_no_step_is_an_error(folder, body, expected):
    """Without parameters there is nothing to report beside."""
    with pytest.raises(ParameterFileError) as caught:
        read(folder, body)
    assert str(caught.value) == expected


TEXT = HEADER + "class: a.B\nparameters:\n  x: 1\n...\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "p.asdf is empty; a parameter file is written by --save-parameters"),
        (
            b"class: a.B\nparameters: {}\n",
            "p.asdf is no ASDF file: its first line is not '#ASDF 1.0.0'; a parameter file is written by"
            " --save-parameters",
        ),
        (
            bytes(range(256)) * 50,
            "p.asdf is no ASDF file: its first line is not '#ASDF 1.0.0'; a parameter file is written by"
            " --save-parameters",
        ),
        (TEXT[:-5].encode(), "p.asdf is cut short: the line '...' at the end is missing"),
        (TEXT[:-30].encode(), "p.asdf is cut short: the line '...' at the end is missing"),
        (
            TEXT.replace("  x: 1", "  x: '\n....5'").encode()[:-4],
            "p.asdf is cut short: the line '...' at the end is missing",
        ),
        (TEXT.encode().replace(b"x: 1\n", b"x: 1\n  y: \xe9\n"), f"{line(4)}: the text is not UTF-8"),
        (TEXT.encode("utf-16"), None),
        (b"#ASDF 1.0.0\n" + b"# no end\n" * 1_000_000, "p.asdf is too large for a parameter file"),
    ],
    ids=["empty", "yaml", "binary", "no end", "half", "dots", "latin-1", "utf-16", "endless"],
)
def test_a_file_that_is_no_whole_asdf_file_is_an_error(folder, content, expected):
    """Each malformed file has its own message."""
    (folder / "p.asdf").write_bytes(content)
    with pytest.raises(ParameterFileError) as caught:
        read_parameter_file("p.asdf")
    assert str(caught.value) == (
        expected
        or "p.asdf is no ASDF file: its first line is not '#ASDF 1.0.0'; a parameter file is written by"
        " --save-parameters"
    )


def test_a_file_that_is_cut_anywhere_is_an_error(folder):
    """However much of a file is there, it is never taken for a whole one with fewer parameters."""
    whole = TEXT.encode()
    for length in range(len(whole) - 1):
        (folder / "p.asdf").write_bytes(whole[:length])
        with pytest.raises(ParameterFileError):
            read_parameter_file("p.asdf")


@given(body=st.binary() | st.text().map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_content_is_read_or_is_an_error_of_the_file(folder, body):
    """Whatever stands between header and end, no other exception comes of it."""
    (folder / "p.asdf").write_bytes(HEADER.encode() + body + b"\n...\n")
    with contextlib.suppress(ParameterFileError):
        read_parameter_file("p.asdf")


YAML = st.recursive(
    st.sampled_from(
        ["a", "5", "null", "'x'", "*a", "&a b", "!!int 3", "", "- x", "[", "}", "a: b", "? c", "<<"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]")
        | st.lists(st.tuples(inner, inner), max_size=4).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        )
    ),
    max_leaves=20,
)


@given(parameters=YAML, steps=YAML)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_structure_is_read_or_is_an_error(folder, parameters, steps):
    """Whatever the parameters are, a step can be made of them, or one error says why not."""
    body = f"class: tests.steps.samples.ReducePipeline\nparameters: {parameters}\nsteps: {steps}\n"
    (folder / "p.asdf").write_text(HEADER + body + "...\n")
    with contextlib.suppress(ConfigError):
        Step.from_config_file("p.asdf")


def test_a_missing_file_a_folder_and_a_loop_of_links_are_told_by_the_system(folder):
    """What the system says of a file that cannot be opened is handed on."""
    (folder / "loop.asdf").symlink_to("loop.asdf")
    for name, why in (
        ("none.asdf", "No such file or directory"),
        (".", "Is a directory"),
        ("loop.asdf", "Too many levels of symbolic links"),
    ):
        with pytest.raises(ParameterFileError) as caught:
            read_parameter_file(name)
        assert str(caught.value) == f"cannot read {name}: {why}"


def test_an_unreadable_file_is_told_by_the_system(folder):
    """A file without permission is an error that says so, also where the tests are run by root."""
    path = Path(write_file(folder / "p.asdf", "class: a.B\nparameters: {}\n"))
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        with pytest.raises(ParameterFileError, match=r"^cannot read .*: Permission denied$"):
            read_parameter_file(str(path))
    finally:
        if is_root:
            os.seteuid(0)


def test_a_written_file_is_complete_or_not_there(folder, monkeypatch):
    """If writing fails, the file that was there stays as it was, and nothing is left beside it."""
    write_parameter_file("p.asdf", {"class": "a.B", "parameters": {"x": 1}})
    before = (folder / "p.asdf").read_bytes()

    def full(source, destination):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(ParameterFileError, match=r"cannot write p\.asdf: No space left on device"):
            write_parameter_file("p.asdf", {"class": "a.B", "parameters": {"x": 2}})
    assert (folder / "p.asdf").read_bytes() == before
    assert os.listdir(folder) == ["p.asdf"]


@pytest.mark.parametrize("name", ["p.cfg", "p.py", "p", "asdf", "p.asdf.gz"])
def test_the_name_of_a_parameter_file_ends_with_its_format(folder, name):
    """A file of another name would not be taken for a parameter file; the older INI form is only read."""
    with pytest.raises(
        ParameterFileError, match=r"the name of a parameter file ends with one of \.asdf, \.yam"
    ):
        write_parameter_file(name, {})
    assert os.listdir(folder) == []


def test_half_a_character_is_written_so_that_its_field_reads_it(folder):
    """UTF-8 cannot hold it; as a name, which no field reads, it is an error that shows it."""
    write_parameter_file("p.asdf", {"parameters": {"x": "a\udc80b"}})
    assert "  x: '$str a\\udc80b'\n" in (folder / "p.asdf").read_text()
    with pytest.raises(ParameterFileError, match=r"cannot write q.asdf: .*udc80.* is no text that UTF-8 can"):
        write_parameter_file("q.asdf", {"name": Stated("a\udc80b")})
    assert os.listdir(folder) == ["p.asdf"]
