"""ConfigurableActionStructField: a field that holds named actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, overload

from ..config.config import Config
from ..config.state import export_state, import_state
from ..errors import FieldValidationError, expected, faults_in
from ..fields.base import Field
from ..history.record import Edit
from ..names import join_path, type_name
from .action import (
    ActionT,
    ConfigurableAction,
    class_head,
    class_of,
    default_action,
    importable_name,
    is_action_class,
    new_action,
    set_statement,
)
from .action_struct import ConfigurableActionStruct, actions_in, name_fault, names_of_classes, set_items
from .config_field import _method

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ConfigurableActionStructField"]


class ConfigurableActionStructField(Field[ConfigurableActionStruct[ActionT]], Generic[ActionT]):
    """A field that holds any number of actions, each under a name.

    Parameters
    ----------
    doc : str
        What the actions are for.
    default : mapping, optional
        The actions of a new config: names with actions or their classes.
    optional : bool, optional
        Makes no difference: None stands for a struct without actions.
    deprecated : str, optional
        Why the field should not be used any more.
    renamed_from : str or iterable of str, optional
        What the field was called formerly.

    Raises
    ------
    ValueError
        If the doc is empty.

    Examples
    --------
    >>> from stepconfig import Config, Field
    >>> from stepconfig.configurableActions import ConfigurableAction, ConfigurableActionStructField
    >>> class Above(ConfigurableAction):
    ...     limit = Field("Lowest value that passes.", float, 5.0)
    ...
    ...     def __call__(self, value):
    ...         return value >= self.limit
    >>> class Select(Config):
    ...     cuts = ConfigurableActionStructField[Above]("What a source has to pass.", {"signal": Above})
    >>> config = Select()
    >>> config.cuts.sharp = Above(limit=0.5)
    >>> [cut(3.0) for cut in config.cuts]
    [False, True]
    """

    holds_configs = True
    StructClass = ConfigurableActionStruct
    saves_own_if_changed = True

    if TYPE_CHECKING:

        def __init__(
            self,
            doc: str,
            default: Mapping[str, ConfigurableAction | type[ConfigurableAction]] | None = None,
            optional: bool = False,
            deprecated: str | None = None,
            *,
            renamed_from: str | Iterable[str] = (),
        ) -> None: ...

        @overload
        def __get__(self, instance: None, owner: Any = None) -> Self: ...

        @overload
        def __get__(self, instance: object, owner: Any = None) -> ConfigurableActionStruct[ActionT]: ...

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(
            self, instance: Any, value: ConfigurableActionStruct[ActionT] | SimpleNamespace | None
        ) -> None: ...

    else:

        def __init__(self, doc, default=None, optional=False, deprecated=None, *, renamed_from=()):
            self._setup(
                doc, ConfigurableActionStruct, default, None, optional, None, deprecated, renamed_from
            )
            self._own_default()

        @classmethod
        def _keywords_from_types(cls, types):
            return {}  # for type checkers only: any action is accepted

        def __set__(self, instance, value, at=None, label="assignment"):
            """Put copies of the actions of a struct or a namespace into the place of those that are there."""
            if instance._frozen:
                self._refuse_frozen(instance)
            struct = instance.__dict__[self.name]
            pairs = actions_in(value)
            if pairs is None or isinstance(value, Mapping):
                is_mapping = isinstance(value, Mapping)
                hint = f"; add actions by config.{self.name}.update = {{...}}" if is_mapping else ""
                self._refuse(instance, TypeError(expected(self.expects(), value) + hint), value, at)
            items = struct._items if value is struct else self.new_items(struct, pairs, label, at)
            struct._change(Edit("= {}", names_of_classes(items)), label, items, at)

        @property
        def default_words(self):
            """What the history says of the default."""
            return Edit("= {}", names_of_classes(actions_in(self.default)))

    def _clone(self) -> Any:
        new = super()._clone()
        new._own_default()
        return new

    def _own_default(self) -> None:
        """Share no action of the default with anybody."""
        items = actions_in(self.default)
        if items:
            own = {name: each.copy() if isinstance(each, Config) else each for name, each in items.items()}
            self.__dict__["default"] = own

    def new_items(self, struct: Any, pairs: Mapping[str, Any], label: str, at: Any = None) -> dict[str, Any]:
        """New actions for a struct, of what somebody wants to have in it: all, or the error for the first.

        Parameters
        ----------
        struct : ConfigurableActionStruct
            The struct.
        pairs : mapping
            Names with actions or their classes.
        label : str
            What is done.
        at : Location, optional
            Who does it.

        Raises
        ------
        FieldValidationError
            If one of the names cannot be an attribute, or one of the values is no action.
        """
        for name, value in pairs.items():
            why = name_fault(name)
            if why:
                struct._refuse("", why, value)
            if not is_action_class(class_of(value)):
                struct._refuse(name, expected("a subclass of ConfigurableAction, or an action", value), value)
        config = struct._config
        return {
            name: new_action(value, config, f"{self.name}.{name}", at, label) for name, value in pairs.items()
        }

    def make_value(self, config: Any) -> Any:
        """The struct of a new config, with the default actions."""
        default = actions_in(self.default)
        if default is None:
            error = TypeError(expected("a mapping of names to actions", self.default))
            self._refuse(config, error, self.default, self.source)
        for name, value in default.items():
            why = name_fault(name)
            if not why and not is_action_class(class_of(value)):
                why = f"{name}: {expected('a subclass of ConfigurableAction, or an action', value)}"
            if why:
                self._refuse(config, ValueError(why), value, self.source)
        items = {
            name: default_action(value, config, f"{self.name}.{name}", self.source)
            for name, value in default.items()
        }
        return self.StructClass(config, self, items)

    def expects(self) -> str:
        return "a struct of actions, a SimpleNamespace of actions, or None"

    # -- what the traversals ask ---------------------------------------------------------------

    def rename(self, instance: Any) -> None:
        """Give the actions their full paths."""
        path = join_path(instance._name, self.name)
        for name, action in instance.__dict__[self.name]._items.items():
            action._rename(join_path(path, name))

    def validate(self, instance: Any) -> None:
        """Validate every action.

        Raises
        ------
        FieldValidationError
            If one of them cannot be used.
        """
        faults: list[Exception] = []
        self.add_faults(instance, faults)
        if faults:
            raise FieldValidationError.of_all(faults)

    def add_faults(self, instance: Any, faults: list[Exception]) -> None:
        for action in instance.__dict__[self.name]:
            try:
                _method(action, "validate")()
            except Exception as error:
                faults += faults_in(error)

    def freeze(self, instance: Any) -> None:
        """Freeze every action; the struct asks the config."""
        for action in instance.__dict__[self.name]:
            _method(action, "freeze")()

    def children(self, value: Any) -> Iterable[tuple[str, Any]]:
        return [(f".{name}", action) for name, action in sorted(value._items.items())]

    def own_parts(self, value: Any) -> dict[str, Any]:
        names = sorted(value._items)
        return {"": names, **{f".{name}": type_name(type(value._items[name])) for name in names}}

    def enter(self, value: Any, path: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        return value._named(path[0]), path[1:]

    def plain(self, value: Any) -> Any:
        return {name: _method(action, "toDict")() for name, action in value._items.items()}

    def tree(self, value: Any, tree_of: Callable[..., Any]) -> Any:
        return {name: tree_of(action, class_head(action)) for name, action in value._items.items()}

    def schema(self, value: Any, defs: Any) -> dict[str, Any]:
        """The schemas of the actions that are there by default, and of others that are named."""
        schema = defs.mapping({name: defs.or_other(each, "$class") for name, each in value._items.items()})
        if defs.complete:
            new = {"type": "object", "properties": {"$class": {"type": "string"}}, "required": ["$class"]}
            schema["additionalProperties"] = new
        return {"description": self.doc_with_unit(), **schema, "default": defs.plain(self.plain(value))}

    def set_tree(self, config: Any, tree: Any, reader: Any) -> None:
        """Put the actions that a data file names into the place of those that are there."""
        actions = reader.mapping(config, self, tree)
        if actions is None:
            return
        struct = config.__dict__[self.name]
        before = struct._items
        self.__set__(config, None)
        for name in actions:
            with reader.at(actions, name):
                values = reader.mapping(config, self, actions[name])
                old = before.get(name)
                new = (
                    reader.class_named(values, ConfigurableAction, None if old is None else type(old)) or old
                )
                if new is None:
                    struct._refuse(name, "expected the class of a new action: $class: module.Class", name)
                struct.update = {str(name): new}
                reader.read(struct._items[name], values)

    def statements(self, path: str, value: Any) -> list[str]:
        items = value._items
        lines = [set_statement(f"{path}.{name}", items[name], "()") for name in sorted(items)]
        # What no file can import has to be there already.
        kept = [name for name in sorted(items) if importable_name(type(items[name]), path) is None]
        first = f"{path}.remove=[name for name in {path}.fieldNames if name not in {kept}]"
        return ["\n".join([first if kept else f"{path}=None", *lines])]

    def copied(self, value: Any, config: Any) -> Any:
        items = {name: action.__deepcopy__({}) for name, action in value._items.items()}
        return self.StructClass(config, self, items)

    def exported(self, value: Any, shared: dict[int, Any]) -> Any:
        return {name: (type(action), export_state(action, shared)) for name, action in value._items.items()}

    def imported(self, exported: Any, config: Any) -> Any:
        items = {name: import_state(*state) for name, state in exported.items()}
        return self.StructClass(config, self, items)

    def snapshot(self, value: Any) -> Any:
        return value._items

    def restore(self, value: Any, snapshot: Any) -> None:
        set_items(value, snapshot)

    def describe_default(self) -> str:
        classes = names_of_classes(actions_in(self.default))
        return ", ".join(f"{name}={cls}" for name, cls in classes.items())

    def _type_words(self) -> str:
        return "struct of actions"
