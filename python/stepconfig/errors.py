"""Every exception of the package; each builds its own text from its attributes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .names import class_words, described, join_path, nearest, type_name

__all__ = [
    "BorrowError",
    "ClosedLibraryError",
    "ConfigError",
    "ControlError",
    "DataError",
    "DiscardedOverridesWarning",
    "FieldValidationError",
    "LibraryError",
    "FileAccessError",
    "MissingFileError",
    "OverrideFileError",
    "ParameterErrors",
    "ParameterFileError",
    "ParameterWarning",
    "PlainAttributeError",
    "PluginError",
    "PluginWarning",
    "ReferenceFileError",
    "RegistryError",
    "RemovedFieldError",
    "RenamedFieldWarning",
    "StepClassError",
    "TargetError",
    "UnexpectedProxyUsageError",
    "UnknownAttributeError",
    "UnknownChoiceError",
    "UnknownNameError",
    "UsageError",
    "message_of",
]


_NOTHING: Mapping[str, str] = {}


def message_of(error: BaseException) -> str:
    """The text of an exception of anybody's, also of one that fails to make it.

    Parameters
    ----------
    error : BaseException
        The exception.

    Examples
    --------
    >>> message_of(ValueError("no stars"))
    'no stars'
    """
    try:
        return str(error)
    except Exception as failure:
        return f"its text cannot be made ({type_name(type(failure))})"


class ConfigError(ValueError):
    """Something about a configuration is wrong; the base of this package's errors, those about data apart."""


class RenamedFieldWarning(FutureWarning):
    """A field was used under a name that it had formerly."""


class UnknownNameError(ConfigError, AttributeError, KeyError):
    """A name that no field has, by whatever door it came.

    Parameters
    ----------
    name : str
        The name that is not known.
    owner : str
        What was asked for it, for example the type of the config.
    path : str, optional
        Full path of what was asked; empty for a config that stands by itself.
    known : iterable of str, optional
        The names that there are.
    kind : str, optional
        What the name should be the name of.
    location : Location or None, optional
        Where the name was used.
    former : mapping, optional
        Names that there were, each with the one that is to be suggested in its place.
    elsewhere : iterable of str, optional
        Full paths at which there is something of that name, or of one that looks like it.

    Attributes
    ----------
    name, owner, path, kind, location, elsewhere
        As given.
    fullname : str
        The path with the name.
    suggestions : list of str
        The known names that look most like it.
    """

    def __init__(
        self,
        name: str,
        owner: str,
        path: str = "",
        known: Iterable[str] = (),
        kind: str = "field",
        location: Any = None,
        former: Mapping[str, str] = _NOTHING,
        elsewhere: Iterable[str] = (),
    ) -> None:
        super().__init__(name)
        self.name = name
        self.owner = owner
        self.path = path
        self.kind = kind
        self.location = location
        self._known = known
        self._former = former
        self.elsewhere = list(elsewhere)

    _former: Mapping[str, str] = _NOTHING
    elsewhere: Sequence[str] = ()

    @property
    def fullname(self) -> str:
        """The path with the unknown name at its end."""
        return join_path(self.path, str(self.name))

    @property
    def suggestions(self) -> list[str]:
        """Where else the name is; then the known names that look most like it, or were called so."""
        return list(dict.fromkeys([*self.elsewhere, *self._nearest()]))[:3]

    def _nearest(self) -> list[str]:
        """The nearest of the known names and the former ones, as they are called now."""
        found = nearest(self.name, [*self._known, *self._former, *self.other_names])
        return [self._former.get(each, each) for each in found]

    other_names: Sequence[str] = ()

    def __str__(self) -> str:
        text = f"{self.owner} has no {self.kind} '{self.fullname}'"
        suggestions = self.suggestions
        if suggestions:
            text += f"; did you mean {' or '.join(repr(name) for name in suggestions)}?"
        elif known := sorted(self._known):
            shown = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
            text += f"; it has: {shown}"
        else:
            text += "; it has none"
        if self.location is not None:
            text += f"\n  named at {_place(self.location)}"
        return text

    def __reduce__(self) -> tuple[Any, ...]:
        known, former = list(self._known), dict(self._former)
        arguments = (
            *(self.name, self.owner, self.path, known, self.kind, self.location, former),
            list(self.elsewhere),
        )
        notes = getattr(self, "__notes__", [])
        return type(self), arguments, {"__notes__": notes} if notes else None


