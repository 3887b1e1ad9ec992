"""Python override files: saving a config as one, and executing one on a config, all or nothing."""

from __future__ import annotations

import builtins
import importlib
import io
import os
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from types import CodeType
from typing import Any

from ..errors import FieldValidationError, FileAccessError, MissingFileError, OverrideFileError, expected
from ..fields.text import literal
from ..files import write_atomically
from ..history.location import caller_location, remember_source
from ..history.record import acting, before_change, caller_now
from ..names import join_path, type_name
from .plan import OtherField, PlainRun, runs_of
from .values import values_of
from .walk import Journal

__all__ = [
    "DATA_SUFFIXES",
    "frozen_error",
    "importable_name",
    "load_code",
    "load_file",
    "load_stream",
    "path_of",
    "preamble",
    "save_file",
    "saved_names",
    "write_config",
]

DATA_SUFFIXES = (".yaml", ".yml", ".asdf", ".json", ".toml")
"""Suffixes of data files, which `data_files` hands on to the floor that knows them."""

_folder: ContextVar[str | None] = ContextVar("stepconfig_override_folder", default=None)
"""Folder of the override file being executed, to which the names of files that it loads are relative."""


# -- where a file is -------------------------------------------------------------------------------


def path_of(filename: Any) -> str:
    """The local path for what a user gave: a path, a ``file://`` or ``resource://`` URI, a path object."""
    text = os.fspath(getattr(filename, "ospath", filename))
    if isinstance(text, bytes):
        text = os.fsdecode(text)
    scheme, separator, rest = text.partition("://")
    if not separator:
        return os.path.join(_folder.get() or "", os.path.expanduser(text))
    from urllib.parse import unquote, urlsplit  # noqa: PLC0415 - only a URI needs it

    if scheme == "file":
        parts = urlsplit(text)
        if parts.netloc not in ("", "localhost"):
            raise OverrideFileError(
                f"{text}: files are read from this machine only, got the host {parts.netloc!r};"
                " a path on this machine has three slashes: file:///folder/name.py"
            )
        return unquote(parts.path)
    if scheme == "resource":
        return _resource_path(text, unquote(rest))
    raise OverrideFileError(
        f"{text}: files are read from this machine only, got the scheme {scheme!r};"
        " fetch the file first, or use file:// or resource://package/path.py"
    )


def _resource_path(uri: str, rest: str) -> str:
    import importlib.resources  # noqa: PLC0415 - only a resource needs it

    package, _, inner = rest.partition("/")
    parts = inner.split("/")
    if not package or not inner or ".." in parts:
        raise OverrideFileError(f"{uri}: expected resource://package/path/inside/the/package.py")
    try:
        root = importlib.resources.files(package)
    except (ImportError, TypeError) as error:
        raise OverrideFileError(f"{uri}: the package {package!r} cannot be imported: {error}") from error
    return str(root.joinpath(*parts))


def _python_path(filename: Any) -> str:
    path = path_of(filename)
    suffix = os.path.splitext(path)[1].lower()
    if suffix == ".py":
        return path
    raise OverrideFileError(
        f"{path} has the suffix {suffix!r}; an override file's name ends with .py, that of a data file with"
        f" {', '.join(DATA_SUFFIXES[:-1])} or {DATA_SUFFIXES[-1]}; others by loadFromStream and saveToStream"
    )


# -- loading ---------------------------------------------------------------------------------------


def load_file(config: Any, filename: Any, root: str) -> None:
    """Execute an override file on a config.

    Raises
    ------
    OverrideFileError
        If the file does not exist, cannot be read, is remote, or is no ``.py`` file.
    """
    path = os.path.abspath(_python_path(filename))
    try:
        with open(path, "rb") as file:
            source = file.read()
    except FileNotFoundError:
        raise MissingFileError(f"there is no override file {path}") from None
    except OSError as error:
        raise FileAccessError(f"cannot read the override file {path}: {error.strerror or error}") from error
    load_code(config, source, root, path, None, os.path.dirname(path))


