"""What is done to a whole tree: a thousand fields that were all overridden and read before."""

from __future__ import annotations

import pickle
from functools import reduce
from typing import Any

from library import Library, owner_of, prove_same_history, prove_values, value_at
from shapes import THOUSAND
from timing import Measure, fresh, prove, repeated

LAST = "branch4.leaf09.gain"
"""A field near the end of the tree."""


def validate(library: Library) -> Measure:
    """Validate; proven by a None in a required field that is found and, when repaired, no longer."""
    config, _ = library.overridden(THOUSAND, 1000)
    config.validate()
    leaf = owner_of(config, LAST)[0]
    leaf.gain = None
    prove(_refuses(library, config.validate), "a missing value was not found")
    leaf.gain = 2.5
    return repeated(config.validate)


def freeze(library: Library) -> Measure:
    """Freeze trees that were read before; proven by writes and list edits that are refused afterwards."""
    config, values = library.overridden(THOUSAND, 1000)
    config.freeze()
    leaf = owner_of(config, LAST)[0]
    prove(_refuses(library, lambda: setattr(leaf, "gain", 7.5)), "a frozen field was written")
    prove(_refuses(library, lambda: leaf.coefficients.append(1.0)), "a frozen list was changed")
    prove(_refuses(library, lambda: config.branch0.leaf00.weights.update(z=1.0)), "a frozen dict was changed")
    prove_values(config, values)

    def prepare() -> Any:
        config = library.make(THOUSAND)
        THOUSAND.read(config)
        return config

    return fresh(prepare, lambda config: config.freeze(), most=20)


def copy(library: Library) -> Measure:
    """Copy; proven by every value, by the history of three fields, and by independence."""
    config, values = library.overridden(THOUSAND, 1000)
    other = config.copy()
    _prove_copy(config, other, values, history=True)
    return repeated(config.copy)


def pickle_round_trip(library: Library) -> Measure:
    """Pickle and unpickle; proven like `copy`, except that the peer's pickles have no history."""
    config, values = library.overridden(THOUSAND, 1000)

    def run() -> Any:
        return pickle.loads(pickle.dumps(config))

    _prove_copy(config, run(), values, history=library.pickles_history)
    return repeated(run)


def to_dict(library: Library) -> Measure:
    """Turn into nested dicts; proven by every value, in plain containers."""
    config, values = library.overridden(THOUSAND, 1000)
    tree = config.toDict()
    for path, value in values.items():
        found: Any = reduce(dict.__getitem__, path.split("."), tree)
        prove(type(found) is type(value) and found == value, f"{path} is {found!r} in the dict")
    return repeated(config.toDict)


def compare(library: Library) -> Measure:
    """Compare equal trees with tolerance; proven by a difference that is found and one too small."""
    config, other = _equal_pair(library)
    leaf = owner_of(other, LAST)[0]
    prove(config.compare(other), "equal configs do not compare equal")
    gain = leaf.gain
    leaf.gain = gain + 1e-12
    prove(leaf.gain != gain and config.compare(other), "the tolerance is not used")
    leaf.gain = gain + 1.0
    prove(not config.compare(other), "a difference was not found")
    leaf.gain = gain
    return repeated(lambda: config.compare(other))


def equal(library: Library) -> Measure:
    """Compare equal trees with ``==``; proven by a difference that is found, in a scalar and in a list."""
    config, other = _equal_pair(library)
    leaf = owner_of(other, LAST)[0]
    for name, value in (("gain", 77.5), ("coefficients", [77.5])):
        prove(config == other, "equal configs are not equal")
        before = value_at(leaf, name)
        setattr(leaf, name, value)
        prove(config != other, "a difference was not found")
        setattr(leaf, name, before)
    prove(config == other, "equal configs are not equal")
    return repeated(lambda: config == other)


def _equal_pair(library: Library) -> tuple[Any, Any]:
    """Make two configs of equal values by separate loads, so that they share no containers or texts."""
    return library.overridden(THOUSAND, 1000)[0], library.overridden(THOUSAND, 1000)[0]


def _prove_copy(config: Any, other: Any, values: dict[str, Any], history: bool) -> None:
    """Prove that a copy holds every value, the history where asked for, and that the two are independent."""
    prove(other is not config and type(other) is type(config), "there is no copy")
    prove_values(other, values)
    if history:
        for path in (LAST, "branch0.leaf00.coefficients", "branch2.leaf05.label"):
            prove_same_history(config, other, path)
    leaf = owner_of(other, LAST)[0]
    leaf.gain = 88.5
    leaf.coefficients.append(99.5)
    prove_values(config, values)


def _refuses(library: Library, call: Any) -> bool:
    """Whether a call raises the library's error for refused values."""
    try:
        call()
    except library.module.FieldValidationError:
        return True
    return False
