"""Let a coverage-guided fuzzer, atheris, look for what breaks a reader.

    python fuzz/fuzz_readers.py READER|all [SECONDS]

A reader may refuse anything, by an error of this package; it must not raise another one, take longer than
`SLOWEST`, need more memory than `LARGEST`, or execute anything. What it finds, and the inputs that reached
new code, are in the folder ``.fuzz``.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import atheris

for name in (
    "ast",
    "difflib",
    "importlib.resources",
    "inspect",
    "linecache",
    "pickle",
    "textwrap",
    "tomllib",
    "unicodedata",
):
    importlib.import_module(name)  # what the package imports only when it needs it

with atheris.instrument_imports(include=["stepconfig", "tomllib"]):
    import stepconfig

    for package in ("config", "formats", "sources", "nested"):  # what is imported when it is needed, too
        for found in pkgutil.iter_modules([str(Path(stepconfig.__file__).parent / package)]):
            importlib.import_module(f"stepconfig.{package}.{found.name}")
    from stepconfig import ConfigError
    from stepconfig.config.saved_form import config_from_saved
    from stepconfig.formats.read import READERS
    from stepconfig.sources.command_line import split_arguments

    sys.path.insert(0, str(Path(__file__).parent))
    from subjects import All, Part, Parts

SLOWEST = 5
"""Time (s) that one input may take."""

LARGEST = 1024
"""Memory (MiB) that the process may take."""

TRUSTED = ("subjects", "stepconfig")

# -- what an input is given to ---------------------------------------------------------------------


def as_parameter_file(suffix: str) -> Callable[[bytes], None]:
    """Resolve a pipeline whose parameter file the input is."""
    path = str(FOLDER / f"input{suffix}")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)

    def attempt(data: bytes) -> None:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, data, 0)
        config = All(config_file=path).config
        for name in ("a", "two"):
            [str(entry.location) for entry in getattr(config.steps, name).history["suffix"]]

    return attempt


def as_config(data: bytes) -> None:
    """Make a config of a text in one of the formats of configs; the first byte says which."""
    text = data[1:].decode("utf-8", "surrogateescape")
    make = (Parts.from_yaml, Parts.from_json, Parts.from_toml, Parts.from_asdf)[data[0] % 4 if data else 0]
    config = make(text, trusted=TRUSTED)
    if Parts.from_yaml(config.to_yaml()) != config:
        raise AssertionError("what was read does not come back")


def as_saved_text(data: bytes) -> None:
    """Read a text as Python that was saved, which is not executed."""
    config_from_saved(data.decode("utf-8", "surrogateescape"), Parts, TRUSTED)


def as_arguments(data: bytes) -> None:
    """Resolve a pipeline by command-line arguments, which the input has between null characters."""
    arguments = data.decode("utf-8", "surrogateescape").split("\0")
    All.from_layers([split_arguments(arguments, {"history": True, "changes": False}).layer])


def as_environment(data: bytes) -> None:
    """Resolve a pipeline by environment variables."""
    words = data.decode("utf-8", "surrogateescape").split("\0")
    environ = {f"X_{name}": value for name, _, value in (word.partition("=") for word in words)}
    All.from_layers([stepconfig.sources.environment.Environment("X", environ)])


TEXTS = {"cfg", "json", "toml", "yaml", "asdf"}
OTHERS: dict[str, Callable[[bytes], None]] = {
    "config": as_config,
    "saved": as_saved_text,
    "arguments": as_arguments,
    "environment": as_environment,
}
assert {f".{name}" for name in TEXTS} | {".yml"} == set(READERS)

# -- inputs to begin with --------------------------------------------------------------------------

HEADER = "#ASDF 1.0.0\n#ASDF_STANDARD 1.6.0\n%YAML 1.1\n%TAG ! tag:stsci.edu:asdf/\n--- !core/asdf-1.1.0\n"
YAML = """\
class: os.system
name: x
parameters: {skip: yes, suffix: ~, steps: {a: {count: 0x1F, wave: !core/complex-1.0.0 1+2j}}}
steps:
- name: a
  config_file: input.json
  parameters:
    &one size: 1e-3
    texts+: [a, 'b', "c\\u00e9", *one]
    by_name: {a: .inf, b: nan}
    anything: {a: 1, b: {c: [d]}, d: !!python/object/apply:os.system ["touch x"]}
    part: {box: 9}
    choice: {name: other, other: {name_of: "$none"}}
    several: [part, other]
    items: {r: {box: 9}, i: }