class PlainAttributeError(UnknownNameError):
    """An attribute of the class of a config, which is no field, and which nobody can set on a config."""

    def __str__(self) -> str:
        text = (
            f"{self.owner} has no field '{self.fullname}': {self.name} is a plain class attribute;"
            f" declare it as a Field: {self.name} = Field('What it means.', ...)"
        )
        return text if self.location is None else f"{text}\n  named at {_place(self.location)}"


class RemovedFieldError(UnknownNameError):
    """A name that a field had which the class has no more.

    Parameters
    ----------
    name : str
        The name.
    owner : str
        The type of the config.
    path : str, optional
        Full path of the config; empty for one that stands by itself.
    doc : str, optional
        What the field meant.
    since : str or None, optional
        The version that has it no more.
    hint : str or None, optional
        What to do in its place.
    location : Location or None, optional
        Where the name was used.

    Attributes
    ----------
    name, owner, path, doc, since, hint, location
        As given.
    """

    def __init__(
        self,
        name: str,
        owner: str,
        path: str = "",
        doc: str = "",
        since: str | None = None,
        hint: str | None = None,
        location: Any = None,
    ) -> None:
        super().__init__(name, owner, path, location=location)
        self.doc = doc
        self.since = since
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.owner} has no field '{self.fullname}' any more"
        if self.since:
            text += f"; it was removed in {self.since}"
        if self.hint:
            text += f": {' '.join(self.hint.split())}"
        if self.location is not None:
            text += f"\n  named at {_place(self.location)}"
        return f"{text}\n  {self.name}: {' '.join(self.doc.split())}"

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (self.name, self.owner, self.path, self.doc, self.since, self.hint, self.location)
        return type(self), arguments, *super().__reduce__()[2:]


class FieldValidationError(ConfigError):
    """A value that its field does not accept, or a write that the config does not allow.

    Parameters
    ----------
    field : Field
        The field concerned.
    config : Config
        The config that holds it.
    msg : str
        Why: what was expected, and what came.
    value : object, optional
        The value that was refused.
    location : Location or None, optional
        Who set it.

    Attributes
    ----------
    fieldType, fieldName, fullname, history, fieldSource, configSource
        As in pex_config: the field's class, its name and full path, its history so far, and where the
        field and the config class are defined.
    path : str
        The same as ``fullname``.
    value : object
        The value that was refused.
    location : Location or None
        Who set it.
    faults : list of Exception
        Every fault that ``validate`` found; this error itself if it is the only one.
    """

    _placed = "set at"

    def __init__(self, field: Any, config: Any, msg: str, *, value: Any = None, location: Any = None) -> None:
        ConfigError.__init__(self, msg)
        self.fieldType = type(field)
        self.fieldName = field.name
        self.fullname = join_path(config._name, field.name)
        self.configType = type(config)
        self.declaredIn = class_words(getattr(field, "_declared_in", type(config)))
        self.fieldSource = field.source
        self.configSource = type(config)._source
        self.fieldDoc = field.doc
        self.why = msg
        self.value = value
        self.location = location
        self.faults: list[Exception] = [self]
        self._kind = type(field).__name__
        self._field = field
        self._config = config

    @property
    def path(self) -> str:
        """Full path of the field."""
        return self.fullname

    @property
    def history(self) -> Any:
        """The history of the field so far."""
        return [] if self._config is None else self._field.entries(self._config)

    @classmethod
    def of_all(cls, faults: Sequence[Exception]) -> Exception:
        """One error for all the faults of a validation: the attributes of the first, and all in ``faults``.

        A single fault comes back as it is.
        """
        first = faults[0]
        if len(faults) == 1:
            return first
        if not isinstance(first, FieldValidationError):
            return ValidationFaults(faults)
        whole = cls.__new__(type(first), first.why)
        ConfigError.__init__(whole, first.why)
        whole.__dict__.update(first.__dict__, faults=list(faults))
        return whole

    def describe(self) -> str:
        """The text of this fault alone."""
        first = f"{self._kind} '{self.fullname}' failed validation: {self.why}"
        places = []
        if self.location is not None:
            places.append(f"{self._placed} {_place(self.location)}")
        if self.fieldSource is not None:
            places.append(f"declared at {self.fieldSource} in {self.declaredIn}")
        doc = " ".join(self.fieldDoc.split())
        lines = [first, f"  {'; '.join(places)}"] if places else [first]
        return "\n".join([*lines, f"  {self.fieldName}: {doc}"])

    def __str__(self) -> str:
        if len(self.faults) == 1:
            return self.describe()
        return _list_of_faults(self.faults)

    def __reduce__(self) -> tuple[Any, ...]:
        state = {**self.__dict__, "_config": None, "_field": None, "value": _portable(self.value)}
        for name in ("configType", "fieldType"):
            state[name] = _importable(state[name])
        for name in ("configSource", "fieldSource"):
            state[name] = None if state[name] is None else str(state[name])
        state["location"] = None if self.location is None else _place(self.location)
        state["faults"] = None if self.faults == [self] else self.faults
        return _unpickled, (type(self), self.why, state)


