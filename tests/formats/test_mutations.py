"""Valid files of every format, damaged in every way: they are read or refused, at once, and nothing else."""

import contextlib
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepconfig import Config, ConfigError
from tests.oracle.pages import SUFFIXES, Leaf, page
from tests.oracle.spellings import TEXTS
from tests.steps.parts import PartsConfig
from tests.steps.samples import NightPipeline

SLOWEST = 5
"""Time (s) that one file may take."""

WORDS = (
    *(
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "=",
        "'",
        '"',
        "'''",
        '"""',
        "#",
        "-",
        "- ",
        "\n",
        "\r",
        "\t",
        "  ",
        "|",
        ">",
    ),
    *(
        "&a ",
        "*a",
        "<<: ",
        "!!str ",
        "!!python/name:os.system ",
        "!core/complex-1.0.0 ",
        "? ",
        "---\n",
        "...\n",
    ),
    *(
        "[[",
        "]]",
        "[[[",
        ".",
        "+",
        "%",
        "\\",
        "\\u",
        "\\ud800",
        "$none",
        "$float x",
        "\0",
        "\ufeff",
        "\u2028",
        "é",
    ),
    *("steps", "parameters", "class", "name", "config_file", "null", "1e999", "0x", "1_", "2024-13-01"),
)


def tree(rng):
    """A tree of parameters as a file has it."""
    detect = {
        "threshold": Leaf("float", 5.5),
        "bins": Leaf("int", [1, 2, 3]),
        "limits": Leaf("float", {"g": 25.0, "r": 24.0}),
        "label": Leaf("str", rng.choice([text for text in TEXTS if "\n" not in text])),
        "phase": Leaf("complex", 1 + 2j),
    }
    steps = {"reduce": {"steps": {"detect": detect}, "title": Leaf("str", "m51")}}
    return {"class": Leaf("str", "a.B"), "name": Leaf("str", "x"), "parameters": {"steps": steps}}


@st.composite
def damaged(draw):
    """A suffix, and the content of a file with one to four mistakes."""
    suffix = draw(st.sampled_from(SUFFIXES))
    rng = random.Random(draw(st.integers(0, 1000)))
    made = tree(rng)
    text = page(rng, suffix, {**made, **made.pop("parameters")} if suffix == ".cfg" else made)
    for _ in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        text = draw(
            st.sampled_from(
                [
                    text[:start] + text[end:],
                    text[:end] + text[start:],
                    text[:start],
                    text[:start] + draw(st.sampled_from(WORDS)) + text[start:],
                    text[:start] + draw(st.sampled_from(WORDS)) + text[start + 1 :],
                    text[end:] + text[:start],
                    text[:start] + text[start:end].upper() + text[end:],
                    text[:start] + text[start:end][::-1] + text[end:],
                ]
            )
        )
    return suffix, text.encode("utf-8", draw(st.sampled_from(["replace", "surrogatepass"])))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """One folder for all of them."""
    return tmp_path_factory.mktemp("damaged")


@settings(max_examples=max(300, settings.default.max_examples))
@given(file=damaged())
def test_a_damaged_file_is_read_or_refused(file, place):
    """Nothing but errors of this package comes of it, in a short time; as parameters, and as a config."""
    suffix, content = file
    path = place / f"p{suffix}"
    path.write_bytes(content)
    started = time.process_time()
    with contextlib.suppress(ConfigError):
        NightPipeline(config_file=path)
    if suffix != ".cfg":
        for cls in (Config, PartsConfig):
            with contextlib.suppress(ConfigError):
                cls.from_file(path, trusted=["tests"])
    assert time.process_time() - started < SLOWEST
