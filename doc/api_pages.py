"""Write the reference pages: one for each floor of the package, the most used first."""

import importlib
import inspect
import re
import tomllib

import stepconfig

PAGES = {
    "config": "`Config`, the base class of all configs: setting, checking, freezing, comparing, explaining.",
    "fields": "Fields of plain values: `Field`, `RangeField`, `ChoiceField`, `ListField`, `DictField`.",
    "nested": "Fields that hold configs: `ConfigField`, choices, registries, configurables, C++ structs.",
    "steps": "`Step` and `Pipeline`, their configs, data models, associations, libraries and records.",
    "history": "What is remembered of every change, and `acting_as` for sources of your own.",
    "sources": "What a source of parameters hands to the resolver: for sources of your own.",
    "references": "Who says which reference files and parameters are right for an input.",
    "configurableActions": "Configs that can be called, and the fields that hold them.",
    "errors": "Every error and warning; what is wrong with parameters is a `ConfigError`.",
    "files": "Writing a file so that a crash leaves the old one or the new one.",
    "names": "Paths of values, names of types, the nearest names: for fields of your own.",
    "callStack": "What programs written for pex_config import to look at the frames of a history.",
    "module_names": "The modules of pex_config under their old names; nothing to call.",
    "yaml_hook": "What tells PyYAML about configs as soon as it is imported; nothing to call.",
}
"""The pages, the most used first, with what is said of each where they are listed."""

FIRST = [
    "Config",
    "Field",
    "RangeField",
    "ChoiceField",
    "ListField",
    "DictField",
    "ConfigField",
    "ConfigChoiceField",
    "RegistryField",
    "makeRegistry",
    "Registry",
    "registerConfigurable",
    "registerConfig",
    "ConfigurableField",
    "ConfigDictField",
    "Step",
    "Pipeline",
    "StepConfig",
    "PipelineConfig",
    "RunRecord",
    "open_model",
    "AsdfModel",
    "FitsModel",
    "TableModel",
    "NumpyModel",
    "ModelLibrary",
    "Association",
    "ConfigError",
    "FieldValidationError",
    "UnknownNameError",
    "ParameterErrors",
    "Entry",
    "Location",
    "acting_as",
    "kept_callers",
    "LocalReferences",
    "CrdsReferences",
    "DictReferences",
    "using_provider",
    "Source",
    "Assignment",
]
"""Names that stand before the others of their page, in this order."""


def write(folder, project_file):
    """Write a page for each floor and the page that lists them; unchanged pages are left alone.

    Parameters
    ----------
    folder : pathlib.Path
        Where the pages go; pages of floors that are gone are removed.
    project_file : pathlib.Path
        The ``pyproject.toml`` with the contract that names the floors.
    """
    pages = {
        f"{floor}.md": page(floor, names)
        for floor, names in public_names(project_file).items()
    }
    pages["index.md"] = contents([name.removesuffix(".md") for name in pages])
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        file = folder / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")


def public_names(project_file):
    """Return where a user imports each public name from, by the floor on which it is defined.

    Parameters
    ----------
    project_file : pathlib.Path
        The ``pyproject.toml`` with the contract that names the floors.

    Returns
    -------
    names : dict [str, list [str]]
        For each floor, the most used first, full names such as ``stepconfig.RangeField``: those of the
        package itself, the most used first, then those only in ``__all__`` of the floor.
    """
    contracts = tomllib.loads(project_file.read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    layers = next(
        contract["layers"] for contract in contracts if contract["type"] == "layers"
    )
    names = {floor: [] for layer in layers for floor in re.findall(r"\w+", layer)}
    seen = set()
    for name in stepconfig.__all__:
        thing = getattr(stepconfig, name)
        home = (
            thing.__name__ if inspect.ismodule(thing) else getattr(thing, "__module__", "")
        )
        floor = home.removeprefix("stepconfig.").partition(".")[0]
        if floor in names and not inspect.ismodule(thing):
            names[floor].append(f"stepconfig.{name}")
            seen.add(name)
    for floor, found in names.items():
        if importlib.util.find_spec(f"stepconfig.{floor}"):
            own = getattr(importlib.import_module(f"stepconfig.{floor}"), "__all__", ())
            found += [f"stepconfig.{floor}.{name}" for name in own if name not in seen]
    for found in names.values():
        found.sort(key=lambda name: rank(FIRST, name.removeprefix("stepconfig.")))
    floors = sorted(names, key=lambda floor: rank(PAGES, floor))
    return {floor: names[floor] for floor in floors if names[floor]}


def rank(ordered, name):
    """Return the place of a name among those that have one; all others come after them.

    Parameters
    ----------
    ordered : iterable of str
        Names in their order.
    name : str
        The name.
    """
    places = list(ordered)
    return places.index(name) if name in places else len(places)


def contents(floors):
    """Return the text of the page that lists the others, with a sentence for each.

    Parameters
    ----------
    floors : list [str]
        The pages, in their order.

    Returns
    -------
    text : str
        Markdown.

    Raises
    ------
    KeyError
        If nothing is said of a page; a warning would be overlooked.
    """
    lines = "".join(f"- [{floor}]({floor}.md): {PAGES[floor]}\n" for floor in floors)
    return (
        f"# Reference\n\n{lines}\n```{{toctree}}\n:hidden:\n\n{chr(10).join(floors)}\n```\n"
    )


def page(floor, names):
    """Return the text of one floor's page.

    Parameters
    ----------
    floor : str
        The module of the floor, without the package.
    names : list [str]
        Full names of what it offers.

    Returns
    -------
    text : str
        Markdown.
    """
    module = importlib.import_module(f"stepconfig.{floor}")
    parts = [f"# {floor}\n\n{inspect.getdoc(module) or ''}\n"]
    for name in names:
        home, _, last = name.rpartition(".")
        thing = getattr(importlib.import_module(home), last)
        parts.append(f"```{{eval-rst}}\n.. auto{kind(thing)}:: {name}\n```\n")
    return "\n".join(parts)


def kind(thing):
    """Return the word that ends the directive which documents something.

    Parameters
    ----------
    thing : object
        What is to be documented.

    Returns
    -------
    kind : str
        The end of a directive's name, such as ``class`` of ``autoclass``.
    """
    if inspect.isclass(thing):
        return "exception" if issubclass(thing, BaseException) else "class"
    return "function" if callable(thing) else "data"