- name: two
  steps: {a: {parameters: {text: |
    long
    text
  }}}
"""
JSON = """\
{"class": "os.system", "name": "x", "parameters": {"skip": true, "suffix": null,
 "steps": {"a": {"count": 3, "size": -1.5e-3, "texts+": ["a", "\\u00e9\\n"]}}},
 "steps": {"a": {"config_file": "input.toml", "parameters": {"by_name": {"a": NaN}, "part.box": 9,
 "choice": {"name": "other", "other": {"name_of": "$none"}}, "several": ["part"], "items": {"r": {}}}}}}
"""
TOML = """\
class = 'os.system'
[parameters]
skip = true
suffix = "a\\u00e9"
steps.a.count = 0x1F
[steps.a]
config_file = 'input.yaml'
[steps.a.parameters]
size = 1e-3
text = 2024-01-01 00:00:00
"texts+" = ["a", 'b', '''c''', \"\"\"d\"\"\"]
by_name = {a = inf, b = nan}
choice.name = "other"
several = ["part"]
[steps.a.parameters.items.r]
box = 9
[[more]]
x = []
"""
CFG = """\
class = os.system
skip = yes # a comment
suffix = %(skip)s ${skip}
[steps]
[[a]]
texts+ = a, 'b', "c"
count = 0x1F
text = '''long
text'''
[[[by_name]]]
a = inf
[[[choice]]]
name = other
"""
SAVED = Parts(choice="other", items={"r": Part}).saveToString()
ARGUMENTS = (
    "--skip=yes\0--steps.a.count\x000x1F\0--steps.two.steps.a.texts+=a, 'b'\0--steps.a.anything={a: [1]}"
    "\0--steps.a.choice=other\0--steps.a.choice.other.name_of=x\0--steps.a.items={r: {box: 9}}\0--\0x"
    "\0--steps.a.config-file=input.yaml\0--history=x\0-1"
)
ENVIRONMENT = (
    "SKIP=yes\0STEPS__A__COUNT=0x1F\0STEPS__TWO__STEPS__A__TEXTS=a, 'b'\0STEPS__A__ANYTHING={a: [1]}"
    "\0steps__a__CHOICE=other\0STEPS__A__CONFIG_FILE=input.yaml"
)
SEEDS: dict[str, list[str]] = {
    "yaml": [YAML, "parameters:\n", "a: &a [*a]\n", "%YAML 1.2\n---\n? [a]\n: !!set {b}\n...\n"],
    "asdf": [f"{HEADER}{YAML}...\n", f"{HEADER}parameters: {{}}\n...\n\u00d3BLK"],
    "json": [JSON, '{"parameters": {"steps": {}}}', "[1, [2], {}]"],
    "toml": [TOML, "parameters = {}\n[steps]", "a.b.'c' = [[], {}]\n[[d]]\n[d.e]"],
    "cfg": [CFG, "a = 1, 2,\n[b]\n[[c]]\n", '"a b" = "c"\n'],
    "config": ["\0" + Parts().to_yaml(), "\1" + Parts().to_json(), "\2" + Parts().to_toml()],
    "saved": [SAVED],
    "arguments": [ARGUMENTS],
    "environment": [ENVIRONMENT],
}
SEEDS["config"] += ["\3" + Parts().to_asdf(), "\0--- |\n  " + SAVED.replace("\n", "\n  ")]

WORDS = (
    *("parameters", "steps", "name", "class", "config_file", "a", "two", "count", "size", "texts+", "text"),
    *("by_name", "anything", "part", "choice", "several", "items", "$none", "$float nan", "$str x", "None"),
    *("!!python/object/apply:os.system", "!core/complex-1.0.0", "!stepconfig.Config", "'''", '"""', "[[["),
    *("0x1F", "1_0", "1e999", "nan", "2024-01-01", "\\ud800", "\\u0000", "&a", "*a", "<<: *a", "...", "---"),
)

