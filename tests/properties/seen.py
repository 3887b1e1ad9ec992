"""Everything that can be seen of a config: values to the bit, histories, objects, and how they change."""

from stepconfig import Config
from stepconfig.config.walk import leaf_value, leaves, walk
from tests.properties.values import exact

AUTHORS = ("default", "setDefaults")
"""Layers of what the classes say themselves."""


def values(config):
    """Every value of the tree by its path, to the bit: selections, targets and classes of actions, too."""
    return {leaf[0]: exact(leaf_value(*leaf)) for leaf in leaves(config)}


def all_values(config):
    """As `values`, with every choice, whether or not somebody has asked for it; all of them are made."""
    for _, each in walk(config):
        for name, field in each._plan.nested:
            field.make_all(each.__dict__[name])
    return values(config)


def _own(field, value):
    """The value of a field, without the configs that it holds."""
    return exact(field.own_parts(value) if field.holds_configs else field.plain(value))


def _told(entry):
    value = entry.value
    return (
        exact(value) if not hasattr(value, "form") else repr(value),
        entry.label,
        entry.layer,
        entry.sequence,
        entry.location.frames,
        str(entry.definition),
    )


def histories(config):
    """Every entry of every history of one config, places included."""
    return {name: [_told(entry) for entry in found] for name, found in config.history.items()}


def state(config):
    """Of each config of the tree: class, name, frozen state, imports, values to the bit, and histories."""
    return {
        path: (
            type(each),
            each._name,
            each._frozen,
            sorted(each._imports),
            {name: _own(field, each.__dict__[name]) for name, field in each._plan.fields.items()},
            histories(each),
        )
        for path, each in walk(config)
    }


def _objects(config):
    """Every config of the tree, and every value object that can be changed, by path and name."""
    for path, each in walk(config):
        yield (path, ""), each
        for name, value in each.items():
            if any(hasattr(type(value), slot) for slot in ("_items", "_built", "_target")):
                yield (path, name), value


def identities(config):
    """Which object every list, dict, choice, struct, configurable and config of the tree is."""
    return {place: id(value) for place, value in _objects(config)}


def same(before, after):
    """Is what was there before as it was? Choices that were only looked at may be there besides.

    Parameters
    ----------
    before, after : tuple
        The `state` and the `identities`.
    """
    looked_at = [path for path in after[0] if path not in before[0]]
    for path in looked_at:
        for entries in after[0][path][-1].values():
            if any(layer not in AUTHORS for _, _, layer, *_ in entries):
                return False
    return all(
        {place: now[place] for place in then if place in now} == then
        for then, now in zip(before, after, strict=True)
    )


class Written:
    """How many entries there are now, of every history of the tree, to tell what is added later.

    Parameters
    ----------
    config : Config
        The top of the tree.
    """

    def __init__(self, config):
        self._config = config
        self._before = {id(each): (each, self._lengths(each)) for _, each in walk(config)}

    @staticmethod
    def _lengths(config):
        return {name: len(found) for name, found in config.history.items()}

    def added(self):
        """By config and field the number of entries added, for configs that were there, and for new ones.

        What a class says itself does not count.
        """
        there, new = {}, {}
        for _, each in walk(self._config):
            for name, found in each.history.items():
                if id(each) in self._before:
                    number = len(found) - self._before[id(each)][1][name]
                else:
                    number = sum(entry.layer not in AUTHORS for entry in found)
                if number:
                    (there if id(each) in self._before else new)[id(each), name] = number
        return there, new


def inside(value):
    """The configs of a config or of what holds some, and those of them that are in a choice.

    Returns
    -------
    always, chosen : dict
        Configs by id.
    """
    if not isinstance(value, Config):
        children = [child for _, child in value._field.children(value)]
        is_choice = hasattr(value, "_built")
    else:
        children, is_choice = [value], False
    always, chosen = {}, {}
    for child in children:
        _sort(child, is_choice, always, chosen)
    return always, chosen


def _sort(config, is_chosen, always, chosen):
    (chosen if is_chosen else always)[id(config)] = config
    for name, field in config._plan.nested:
        value = config.__dict__[name]
        for _, child in field.children(value):
            _sort(child, is_chosen or hasattr(value, "_built"), always, chosen)
