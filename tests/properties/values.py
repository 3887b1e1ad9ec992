"""Random values of every type, and when two are the same to the bit."""

import math
from collections import Counter

from hypothesis import strategies as st


def power(exponent):
    """A huge integer: one with more digits than Python writes in decimal without being told so."""
    return (-1) ** exponent * 10**exponent


_odd_texts = [
    "",
    "'",
    '"',
    "\\",
    "\n",
    "\r\n",
    "\0",
    "'''\"\"\"",
    "#",
    "{0}",
    "%s",
    "\ud800",
    "\udcff",
    "\u2028",
    "é🔭",
]
texts = st.one_of(
    st.text(max_size=6),
    st.sampled_from(_odd_texts),
    st.text(st.sampled_from("".join(_odd_texts)), max_size=5),
)
numbers = st.one_of(
    st.floats(), st.sampled_from([math.nan, math.inf, -math.inf, -0.0, 0.0, 5e-324, 0.1 + 0.2])
)
integers = st.one_of(
    st.integers(-5, 5), st.integers(), st.sampled_from([-1 << 63, 2**64]), st.integers(4299, 6000).map(power)
)
waves = st.one_of(st.complex_numbers(), st.builds(complex, numbers, numbers))
VALUES = {str: texts, bool: st.booleans(), int: integers, float: numbers, complex: waves}
dtypes = st.sampled_from(list(VALUES))
anything = st.one_of(*VALUES.values(), st.none())


def or_none(values):
    """A strategy that gives None now and then."""
    return st.one_of(values, values, values, st.none())


def exact(value, ordered=True):
    """A value in a form that is equal for identical values only: of one type, and the same to the bit.

    The order of dicts is part of it if they are ``ordered``.
    """
    if isinstance(value, float):
        return "float", "nan" if math.isnan(value) else value.hex()
    if isinstance(value, complex):
        return "complex", exact(value.real), exact(value.imag)
    if isinstance(value, list):
        return "list", tuple(exact(item, ordered) for item in value)
    if isinstance(value, dict):
        pairs = tuple((exact(key), exact(item, ordered)) for key, item in value.items())
        return "dict", pairs if ordered else frozenset(Counter(pairs).items())
    return type(value).__name__, value