# -- nothing is executed ---------------------------------------------------------------------------

FORBIDDEN = (
    *("exec", "import", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "subprocess.Popen"),
    *("pty.spawn", "ctypes.dlopen", "pickle.find_class", "socket.connect", "urllib.Request", "marshal.loads"),
    *("os.remove", "os.rename", "os.mkdir", "os.chmod", "shutil.rmtree", "code.__new__"),
)


class Executed(BaseException):
    """Something was executed, or changed on the disk."""


class Guard:
    """Notes, while an input is read, what must not happen."""

    def __init__(self) -> None:
        self.reads = False
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.reads:
            return
        if event.startswith(FORBIDDEN) or (event == "open" and _writes(arguments)):
            self.reads = False
            stack = "".join(traceback.format_stack(sys._getframe(1), limit=12))
            self.seen.append(f"{event} {arguments!r}\n{stack}")
            self.reads = True


def _writes(arguments: tuple[Any, ...]) -> bool:
    return any(letter in str(arguments[1]) for letter in "wax+")


# -- fuzzing ---------------------------------------------------------------------------------------

FOLDER = Path(__file__).parent.parent / ".fuzz"


def main() -> None:
    """Fuzz one reader for so many seconds."""
    names = sorted((*TEXTS, *OTHERS))
    if len(sys.argv) not in (2, 3) or sys.argv[1] not in (*names, "all"):
        sys.exit(f"usage: fuzz_readers.py READER|all [SECONDS]; readers: {' '.join(names)}")
    reader, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 60
    if reader == "all":
        sys.exit(_all(names, seconds))
    corpus = FOLDER / reader
    corpus.mkdir(parents=True, exist_ok=True)
    os.chdir(corpus)
    attempt = as_parameter_file(f".{reader}") if reader in TEXTS else OTHERS[reader]
    seeds = [seed.encode() for seed in SEEDS[reader]]
    for number, seed in enumerate(seeds):
        (corpus / f"seed{number}").write_bytes(seed)
    (FOLDER / "words").write_text("".join(map(_quoted, WORDS)))
    guard = Guard()
    warnings.simplefilter("ignore")

    def one_input(data: bytes) -> None:
        with contextlib.suppress(ConfigError):
            guard.reads = True
            try:
                attempt(data)
            finally:
                guard.reads = False
        if guard.seen:
            raise Executed(guard.seen.pop())

    for seed in seeds:  # what is imported when it is needed is imported now
        for data in (seed, seed[: len(seed) // 2], seed.replace(b"count", b"cuont")):
            with contextlib.suppress(Executed):
                one_input(data)
        guard.seen.clear()
    sys.addaudithook(guard)
    options = [
        *(f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={LARGEST}", "-max_len=4096"),
        *(f"-dict={FOLDER / 'words'}", f"-artifact_prefix={FOLDER}/{reader}-", "-print_final_stats=1"),
        *("-reload=0", "-verbosity=1", "-close_fd_mask=0"),
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input)
    atheris.Fuzz()


def _quoted(word: str) -> str:
    """A word as a line of libFuzzer's dictionaries."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n'


def _all(names: list[str], seconds: int) -> int:
    """Fuzz all readers, each in a process of its own; how many were broken."""
    broken = 0
    for name in names:
        command = [sys.executable, __file__, name, str(seconds)]
        done = subprocess.run(command, stderr=subprocess.STDOUT, stdout=subprocess.PIPE, check=False)
        text = done.stdout.decode("utf-8", "replace")
        print(f"{name}: {(text.rstrip().splitlines() or ['nothing'])[-6:][0]}", flush=True)
        if done.returncode:
            broken += 1
            print(text[-5000:])
    return broken


if __name__ == "__main__":
    main()