def load_stream(config: Any, stream: Any, root: str, filename: Any, extra: dict[str, Any] | None) -> None:
    """Execute an override file that is open, or its text, or its code."""
    if isinstance(stream, (str, bytes, CodeType)):
        source = stream
        name = filename
    elif not hasattr(stream, "read"):
        raise TypeError(expected("text, bytes, code or an open file", stream))
    else:
        source = stream.read()
        name = filename if filename is not None else getattr(stream, "name", None)
    if name is None and isinstance(source, CodeType):
        name = source.co_filename
    if not isinstance(name, (str, os.PathLike)) and getattr(name, "ospath", None) is None:
        load_code(config, source, root, None, extra, None)
        return
    named = isinstance(source, CodeType) and str(name).startswith("<")
    path = str(name) if named else os.path.abspath(path_of(name))
    load_code(config, source, root, path, extra, None if named else os.path.dirname(path))


def load_code(
    config: Any,
    source: str | bytes | CodeType,
    root: str,
    path: str | None,
    extra: dict[str, Any] | None,
    folder: str | None,
) -> None:
    """Execute override code on a config; what it did is undone if it fails anywhere.

    Parameters
    ----------
    config : Config
        The config, under the name ``root`` in the code.
    source : str, bytes or code
        The code.
    root : str
        Name of the config in the code.
    path : str or None
        Absolute path of the file; None for code that is in none.
    extra : dict or None
        More variables for the code.
    folder : str or None
        Folder to which names of files in the code are relative; None for the current one.
    """
    if extra and root in extra:
        raise ValueError(f"extraLocals has the name {root!r}, which is the config's own in the file")
    if config._frozen:
        raise frozen_error(config)
    imported: set[str] = set()
    note_import = _recording_import(imported)
    code_of_caller, offset, callers = caller_now()
    outer = (code_of_caller, offset, *callers)
    if not isinstance(source, CodeType) and not extra:
        from . import plain_lines  # noqa: PLC0415 - with `re` it is a fifth of the import of this package

        if plain_lines.carried_out(config, source, root, path, outer, header(config, root), note_import):
            if imported:
                before_change(config)
                config._imports.update(imported)
            return
        imported.clear()
    code = _compiled(source, path)
    namespace: dict[str, Any] = {
        "__name__": "__config__",
        "__package__": "",
        "__file__": path or "<unknown>",
        "__builtins__": {**vars(builtins), "__import__": note_import},
        root: config,
        **(extra or {}),
    }
    journal = Journal()
    token = _folder.set(folder)
    try:
        with acting(
            location=None,
            layer="override file",
            callers=outer,
            before=journal.note,
            code=code,
            noted=journal.states,
        ):
            exec(code, namespace)
    except BaseException as error:
        journal.restore()
        _add_place(error, code, path)
        raise
    finally:
        _folder.reset(token)
    before_change(config)
    config._imports.update(imported)


def _compiled(source: str | bytes | CodeType, path: str | None) -> CodeType:
    if isinstance(source, CodeType):
        return source
    name = path or "<unknown>"
    try:
        code = compile(source, name, "exec", dont_inherit=True)
    except ValueError as error:  # a null byte, or bytes in no known encoding
        raise OverrideFileError(f"{name} is no Python file: {error}") from error
    remember_source(code, source)
    return code


def frozen_error(config: Any) -> Exception:
    """The error for loading a file into a frozen config."""
    for field in config._plan.fields.values():
        why = "the config is frozen and takes no file; load it into a copy: config.copy()"
        return FieldValidationError(field, config, why, location=caller_location())
    return OverrideFileError("cannot load a file into a frozen config; change a copy: config.copy()")