def _unpickled(cls: type[FieldValidationError], why: str, state: dict[str, Any]) -> FieldValidationError:
    error = cls.__new__(cls, why)
    ConfigError.__init__(error, why)
    error.__dict__.update(state)
    error.faults = [error] if state["faults"] is None else state["faults"]
    return error


def _portable(value: Any) -> Any:
    """The value if it is plain data, else its description: the rest may not survive a pickle."""
    if value is None or type(value) in (str, bool, int, float, complex):
        return value
    if type(value) in (list, tuple):
        return type(value)(map(_portable, value))
    if type(value) is dict:
        return {_portable(key): _portable(item) for key, item in value.items()}
    return described(value)


def _importable(cls: type) -> Any:
    """The class if another process can import it, else its name."""
    found: Any = sys.modules.get(cls.__module__)
    for part in cls.__qualname__.split("."):
        found = getattr(found, part, None)
    return cls if found is cls else type_name(cls)


class UnknownAttributeError(FieldValidationError, UnknownNameError):
    """An attribute that the value of a field does not have, the list of a list field for instance.

    Parameters
    ----------
    field : Field
        The field concerned.
    config : Config
        The config that holds it.
    name : str
        The name that is not known.
    holder : type
        Type of the value.
    location : Location or None, optional
        Where the name was used.
    """

    fullname: str = ""
    path: str = ""
    _placed = "named at"

    def __init__(self, field: Any, config: Any, name: str, holder: type, location: Any = None) -> None:
        known = [each for each in dir(holder) if each[0] != "_"]
        close = nearest(name, known)
        hint = f"did you mean {close[0]!r}?" if close else "set items, or the whole field"
        why = f"a {holder.__name__} has no attribute {name!r}; {hint}"
        FieldValidationError.__init__(self, field, config, why, location=location)
        self.path = self.fullname
        self.name = name
        self.owner = type_name(holder)
        self.kind = "attribute"
        self._known = known


class UnknownChoiceError(FieldValidationError, UnknownNameError):
    """A name that is none of those among which a field chooses.

    Parameters
    ----------
    field : Field
        The field concerned.
    config : Config
        The config that holds it.
    name : object
        The name that is not known.
    known : iterable
        The names that there are.
    location : Location or None, optional
        Where the name was used.
    """

    fullname: str = ""
    path: str = ""

    def __init__(
        self, field: Any, config: Any, name: Any, known: Iterable[Any], location: Any = None
    ) -> None:
        words = [str(each) for each in known]
        close = nearest(name, words)
        if close:
            hint = f"did you mean {' or '.join(map(repr, close))}?"
        else:
            hint = (
                f"there is {', '.join(words[:8])}{', ...' * (len(words) > 8)}" if words else "there is none"
            )
        why = f"there is no choice {described(name)}; {hint}"
        FieldValidationError.__init__(self, field, config, why, value=name, location=location)
        self.path = self.fullname
        self.name = name if isinstance(name, str) else described(name)
        self.owner = type_name(type(field))
        self.kind = "choice"
        self._known = words


def faults_in(error: Exception) -> list[Exception]:
    """The faults that an error of this package lists; of any other error itself."""
    faults: list[Exception] = getattr(error, "faults", [error]) if isinstance(error, ConfigError) else [error]
    return faults


class ValidationFaults(ConfigError):
    """Several faults, the first of which is a user's own exception.

    Parameters
    ----------
    faults : sequence of Exception
        The faults, in the order in which they were found.
    """

    def __init__(self, faults: Sequence[Exception]) -> None:
        super().__init__(faults)
        self.faults = list(faults)

    def __str__(self) -> str:
        return _list_of_faults(self.faults)


def _list_of_faults(faults: Sequence[Exception]) -> str:
    texts = []
    for fault in faults:
        text = fault.describe() if isinstance(fault, FieldValidationError) else str(fault)
        texts.append(text if isinstance(fault, ConfigError) else f"{type(fault).__name__}: {text}")
    return f"{len(faults)} faults:\n" + "\n".join(texts)


class OverrideFileError(ConfigError):
    """An override file that cannot be read or written, or names what it must not."""


