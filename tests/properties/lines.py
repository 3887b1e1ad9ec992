"""Random lines of code that change a config, or try to."""

import re
import warnings
from dataclasses import dataclass

from hypothesis import strategies as st

from stepconfig.fields.text import literal
from tests.properties.parts import Action, Choice, Configurable, Items, Single, Struct, former, imported


@dataclass
class Line:
    """A line of code, and how many entries it adds to the histories if it succeeds.

    If it sets ``wholes``, each a config or what holds some, the entry counted is that of the field that the
    line names; each field of these configs gets one too.
    """

    code: str
    entries: int
    wholes: tuple[str, ...] = ()


def attempt(line, config):
    """Execute a line on a config; the error that it raises, or None."""
    try:
        exec(line.code, {"config": config})
    except Exception as error:
        return error
    return None


def apply(lines, config):
    """Execute lines as far as it goes, whatever they warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for line in lines:
            attempt(line, config)


# -- fields that hold values -----------------------------------------------------------------------


def _plain_lines(path, name, value):
    here = f"{path}.{name}"
    return [
        Line(f"{here} = {value}", 1),
        Line(f"setattr({path}, {name!r}, {value})", 1),
        Line(f"{path}.update({name}={value})", 1),
        Line(f"type({path}).{name}.__set__({path}, {value})", 1),
        Line(f"del {here}", 1),
        Line(f"{here} = ...", 0),
        Line(f"{path}.update({name}=[...])", 0),
        Line(f"{path}.{name}_that_is_not = {value}", 0),
    ]


def _list_lines(here, item, items, index):
    return [
        Line(f"{here}.append({item})", 1),
        Line(f"{here}.insert({index}, {item})", 1),
        Line(f"{here}.extend({items})", 1),
        Line(f"{here} += {items}", 1),
        Line(f"{here}[{index}] = {item}", 1),
        Line(f"{here}[{index}:] = {items}", 1),
        Line(f"{here}[::2] = {items}", 1),
        Line(f"del {here}[{index}]", 1),
        Line(f"del {here}[:{index}]", 1),
        Line(f"{here}.pop({index})", 1),
        Line(f"{here}.remove({item})", 1),
        Line(f"{here}.clear()", 1),
        Line(f"{here}.reverse()", 1),
        Line(f"{here}.sort(key=lambda item: type(item).__name__)", 1),
        Line(f"{here}.append(...)", 0),
        Line(f"{here}.extend([{item}, ...])", 0),
    ]


def _dict_lines(here, key, item, items):
    return [
        Line(f"{here}[{key}] = {item}", 1),
        Line(f"{here}.update({items})", 1),
        Line(f"{here} |= {items}", 1),
        Line(f"{here}.pop({key})", 1),
        Line(f"{here}.popitem()", 1),
        Line(f"{here}.clear()", 1),
        Line(f"del {here}[{key}]", 1),
        Line(f"{here}[{key}] = ...", 0),
        Line(f"{here}[...] = {item}", 0),
    ]


# -- fields that hold configs ----------------------------------------------------------------------


def _config_lines(path, name, part, draw):
    here = f"{path}.{name}"
    cls = imported(draw(st.sampled_from(part.trees)).cls)
    return [
        Line(f"{here} = {here}.copy()", 1, (here,)),
        Line(f"{here} = {cls}()", 1, (here,)),
        Line(f"{here} = {cls}", 1, (here,)),
        Line(f"{path}.update({name}=type({here}))", 1, (here,)),
        Line(f"{here} = None", 0),
        Line(f"del {here}", 0),
    ]


def _choice_lines(path, name, part, draw):
    here = f"{path}.{name}"
    number = draw(st.integers(0, len(part.names) - 1))
    key, tree = literal(part.names[number]), part.trees[number]
    found = [
        Line(f"{here}[{key}] = {imported(tree.cls)}", 1, (f"{here}[{key}]",)),
        Line(f"{here}[{key}] = {here}[{key}].copy()", 1, (f"{here}[{key}]",)),
        Line(f"{path}.update({name}={path}.copy().{name})", 1, (here,)),
        Line(f"{here} = {here}", 1),
        Line(f"{here} = None", 1),
        Line(f"del {here}", 1),
        Line(f"{here}[{key}]", 0),
        Line(f"list({here}.values())", 0),
        Line(f"{here}[{key}] = 5", 0),
        Line(f"{here}['nothing of this name'] = {imported(tree.cls)}", 0),
        Line(f"{here}.active = {here}[{key}]", 0),
    ]
    if not part.field.multi:
        return [
            *found,
            *[Line(code.format(here=here, path=path, name=name, key=key), 1) for code in _ONE],
            Line(f"{here} = 'nothing of this name'", 0),
            Line(f"{here} = [{key}]", 0),
            Line(f"{here}.names = [{key}]", 0),
        ]
    keys = literal(draw(st.lists(st.sampled_from(part.names), max_size=3, unique=True)))
    return [
        *found,
        *[Line(code.format(here=here, path=path, name=name, key=key, keys=keys), 1) for code in _SEVERAL],
        Line(f"{here} = {key}", 0),
        Line(f"{here}.name = {key}", 0),
        Line(f"{here}.names = [{key}, 'nothing of this name']", 0),
        Line(f"{here}.names.update([{key}], ['nothing of this name'])", 0),
        Line(f"{here}.names.discard('nothing of this name')", 0),
        Line(f"{here}.names |= [...]", 0),
    ]


_ONE = [
    "{here} = {key}",
    "{here}.name = {key}",
    "setattr({path}, {name!r}, {key})",
    "{path}.update({name}={key})",
    "type({path}).{name}.__set__({path}, {key})",
    "del {here}.name",
]
_SEVERAL = [
    "{here} = {keys}",
    "{here}.names = {keys}",
    "{here}.names = set({keys})",
    "{path}.update({name}={keys})",
    "{here}.names.add({key})",
    "{here}.names.update([{key}], {keys})",
    "{here}.names.remove({key})",
    "{here}.names.pop()",
    "{here}.names.clear()",
    "{here}.names |= {keys}",
    "{here}.names &= {keys}",
    "{here}.names -= {keys}",
    "{here}.names ^= {keys}",
    "del {here}.names",
]


def _item_lines(path, name, part, draw):
    here = f"{path}.{name}"
    key, other = draw(st.sampled_from(part.keys)), draw(st.sampled_from(part.keys))
    cls = imported(part.trees[0].cls)
    both = f"{{{key}: {cls}, {other}: {cls}()}}"
    there = f"{here}[{key}]"
    return [
        Line(f"{there} = {cls}", 1, (there,)),
        Line(f"{there} = {cls}()", 1, (there,)),
        Line(f"{there} = {here}[{other}].copy()", 1, (there,)),
        Line(f"{here}.update({both})", 1, (there, f"{here}[{other}]")),
        Line(f"{here} |= {{{key}: {cls}}}", 1, (there,)),
        Line(f"{here} = {both}", 1, (here,)),
        Line(f"{path}.update({name}={path}.copy().{name})", 1, (here,)),
        Line(f"{here} = {{}}", 1),
        Line(f"{here} = None", 1),
        Line(f"del {here}", 1),
        Line(f"del {there}", 1),
        Line(f"{here}.pop({key})", 1),
        Line(f"{here}.popitem()", 1),
        Line(f"{here}.clear()", 1),
        Line(f"{there} = 5", 0),
        Line(f"{here}[...] = {cls}", 0),
        Line(f"{here}.update({{{key}: {cls}, {other}: None}})", 0),
        Line(f"{here} = {{{key}: {cls}, ...: {cls}}}", 0),
    ]


def _configurable_lines(path, name, part, draw):
    here = f"{path}.{name}"
    target = draw(st.sampled_from(part.targets))
    cls = imported(draw(st.sampled_from(part.trees)).cls)
    return [
        Line(f"{here}.retarget({imported(target)})", 1),
        Line(f"{here}.retarget(target={imported(target)}, ConfigClass={cls})", 1),
        Line(f"{here} = {cls}", 1, (here,)),
        Line(f"{here} = {cls}()", 1, (here,)),
        Line(f"{here} = {here}.value.copy()", 1, (here,)),
        Line(f"{path}.update({name}={path}.copy().{name})", 1, (here,)),
        Line(f"{here}.retarget(5)", 0),
        Line(f"{here}.retarget(len)", 0),
        Line(f"{here} = None", 0),
        Line(f"{here}.target = {imported(target)}", 0),
        Line(f"del {here}", 0),
    ]


def _action_lines(path, name, part, draw):
    here = f"{path}.{name}"
    cls = imported(draw(st.sampled_from(part.trees)).cls)
    return [
        Line(f"{here} = {cls}", 1),
        Line(f"{path}.update({name}={cls})", 1),
        Line(f"{here} = {cls}()", 1, (here,)),
        Line(f"{here} = {here}.copy()", 1, (here,)),
        Line(f"{here} = {here}", 1),
        Line(f"{here} = None", 0),
        Line(f"{here} = type({path})", 0),
        Line(f"del {here}", 0),
    ]


def _struct_lines(path, name, part, draw):
    here = f"{path}.{name}"
    one, other = draw(st.permutations(part.names))[:2]
    cls = imported(draw(st.sampled_from(part.trees)).cls)
    both = f"{{{one!r}: {cls}, {other!r}: {cls}()}}"
    return [
        Line(f"{here}.{one} = {cls}", 1),
        Line(f"{here}.{one} = {cls}()", 1, (f"{here}.{one}",)),
        Line(f"setattr({here}, {one!r}, {here}.{other})", 1, (f"{here}.{one}",)),
        Line(f"{here}.update = {both}", 1, (f"{here}.{one}", f"{here}.{other}")),
        Line(f"{here} = __import__('types').SimpleNamespace(**{both})", 1, (here,)),
        Line(f"{path}.update({name}={path}.copy().{name})", 1, (here,)),
        Line(f"{here}.remove = {one!r}", 1),
        Line(f"{here}.remove = [{one!r}, {other!r}]", 1),
        Line(f"del {here}.{one}", 1),
        Line(f"{here} = {here}", 1),
        Line(f"{here} = None", 1),
        Line(f"del {here}", 1),
        Line(f"{here} = {both}", 0),
        Line(f"{here}.{one} = 5", 0),
        Line(f"{here}.update = {{{one!r}: {cls}, 'fieldNames': {cls}}}", 0),
        Line(f"{here}.update = {{{one!r}: {cls}, {other!r}: 5}}", 0),
        Line(f"{here}.remove = [{one!r}, 'nothing_of_this_name']", 0),
    ]


_NESTED = {
    Single: _config_lines,
    Choice: _choice_lines,
    Items: _item_lines,
    Configurable: _configurable_lines,
    Action: _action_lines,
    Struct: _struct_lines,
}


# -- lines of any kind -----------------------------------------------------------------------------


def _by_former_names(draw, path, name):
    """A path and a name in which fields are called as they were formerly, now and then."""
    if draw(st.integers(0, 3)):
        return path, name
    path = re.sub(r"(?<=\.)[de]\d\b", lambda found: former(found[0]), path)
    return path, former(name) or name


@st.composite
def _nested_lines(draw, path, name, part):
    """A line for a field that holds configs."""
    return draw(st.sampled_from(_NESTED[type(part)](path, name, part, draw)))


@st.composite
def lines(draw, tree):
    """A line that changes a config of the tree, or tries to."""
    nested = list(tree.nested())
    if nested and draw(st.integers(0, 2)) == 0:
        path, name, part = draw(st.sampled_from(nested))
        return draw(_nested_lines(*_by_former_names(draw, path, name), part))
    found = list(tree.leaves())
    if not found:
        return Line("config.there_is_nothing = 1", 0)
    path, name, leaf = draw(st.sampled_from(found))
    path, name = _by_former_names(draw, path, name)
    here = f"{path}.{name}"
    value = literal(draw(leaf.values))
    if leaf.items is not None and draw(st.integers(0, 3)):
        item = literal(draw(leaf.items))
        if leaf.keys is None:
            items = literal(draw(st.lists(leaf.items, max_size=3)))
            return draw(st.sampled_from(_list_lines(here, item, items, draw(st.integers(-3, 3)))))
        items = literal(draw(st.dictionaries(leaf.keys, leaf.items, max_size=3)))
        return draw(st.sampled_from(_dict_lines(here, literal(draw(leaf.keys)), item, items)))
    return draw(st.sampled_from(_plain_lines(path, name, value)))


@st.composite
def changes(draw, tree):
    """Lines that set some values of the tree and change some of its configs, most of which succeed."""
    found = list(tree.leaves())
    nested = list(tree.nested())
    chosen = []
    for _ in range(draw(st.integers(0, 4))):
        if nested and draw(st.booleans()):
            chosen.append(draw(_nested_lines(*draw(st.sampled_from(nested)))))
        elif found:
            path, name, leaf = draw(st.sampled_from(found))
            chosen.append(Line(f"{path}.update({name}={literal(draw(leaf.values))})", 1))
    return chosen