def _recording_import(imported: set[str]) -> Any:
    """``__import__`` that notes what the file imports itself, once that has worked."""

    def import_and_note(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        module = importlib.__import__(name, globals, locals, fromlist, level)
        if level == 0 and name in sys.modules:
            imported.add(name)
        return module

    return import_and_note


def _add_place(error: BaseException, code: CodeType, path: str | None) -> None:
    """Say in a note which line of the override file failed, and that nothing was changed."""
    if isinstance(error, SyntaxError) and error.filename == code.co_filename:
        line = error.lineno
    else:
        line = None
        traceback = error.__traceback__
        while traceback is not None:
            if traceback.tb_frame.f_code is code:
                line = traceback.tb_lineno
            traceback = traceback.tb_next
    where = f"{path or '<unknown>'}:{line}" if line else f"{path or '<unknown>'}"
    error.add_note(f"in the override file {where}; the config is as it was before the load")


# -- saving ----------------------------------------------------------------------------------------

_IMPORTED = "_imported"
"""Name in a saved file of a module that would else be called as the config is."""


def header(config: Any, root: str) -> str:
    """The first two lines of a saved file, which name the class."""
    cls = type(config)
    module = cls.__module__
    name = f"{module}.{cls.__qualname__}"
    kind = f"{{type({root}).__module__}}.{{type({root}).__qualname__}}"
    imports = "" if "<" in module else _import_line(module, root)
    test = f"type({root}) is {name}"
    if "<" in name:  # a class in a function, which no file can import
        test = f'f"{kind}" == {name!r}'
    elif _IMPORTED in imports:
        test = f"type({root}) is {_IMPORTED}.{cls.__qualname__}"
    return f'{imports}assert {test}, f"config is of type {kind} instead of {name}"\n\n'


def _import_line(module: str, root: str) -> str:
    """The line that imports a module; one whose name begins with the config's must not take its place."""
    return f"import {module} as {_IMPORTED}\n" if module.split(".")[0] == root else f"import {module}\n"


def pieces(text: str) -> Iterator[str]:
    """What `write_config` gives, statement by statement, each with the comment before it."""
    lines: list[str] = []
    complete = False
    for line in text.splitlines(keepends=True):
        if complete and line.strip():
            yield "".join(lines)
            lines.clear()
            complete = False
        lines.append(line)
        complete = complete or line[0] not in "#\n"
    yield "".join(lines)


def write_config(config: Any, root: str, skip_imports: bool) -> str:
    """Text of the override file that restores every value of a config.

    Parameters
    ----------
    config : Config
        The config.
    root : str
        Its name in the file.
    skip_imports : bool
        Leave out the lines that import and check the class?
    """
    out: list[str] = []
    if skip_imports:
        _write_values(config, root, out, set())
        return "".join(out)
    imports: set[str] = set()
    _write_values(config, root, out, imports)
    return "".join([_preamble(config, root, imports), *out])


def preamble(config: Any, root: str) -> str:
    """The lines of a saved file before those of the values: they name the class and import what is needed."""
    config._collectImports()
    return _preamble(config, root, config._imports)


def _preamble(config: Any, root: str, imports: set[str]) -> str:
    others = sorted(imports - {type(config).__module__})
    lines = [_import_line(name, root) for name in others if sys.modules.get(name) is not None]
    return "".join([header(config, root), *lines, "\n" if others else ""])


def _write_values(config: Any, path: str, out: list[str], imports: set[str]) -> None:
    """Write the lines of a config and all below it, and add what they need to ``imports``."""
    plan = config._plan
    if plan.collects_imports:
        config._collectImports()
    imports.add(plan.module)
    if config._imports:
        imports |= config._imports
    values = config.__dict__
    runs = plan.runs
    if not plan.is_current or len(values) != len(plan.fields):
        values = values_of(config)
        runs = runs_of(plan.fields)
    items = list(values.values())
    for run in runs:
        if type(run) is PlainRun:
            pieces = run.form(path).copy()
            pieces[1::2] = _texts(run, items[run.start : run.stop])
            out.append("".join(pieces))
        elif run.is_config:
            _write_values(items[run.place], f"{path}.{run.field.name}", out, imports)
        else:
            _write_field(config, path, run, items[run.place], out, imports)


def _write_field(
    config: Any, path: str, run: OtherField, value: Any, out: list[str], imports: set[str]
) -> None:
    """The lines of a field that has not just one line made from the value alone."""
    field = run.field
    if field.deprecated and _unchanged().is_default(config, field.name):
        return
    here = f"{path}.{field.name}"
    if not field.deprecated or _unchanged().has_own_lines(config, field):
        out += [f"{run.comment}{statement}\n\n" for statement in field.statements(here, value)]
    if not field.holds_configs:
        return
    if not field.names_classes:
        for suffix, child in field.children(value):
            _write_values(child, here + suffix, out, imports)
        return
    imports.update(field.modules(value))
    for suffix, child in field.children(value):
        statement = field.child_statement(here, suffix, child)
        if statement:
            out.append(f"{statement}\n\n")
        _write_values(child, here + suffix, out, imports)


def _texts(run: PlainRun, values: list[Any]) -> list[str]:
    """Source text of every value of a run of fields.

    All at once, as calls would take most of the time; what `repr` does not give as source is put right.
    """
    for place in run.container_places:
        value = values[place]
        if value is not None:
            values[place] = value._items
    try:
        texts = [*map(repr, values)]
    except ValueError:  # an integer of more digits than the interpreter is willing to write
        return [*map(literal, values)]
    if run.float_places:
        together = "".join(texts)
        if "nan" in together or "inf" in together:
            for place in run.float_places:
                texts[place] = literal(values[place])
    if run.complex_places:
        for place in run.complex_places:
            texts[place] = literal(values[place])
    return texts


def _unchanged() -> Any:
    """What knows which deprecated fields need no lines; few configs have any."""
    from . import unchanged  # noqa: PLC0415 - see above

    return unchanged


def saved_names(config: Any, path: str = "") -> Iterator[str]:
    """The paths of what a saved file has lines for, in their order."""
    values = values_of(config)
    for name, field in config._plan.fields.items():
        here = join_path(path, name)
        if field.deprecated and _unchanged().is_default(config, name):
            continue
        if field.holds_configs:
            value = values[name]
            if not field.deprecated or _unchanged().has_own_lines(config, field):
                yield from (here + suffix for suffix in field.saved_parts(value))
            for suffix, child in field.children(value):
                if field.names_classes and suffix:
                    yield here + suffix
                yield from saved_names(child, here + suffix)
        else:
            yield here


def importable_name(target: Any, path: str) -> str | None:
    """The expression for a class or function in a saved file; None if no file can import it.

    Parameters
    ----------
    target : type or callable
        What is named.
    path : str
        Path of what it is assigned to; a module must not be called as the config that the path begins with.
    """
    module = target.__module__
    name = getattr(target, "__qualname__", None) or target.__name__
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    if found != target:
        return None
    if module.split(".")[0] == path.split(".")[0]:
        return f"__import__({module!r}, fromlist=['']).{name}"
    return f"{module}.{name}"


def save_file(config: Any, filename: Any, root: str) -> None:
    """Write the override file of a config atomically.

    Raises
    ------
    OverrideFileError
        If the name is not that of a ``.py`` file, or the file cannot be written.
    """
    path = _python_path(filename)
    text = write_config(config, root, False)
    try:
        write_atomically(path, lambda file: file.write(text.encode("utf-8", "backslashreplace")))
    except OSError as error:
        kind = MissingFileError if isinstance(error, FileNotFoundError) else FileAccessError
        raise kind(f"cannot write {path}: {error.strerror or error}") from error


def type_of_saved(text: str) -> str:
    """Full name of the class that a saved file is for; both forms of the assert line are read.

    Raises
    ------
    OverrideFileError
        If the text does not begin as a saved config does.
    """
    module = _IMPORTED
    for line in io.StringIO(text):
        words = line.split()
        if line.startswith("assert type(config)"):
            if "==" in words[1]:
                return words[1].split("==")[1].rstrip(",")
            if "is" in words[:-1]:
                return words[words.index("is") + 1].rstrip(",").replace(f"{_IMPORTED}.", f"{module}.", 1)
        elif words[:1] == ["import"] and words[2:] == ["as", _IMPORTED]:
            module = words[1]
        elif words and not line.startswith(("import ", "#")):
            break
    raise OverrideFileError(
        "the text is no saved config: expected 'import module' and"
        " 'assert type(config) is module.Class, ...' as its first lines"
    )


def class_of_saved(text: str) -> Any:
    """The class that a saved file is for, its module imported."""
    full_name = type_of_saved(text)
    module_name, _, name = full_name.rpartition(".")
    while module_name:
        try:
            found: Any = importlib.import_module(module_name)
        except ModuleNotFoundError:
            module_name, _, outer = module_name.rpartition(".")
            name = f"{outer}.{name}"
            continue
        for part in name.split("."):
            found = getattr(found, part, None)
        if isinstance(found, type):
            return found
        break
    raise OverrideFileError(
        f"the class {full_name} of the saved config cannot be found: {type_name(full_name)}"
    )
