"""Config classes of C++ control structs as type checkers see them."""

from typing import Any, assert_type

from stepconfig import Config, Field, get_include, makeConfigClass, wrap


class Base(Config):
    """A base."""

    order: Field[int] = Field("Order.", int, 3)


def classes(ctrl: Any) -> None:
    """Each way to make a class; fields that exist in C++ only are not known."""
    assert_type(makeConfigClass(ctrl), type[Config])
    assert_type(makeConfigClass(ctrl, "FooConfig", doc="A doc.", module="foo"), type[Config])
    assert_type(makeConfigClass(ctrl, base=Base), type[Base])
    assert_type(makeConfigClass(ctrl, cls=Base), type[Base])
    assert_type(makeConfigClass(ctrl, base=Base)(order=4).order, int)
    assert_type(get_include(), str)

    @wrap(ctrl)
    class Kept(Config):
        """A class with a field of its own."""

        order: Field[int] = Field("Order.", int, 3)

    assert_type(Kept(order=4).order, int)


def misuse(ctrl: Any) -> None:
    """Not called: every line is an error that both checkers have to find."""
    makeConfigClass(ctrl)(order=4)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    wrap(ctrl)(int)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    makeConfigClass(ctrl, base=int)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