class FileAccessError(OverrideFileError, OSError):
    """An override file that the system does not let be read or written."""


class MissingFileError(FileAccessError, FileNotFoundError):
    """An override file, or the folder that it is to be in, that does not exist."""


class ParameterFileError(ConfigError):
    """A parameter file that cannot be read, or whose content is wrong.

    Parameters
    ----------
    why : str
        What is wrong, with the remedy.
    location : Location or None, optional
        Where in the file.
    """

    def __init__(self, why: str, location: Any = None) -> None:
        super().__init__(why)
        self.why = why
        self.location = location

    def __str__(self) -> str:
        return self.why if self.location is None else f"{_place(self.location)}: {self.why}"


class UnknownKeyError(ParameterFileError):
    """A key at which parameter files have nothing, neither at their top nor in a step."""


class ParameterWarning(UserWarning):
    """Something in reference parameters that this software does not know; it is passed over."""


class ParameterErrors(ConfigError):
    """The faults of all sources of parameters together.

    Parameters
    ----------
    faults : sequence of Exception
        The faults, in the order of the sources.
    """

    def __init__(self, faults: Sequence[Exception]) -> None:
        super().__init__(faults)
        self.faults = list(faults)

    def __str__(self) -> str:
        return str(self.faults[0]) if len(self.faults) == 1 else _list_of_faults(self.faults)


class ReferenceFileError(ConfigError):
    """A reference file that nobody can give, or rules for choosing one that are malformed.

    Parameters
    ----------
    why : str
        What is wrong, with the remedy.
    location : Location or None, optional
        The rule, where there is one.
    """

    def __init__(self, why: str, location: Any = None) -> None:
        super().__init__(why)
        self.why = why
        self.location = location

    def __str__(self) -> str:
        return self.why if self.location is None else f"{_place(self.location)}: {self.why}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.why, self.location)


class ControlError(ConfigError):
    """A C++ control object that cannot be made, or that is not one of the config's."""


class StepClassError(ConfigError, TypeError):
    """A name that should be that of a step class, and is not."""


class UsageError(ConfigError):
    """A command line that cannot be understood."""


class DataError(ValueError):
    """Data that cannot be opened or saved: the message names the file, what was expected, and the remedy."""


class LibraryError(RuntimeError):
    """A library of models is used in a way that would lose data, or lose track of them."""


class BorrowError(LibraryError):
    """A model is borrowed twice, given back without having been borrowed, or not given back."""


class ClosedLibraryError(LibraryError):
    """A model is borrowed outside of the ``with`` block of its library."""


class RegistryError(ConfigError, RuntimeError):
    """A name that a registry has already."""


class TargetError(ConfigError, TypeError, AttributeError):
    """What cannot be registered, or configured: it cannot be called, or its ConfigClass is none that fits."""


class PluginError(ConfigError):
    """A plug-in of an installed package that cannot be used, or whose name several packages have.

    Parameters
    ----------
    name : str
        Name of the plug-in.
    why : str
        What is wrong, with the packages and the remedy.
    """

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name = name
        self.why = why

    def __str__(self) -> str:
        return f"the plug-in {self.name!r} {self.why}"


class PluginWarning(UserWarning):
    """A plug-in of an installed package is left out: it cannot be used."""


class UnexpectedProxyUsageError(TypeError):
    """A proxy of a config's container was used as if it could stand by itself, for example pickled."""


class DiscardedOverridesWarning(UserWarning):
    """Values that somebody had set are left behind: they belong to what has just been replaced.

    Parameters
    ----------
    what : str
        What happened.
    discarded : sequence of (str, Location)
        Full path of each value that no longer counts, and who set it.

    Attributes
    ----------
    what, discarded
        As given.
    """

    def __init__(self, what: str, discarded: Sequence[tuple[str, Any]] = ()) -> None:
        super().__init__(what, discarded)
        self.what = what
        self.discarded = list(discarded)

    def __str__(self) -> str:
        places = [f"  {path}, set at {_place(location)}" for path, location in self.discarded]
        return "\n".join([self.what, *places])


def _place(location: Any) -> str:
    content = getattr(location, "content", "")
    if getattr(location, "filename", "") or not content:
        return str(location)
    return f"{location}: {content}"


def expected(what: str, value: object) -> str:
    """The usual reason of a refusal.

    Examples
    --------
    >>> expected("float in [0, 100]", "high")
    "expected float in [0, 100], got 'high' (str)"
    """
    return f"expected {what}, got {described(value)}"
