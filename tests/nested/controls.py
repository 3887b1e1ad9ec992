"""Control classes in Python that look like those of a C++ module."""

from typing import Any

from stepconfig import makeConfigClass

__all__ = ["View", "control_class", "nested_controls", "smooth_control"]


def control_class(name: str, *fields: tuple[Any, ...], bases: tuple[type, ...] = (), **others: Any) -> Any:
    """Make a control class.

    Parameters
    ----------
    name : str
        Its name.
    *fields : tuple
        For each field its name, C++ type, default and, if it is nested, its module; a default that is a
        class is called for each object.
    bases : tuple of type, optional
        Other control classes.
    **others
        Other attributes. The attribute ``made`` counts the objects.
    """

    def initialise(self):
        for base in bases:
            base.__init__(self)
        if type(self).__init__ is initialise:
            type(self).made += 1
        for field in fields:
            setattr(self, field[0], field[2]() if isinstance(field[2], type) else field[2])

    namespace: dict[str, Any] = {"__init__": initialise, "__module__": __name__, "made": 0}
    for field, declared, _, *module in fields:
        namespace[f"_doc_{field}"] = staticmethod(lambda field=field: f"Doc of {field}.")
        namespace[f"_type_{field}"] = staticmethod(lambda declared=declared: declared)
        if module:
            namespace[f"_module_{field}"] = staticmethod(lambda module=module: module[0])
    return type(name, bases, {**namespace, **others})


class View:
    """A view of a C++ vector: it has a length and items, and reads beyond its end without an error.

    Parameters
    ----------
    *items
        The items.
    """

    def __init__(self, *items: Any) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Any:
        return self._items[index] if index < len(self._items) else 0.0


def smooth_control(**others):
    """Return a control class with a field of each kind."""
    return control_class(
        "SmoothControl",
        ("width", "double", 1.5),
        ("count", "std::int64_t", 2**63 - 1),
        ("label", "std::string", "a"),
        ("flag", "bool", True),
        ("radii", "std::vector<double>", list),
        **others,
    )


def nested_controls(home):
    """Return an inner control class, with its config class made, and one around it."""
    inner = control_class("InnerControl", ("order", "int", 2), ("knots", "std::vector<double>", list))
    makeConfigClass(inner, module=home)
    home.InnerControl = inner

    def changed():
        made = inner()
        made.order = 5
        return made

    factory = type("Changed", (), {"__new__": lambda cls: changed()})
    outer = control_class("OuterControl", ("inner", "shapes::InnerControl", factory, home.__name__))
    return inner, outer
