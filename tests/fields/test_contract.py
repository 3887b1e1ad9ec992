"""Every kind of plain field keeps the promises that all fields make."""

import math

import pytest

from stepconfig import ChoiceField, DictField, Field, ListField, RangeField
from tests.contracts import check_field, same

NAN, INF = float("nan"), float("inf")


def of(kind, **fixed):
    """Return a factory of fields of one kind, which takes the keywords that the contract varies."""

    def factory(**keywords):
        return kind(**{"doc": "A doc.", **fixed, **keywords})

    return factory


class EvenField(Field):
    """A user's own field, which checks by overriding what pex_config calls."""

    def _validateValue(self, value):
        super()._validateValue(value)
        if value is not None and value % 2:
            raise ValueError(f"{value} is odd")


class PassingField(Field):
    """A user's own field, which hands every write on by position, as clients of pex_config do."""

    def __set__(self, instance, value, at=None, label="assignment"):
        super().__set__(instance, value, at, label)


KINDS = {
    "str": (
        of(Field, dtype=str),
        [("a", "a"), ("", ""), ("line\nbreak 'and' \"quotes\" \\ \0 é 星 \ud800", None), ("None", "None")],
        [1, b"a", ["a"], 1.5, True],
    ),
    "bool": (of(Field, dtype=bool), [(True, True), (False, False)], [1, 0, 1.0, "True", [True]]),
    "int": (
        of(Field, dtype=int),
        [(3, 3), (-(10**5000), -(10**5000)), (2**63, 2**63), (0, 0)],
        [1.0, "3", True, 1j, [3]],
    ),
    "float": (
        of(Field, dtype=float),
        [(1.5, 1.5), (2, 2.0), (NAN, NAN), (INF, INF), (-INF, -INF), (-0.0, -0.0), (5e-324, 5e-324)],
        ["1.5", True, 1j, 10**400, [1.0]],
    ),
    "complex": (
        of(Field, dtype=complex),
        [(1j, 1j), (complex(-0.0, NAN), complex(-0.0, NAN)), (complex(INF, -0.0), complex(INF, -0.0))],
        [1, 1.0, "1j", True],
    ),
    "check": (of(Field, dtype=int, check=lambda value: value > 2), [(3, 3), (4, 4)], [2, "3"]),
    "unit": (of(Field, dtype=float, unit="arcsec"), [(3, 3.0), (4.5, 4.5)], ["x"]),
    "range of int": (
        of(RangeField, dtype=int, min=1, max=9),
        [(1, 1), (8, 8)],
        [0, 9, 3.0, "3", True],
    ),
    "range of float": (
        of(RangeField, dtype=float, min=0.0, max=1.0, inclusiveMax=True),
        [(0, 0.0), (1.0, 1.0), (0.5, 0.5)],
        [-5e-324, 1.0000001, NAN, INF, "0.5", True],
    ),
    "choice of str": (
        of(ChoiceField, dtype=str, allowed={"a": "One.", "b": "Other."}),
        [("a", "a"), ("b", "b")],
        ["c", "A", 1, ["a"]],
    ),
    "choice of int": (
        of(ChoiceField, dtype=int, allowed={1: "One.", 2: "Two."}),
        [(1, 1), (2, 2)],
        [3, 1.0, True, "1"],
    ),
    "list of str": (
        of(ListField, dtype=str),
        [(["a"], ["a"]), ((), []), (("b", None, "it's"), ["b", None, "it's"])],
        ["a", b"a", 3, [1], [["a"]]],
    ),
    "list of float": (
        of(ListField, dtype=float),
        [([1], [1.0]), ((NAN, INF, -0.0), [NAN, INF, -0.0]), (range(3), [0.0, 1.0, 2.0])],
        ["1", 1.0, ["1"], [True], [1.0, 1j]],
    ),
    "list of bool": (of(ListField, dtype=bool), [([True], [True]), ([False], [False])], [[1], True]),
    "list of int": (of(ListField, dtype=int), [([1], [1]), ([10**5000], [10**5000])], [[1.0], 1]),
    "list of complex": (of(ListField, dtype=complex), [([1j], [1j]), ([complex(NAN, 1)],) * 2], [[1.0], 1]),
    "dict": (
        of(DictField, keytype=str, itemtype=float),
        [({"a": 1}, {"a": 1.0}), ({}, {}), ({"b": NAN, "a": None}, {"b": NAN, "a": None})],
        [{1: 1.0}, {"a": "x"}, {"a": True}, {None: 1.0}, [("a", 1.0)], "a", 3],
    ),
    "dict of float to str": (
        of(DictField, keytype=float, itemtype=str),
        [({4: "a"}, {4.0: "a"}), ({INF: "b"}, {INF: "b"})],
        [{"4": "a"}, {4: 5}],
    ),
    "dict of anything": (
        of(DictField, keytype=int, itemtype=None),
        [({1: "a", 2: 1.5, 3: None, 4: True, 5: 1j}, {1: "a", 2: 1.5, 3: None, 4: True, 5: 1j}), ({}, {})],
        [{1: [1]}, {1: {}}, {1: object()}, {"1": 1}],
    ),
    "a user's checking field": (of(EvenField, dtype=int), [(2, 2), (4, 4)], [3, "2"]),
    "a user's passing field": (of(PassingField, dtype=float), [(2, 2.0), (4.5, 4.5)], ["2"]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_field_keeps_the_contract(kind):
    """Each kind of plain field does what the contract says."""
    factory, good, bad = KINDS[kind]
    check_field(factory, [(value, value if plain is None else plain) for value, plain in good], bad)


def test_the_contract_tells_signed_zeros_and_types_apart():
    """The comparison in the contract is stricter than ``==``, and knows that nan is nan."""
    assert same({"a": [NAN, -0.0, 1j]}, {"a": [NAN, -0.0, 1j]})
    for one, other in [(0.0, -0.0), (1, 1.0), (True, 1), ([1], (1,)), ({"a": 1, "b": 2}, {"b": 2, "a": 1})]:
        assert not same(one, other)
    assert not same(complex(0.0, math.nan), complex(-0.0, math.nan))


def test_a_field_that_breaks_the_contract_is_found_out():
    """A field that stores what it is given unchecked fails the contract."""

    class Careless(Field):
        def __set__(self, instance, value, at=None, label="assignment"):
            instance.__dict__[self.name] = value

    with pytest.raises(AssertionError):
        check_field(of(Careless, dtype=int), [(1, 1), (2, 2)], ["x"])
