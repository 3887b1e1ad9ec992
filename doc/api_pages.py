"""Write the reference pages: one for each floor of the package, with its public names, lowest floor last."""

import importlib
import inspect
import re
import tomllib

import stepconfig


def write(folder, project_file):
    """Write a page for each floor and the page that lists them; unchanged pages are left alone.

    Parameters
    ----------
    folder : pathlib.Path
        Where the pages go; pages of floors that are gone are removed.
    project_file : pathlib.Path
        The ``pyproject.toml`` with the contract that names the floors.
    """
    pages = {f"{floor}.md": page(floor, names) for floor, names in public_names(project_file).items()}
    contents = "".join(f"{name.removesuffix('.md')}\n" for name in pages)
    pages["index.md"] = f"# Reference\n\n```{{toctree}}\n:maxdepth: 1\n\n{contents}```\n"
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
        For each floor, highest first, full names such as ``stepconfig.RangeField``: those of the package
        itself, then those only in ``__all__`` of the floor.
    """
    contracts = tomllib.loads(project_file.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    names = {floor: [] for layer in layers for floor in re.findall(r"\w+", layer)}
    seen = set()
    for name in stepconfig.__all__:
        thing = getattr(stepconfig, name)
        home = thing.__name__ if inspect.ismodule(thing) else getattr(thing, "__module__", "")
        floor = home.removeprefix("stepconfig.").partition(".")[0]
        if floor in names and not inspect.ismodule(thing):
            names[floor].append(f"stepconfig.{name}")
            seen.add(name)
    for floor, found in names.items():
        if importlib.util.find_spec(f"stepconfig.{floor}"):
            own = getattr(importlib.import_module(f"stepconfig.{floor}"), "__all__", ())
            found += [f"stepconfig.{floor}.{name}" for name in own if name not in seen]
    return {floor: found for floor, found in names.items() if found}


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
