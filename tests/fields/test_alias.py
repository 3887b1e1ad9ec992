"""Types given in brackets: Field[float](doc=...)."""

import typing

import pytest

from stepconfig import ChoiceField, Config, ConfigField, DictField, Field, ListField, RangeField


class Inner(Config):
    """A config to hold."""

    value = Field[int](doc="A value.", default=3)


@pytest.mark.parametrize(
    ("alias", "dtype"),
    [
        (Field[str], str),
        (Field["float"], float),
        (Field[int | None], int),
        (Field[typing.Optional[int]], int),  # noqa: UP045 - as older code has it
        (Field[typing.Optional["int"]], int),
        (RangeField[float], float),
        (ListField[str], str),
        (ListField["int"], int),
        (ConfigField[Inner], Inner),
    ],
)
def test_the_type_in_brackets_is_the_dtype(alias, dtype):
    """A type, a builtin's name, or a type that may be None in the brackets is the field's dtype."""
    assert alias(doc="A doc.").dtype is dtype
    assert alias("A doc.").dtype is dtype
    assert alias("A doc.", dtype=dtype).dtype is dtype
    assert alias("A doc.", dtype=None).dtype is dtype
    assert alias("A doc.", dtype).dtype is dtype
    assert alias("A doc.", None).dtype is dtype


def test_what_comes_after_an_open_type_keeps_its_position():
    """None in the place of the type leaves it to the brackets, and the rest is where it was."""
    field = Field[int]("A doc.", None, 3, bool)
    assert (field.dtype, field.default, field.check) == (int, 3, bool)
    entries = DictField[str, int]("A doc.", None, None, {"a": 1})
    assert (entries.keytype, entries.itemtype, entries.default) == (str, int, {"a": 1})


@pytest.mark.parametrize(
    ("kind", "types"), [(Field, (str, int)), (DictField, str), (ListField, (int, int)), (Field, "nothing")]
)
def test_wrong_brackets_are_found_when_they_are_written(kind, types):
    """The number of types and their names are looked at before the field is made."""
    with pytest.raises(ValueError, match=r"takes|names no builtin"):
        kind[types]


def test_a_choice_takes_its_type_in_brackets_too():
    """ChoiceField[str] needs the choices still."""
    field = ChoiceField[str]("A doc.", allowed={"a": "One."})
    assert (field.dtype, list(field.allowed)) == (str, ["a", None])


def test_the_types_of_a_dict_are_those_of_key_and_item():
    """DictField takes two types, as types or names of builtins."""
    for alias in (DictField[str, int], DictField["str", "int"]):
        for field in (
            alias(doc="A doc."),
            alias("A doc.", keytype=str, itemtype=int),
            alias("A doc.", str, int),
            alias("A doc.", itemtype=int),
        ):
            assert (field.keytype, field.itemtype) == (str, int)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Field[str, int](doc="A doc."),
        lambda: Field[str](doc="A doc.", dtype=int),
        lambda: Field[str]("A doc.", int),
        lambda: ListField[str](doc="A doc.", dtype=int),
        lambda: RangeField[int, float](doc="A doc."),
        lambda: DictField[str](doc="A doc."),
        lambda: DictField[str, int, int](doc="A doc."),
        lambda: DictField[str, int](doc="A doc.", keytype=int),
        lambda: DictField[str, int](doc="A doc.", itemtype=str),
        lambda: DictField[str, int]("A doc.", str, str),
        lambda: ConfigField[Inner, Inner](doc="A doc."),
        lambda: ConfigField[Inner](doc="A doc.", dtype=Config),
        lambda: Field["nothing"](doc="A doc."),
        lambda: Field["print"](doc="A doc."),
        lambda: Field[list](doc="A doc."),
        lambda: Field[int | str](doc="A doc."),
        lambda: RangeField[str](doc="A doc."),
        lambda: ConfigField[int](doc="A doc."),
    ],
)
def test_types_that_are_too_many_too_few_or_contradict_are_refused(make):
    """The wrong number of types, a type given twice differently, and an impossible one are ValueErrors."""
    with pytest.raises(
        ValueError, match=r"takes|contradicts|names no builtin|holds one of|expected a subclass"
    ):
        make()


def test_a_field_with_brackets_is_declared_where_it_is_written():
    """The source of a field made with brackets is the line of the class body."""
    assert Inner.value.source.content == 'value = Field[int](doc="A value.", default=3)'
    assert (Inner.value.name, Inner().value) == ("value", 3)


def test_brackets_stand_for_the_class_elsewhere():
    """A field class with brackets can be a base, and has the attributes of the class."""

    class Positive(RangeField[float]):
        def __init__(self, doc, **keywords):
            super().__init__(doc, float, min=0.0, **keywords)

    assert issubclass(Positive, RangeField)
    assert Positive("A doc.", default=1.0).rangeString == "[0.0, inf)"
    assert Field[int].supportedTypes == Field.supportedTypes
    assert repr(DictField[str, int]) == "DictField[str, int]"
    with pytest.raises(AttributeError):
        Field[int].nothing  # noqa: B018


def test_brackets_stand_in_annotations():
    """``bool | Field[bool]`` is a union, also where annotations are evaluated; equal brackets are equal."""

    class Tool(Config):
        flag: bool | Field[bool] = True
        other: Field[int] | None = None
        third: RangeField[int] | ListField[str] = RangeField[int]("A value.", min=0)

    class Own(Tool):
        flag = Field[bool]("A flag.", default=False)

    assert typing.get_args(Tool.__annotations__["flag"]) == (bool, Field[bool])
    assert typing.get_args(Tool.__annotations__["other"]) == (Field[int], type(None))
    assert len({Field[int], Field[int], Field[str], RangeField[int]}) == 3
    assert Field[int] != 3
    assert (Own().flag, Tool.flag, list(Own())) == (False, True, ["third", "flag"])


def test_a_generic_field_class_of_a_user_takes_its_type_when_it_is_used():
    """A type variable in the brackets leaves the type open."""
    T = typing.TypeVar("T")

    class Own(Field[T]):
        pass

    class Holder(Config):
        value = Own[int]("A value.", default=3)

    assert type(Holder.value) is Own
    assert Holder(value=4).value == 4
