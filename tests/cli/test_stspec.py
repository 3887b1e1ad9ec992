"""stspec: the configspec of a step class, and mistakes."""

import pytest

from stepconfig import __version__
from stepconfig.cli import stspec

SAMPLES = "tests.steps.samples"

INPUT_NAME = "File name from which the names of outputs are made; by default the name of the input."
FOLDER = "Folder for outputs, made if it is missing; by default the current one."
EXT = "Suffix of the names of output files, such as .asdf; by default that of the output's own kind."
SUFFIX = "What the name of an output has after the name of the input; by default the name of the step."
FACTOR = "What the level is multiplied with. Below 100.0. [electron]"
BEFORE = "What is run before the step, each with what the one before it gave."
AFTER = "What is run after the step, each with what the one before it gave."
INDEX = "Kept for parameter files of stpipe; several results always have an index."
SEARCH = "Is the output_file of the pipeline used by a step that has none itself?"
INPUT_DIR = "Folder of inputs that are given by name only; by default that of the first input."
STEP = [
    f"pre_hooks = list(default=list()) # {BEFORE}",
    f"post_hooks = list(default=list()) # {AFTER}",
    f"output_file = string(default=None) # {INPUT_NAME}",
    f"output_dir = string(default=None) # {FOLDER}",
    f"output_ext = string(default=None) # {EXT}",
    "output_use_model = boolean(default=False) # Do outputs keep the base of the model's own file name?",
    f"output_use_index = boolean(default=True) # {INDEX}",
    "save_results = boolean(default=False) # Is the result saved?",
    "skip = boolean(default=False) # Is the step passed over?",
    f"suffix = string(default=None) # {SUFFIX}",
    f"search_output_file = boolean(default=True) # {SEARCH}",
    f"input_dir = string(default=None) # {INPUT_DIR}",
    f"factor = float(min=0.0, max=100.0, default=2.0) # {FACTOR}",
    "offset = float(default=1.0) # What is added.",
]


def test_a_step_has_one_line_a_parameter(run_spec):
    """In the order of declaration, those that every step has first."""
    done = run_spec(f"{SAMPLES}.ScaleStep")
    assert (done.code, done.out, done.err) == (0, "\n".join(STEP) + "\n", "")


def test_a_pipeline_has_a_section_a_step(run_spec):
    """Below the section steps, each with all its parameters."""
    done = run_spec(f"{SAMPLES}.ReducePipeline")
    lines = done.out.splitlines()
    assert lines[12:15] == ["title = string(default='night') # Title of the run.", "[steps]", "    [[scale]]"]
    assert [line.strip() for line in lines[15:29]] == STEP  # what setDefaults of the step says, too
    assert lines[29] == "    [[detect]]"


def test_help_tells_the_usage(run_spec):
    """Also in its short form."""
    for option in ("--help", "-h"):
        assert run_spec(option).out == stspec.USAGE


def test_the_version_is_told(run_spec):
    """That of the package."""
    assert run_spec("--version").out == f"stepconfig {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "error: expected one class, got 0\n\nusage: stspec CLASS"),
        (["a.B", "c.D"], "error: expected one class, got 2\n\nusage: stspec CLASS"),
        (["a.B", "--x=1"], "unknown option --x=1\n"),
        (["a.B", "-x"], "unknown option -x\n"),
        (["Step"], "error: 'Step' is neither a parameter file that exists nor a class module.Class\n"),
        ([f"{SAMPLES}.DetctStep"], f"has no class 'DetctStep'; did you mean {SAMPLES}.DetectStep?\n"),
        ([f"{SAMPLES}.Image"], f"error: the module {SAMPLES} has no step class 'Image'\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_one_message_and_code_2(run_spec, arguments, message):
    """Nothing on the standard output, and no traceback."""
    done = run_spec(*arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_a_traceback_is_shown_if_it_is_asked_for(run_spec):
    """For those who look for what is wrong with their own module."""
    done = run_spec(f"{SAMPLES}.Image", "--debug")
    assert done.code == 2
    assert "Traceback (most recent call last)" in done.err
