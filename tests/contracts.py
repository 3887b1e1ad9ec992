"""Contracts that every implementation of a kind of thing passes; the tests apply them."""

import contextlib
import copy
import inspect
import math
import os
import pickle
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from stepconfig import (
    Config,
    ConfigField,
    Field,
    FieldValidationError,
    ParameterWarning,
    ReferenceFileError,
    ReferenceProvider,
    RenamedFieldWarning,
    Source,
)
from stepconfig.config.former import forget_places
from stepconfig.errors import ParameterErrors
from stepconfig.sources.assignment import Layer
from stepconfig.sources.layering import UnknownParameterError, resolve
from stepconfig.sources.order import ORDER
from stepconfig.sources.source import layer_from
from tests.steps.samples import ReducePipeline

__all__ = ["check_deprecated", "check_field", "check_provider", "check_renamed", "check_source", "holder"]


def check_field(
    field_factory: Callable[..., Field[Any]],
    good: Iterable[tuple[Any, Any]],
    bad: Iterable[Any],
    *,
    required: bool = True,
) -> None:
    """Check that a kind of field keeps all the promises that fields make.

    Parameters
    ----------
    field_factory : callable
        Makes a new field each time; takes the keywords ``doc``, ``default``, ``deprecated`` and, if the
        value may be None, ``optional``, and fills in what it is not given.
    good : iterable of (object, object)
        At least two values that the field accepts, each with what ``toDict`` gives for it. The plain
        values have to differ from each other.
    bad : iterable
        At least one value that the field refuses.
    required : bool, optional
        Can the value be None at all? False for fields whose value is always there.
    """
    good, bad = list(good), list(bad)
    assert len(good) >= 2
    assert bad
    for check in _CHECKS:
        check(field_factory, good, bad)
    if required:
        for check in _CHECKS_WITH_NONE:
            check(field_factory, good)


@contextlib.contextmanager
def holder(field: Field[Any], name: str = "f") -> Iterator[type[Config]]:
    """A config class with one field, which can be imported as long as the ``with`` block lasts."""
    module = sys.modules[__name__]
    cls = type(Config)("Holder", (Config,), {name: field, "__module__": __name__, "__doc__": "A holder."})
    assert not hasattr(module, "Holder")
    module.Holder = cls  # type: ignore[attr-defined]
    try:
        yield cls
    finally:
        del module.Holder  # type: ignore[attr-defined]


def same(one: Any, other: Any) -> bool:
    """Equality of plain values of equal types, by which nan is nan and -0.0 is not 0.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one), list(other)) and same(list(one.values()), list(other.values()))
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, float):
        return (one == other or (one != one and other != other)) and math.copysign(1, one) == math.copysign(
            1, other
        )
    return bool(one == other)


def _plain(config: Any) -> Any:
    return config.toDict()["f"]


def _told(config: Any) -> list[list[Any]]:
    """What the history of the field says."""
    return [
        [entry.value, entry.label, entry.layer, entry.sequence, str(entry.location)]
        for entry in config.history["f"]
    ]


def _own_history(config: Any) -> list[Any]:
    """The entries of the field and of everything below it."""
    entries = list(config.history["f"])
    value = getattr(config, "f")  # noqa: B009 - not what a type checker can know
    if isinstance(value, Config):
        for name in value:
            entries += value.history[name]
    return entries


def _doors(value: Any) -> dict[str, Callable[[Any], Any]]:
    """Every way to set a field of an existing config."""
    return {
        "attribute": lambda config: setattr(config, "f", value),
        "update": lambda config: config.update(f=value),
        "the field": lambda config: config._fields["f"].__set__(config, value),
    }


def check_description(factory: Any, good: Any, bad: Any) -> None:
    """A field has a doc, which cannot be empty, and tells what it expects in words."""
    field = factory(doc="What it means.")
    assert field.doc == "What it means."
    assert field.expects()
    assert field.describe_type()
    for empty in ("", "  \n"):
        with pytest.raises(ValueError, match="doc"):
            factory(doc=empty)


def check_place(factory: Any, good: Any, bad: Any) -> None:
    """The class gives the field itself, which knows its name and where it is declared."""
    field = factory()
    assert field.source.lineno > 0
    with holder(field) as cls:
        assert cls.f is field
        assert cls._fields == {"f": field}
        assert field.name == "f"
        assert repr(field).startswith(f"<{type(field).__name__} f: ")


def check_inheritance(factory: Any, good: Any, bad: Any) -> None:
    """A subclass has a copy of the field; what is changed there does not reach the base."""
    with holder(factory()) as cls:
        before = cls.f.default
        sub = type(Config)("Sub", (cls,), {"__module__": __name__})
        assert type(sub.f) is type(cls.f)
        assert sub.f is not cls.f
        sub.f.default = good[0][0]
        assert cls.f.default is before
        assert same(_plain(sub()), good[0][1])


def check_good_values(factory: Any, good: Any, bad: Any) -> None:
    """A good value is stored, as the same plain value by every door, with one entry for each write."""
    with holder(factory()) as cls:
        for value, plain in good:
            assert same(_plain(cls(f=value)), plain)
            for door, set_value in _doors(value).items():
                config = cls()
                before = len(config.history["f"])
                set_value(config)
                assert same(_plain(config), plain), door
                assert len(config.history["f"]) == before + 1, door
                entry = config.history["f"][-1]
                assert entry.label == ("update" if door == "update" else "assignment")
                assert len(list(entry)) == 3
                if door != "the field":
                    assert entry.location.filename == __file__, door


def check_bad_values(factory: Any, good: Any, bad: Any) -> None:
    """A bad value is refused by every door, and leaves value and history as they were."""
    with holder(factory(default=good[0][0])) as cls:
        for value in bad:
            with pytest.raises(FieldValidationError):
                cls(f=value)
            for door, set_value in _doors(value).items():
                config = cls()
                entries = _own_history(config)
                with pytest.raises(FieldValidationError) as caught:
                    set_value(config)
                error = caught.value
                assert str(error).startswith(f"{type(cls.f).__name__} 'f' failed validation: "), door
                assert (error.fieldName, error.fullname, error.path) == ("f", "f", "f")
                assert error.fieldType is type(cls.f)
                assert error.history == config.history["f"]
                assert same(_plain(config), good[0][1]), door
                if door != "the field":
                    assert error.location.filename == __file__, door
                assert _own_history(config) == entries, door


def check_defaults(factory: Any, good: Any, bad: Any) -> None:
    """A default is the value of each new config, and none of them can change it."""
    for value, plain in good:
        with holder(factory(default=value)) as cls:
            first, second = cls(), cls()
            assert same(_plain(first), plain)
            first.f = next(other for other, other_plain in good if not same(other_plain, plain))
            assert not same(_plain(first), plain)
            assert same(_plain(second), plain)
            assert same(_plain(cls()), plain)
            entries = cls().history["f"]
            assert {entry.label for entry in entries} == {"default"}
            assert str(entries[0].definition) == str(cls.f.source)


def check_bad_default(factory: Any, good: Any, bad: Any) -> None:
    """A bad default is no error until a config is made."""
    with holder(factory(default=bad[0])) as cls:
        for _ in range(2):
            with pytest.raises(FieldValidationError) as caught:
                cls()
            assert caught.value.fieldSource is cls.f.source
            assert f"declared at {cls.f.source} in " in str(caught.value)


def check_frozen(factory: Any, good: Any, bad: Any) -> None:
    """A frozen config refuses every write by every door; a copy of it can be written."""
    value, _ = good[1]
    with holder(factory(default=good[0][0])) as cls:
        config = cls()
        config.freeze()
        entries = _own_history(config)
        doors = {**_doors(value), "del": lambda config: delattr(config, "f")}
        doors["load"] = lambda config: config.loadFromString("config.f = config.f")
        for door, write in doors.items():
            with pytest.raises(FieldValidationError, match="frozen"):
                write(config)
            assert same(_plain(config), good[0][1]), door
            assert _own_history(config) == entries, door
        thawed = config.copy()
        thawed.f = value
        assert thawed == cls(f=value)
        assert same(_plain(config), good[0][1])


def check_copies(factory: Any, good: Any, bad: Any) -> None:
    """Copies have value and history, and what is done to them stays with them."""
    copiers = (Config.copy, copy.copy, copy.deepcopy, lambda config: pickle.loads(pickle.dumps(config)))
    with holder(factory(default=good[0][0])) as cls:
        config = cls(f=good[1][0])
        entries = len(config.history["f"])
        assert entries == len(cls().history["f"]) + 1
        for copier in copiers:
            other = copier(config)
            assert type(other) is cls
            assert same(_plain(other), good[1][1])
            assert other == config
            assert config.compare(other)
            assert config.diff(other) == []
            assert same(_told(other), _told(config))
            other.f = good[0][0]
            assert same(_plain(config), good[1][1])
            assert other != config
            assert not config.compare(other)
            assert config.diff(other)
            assert len(config.history["f"]) == entries


def check_saved_form(factory: Any, good: Any, bad: Any) -> None:
    """Saving and loading gives the same value, and writes the doc beside it."""
    for value, plain in good:
        with holder(factory(doc="First line.\nSecond line.")) as cls:
            config = cls(f=value)
            text = config.saveToString()
            fresh = cls()
            fresh.loadFromString(text)
            assert same(_plain(fresh), plain)
            assert fresh == config
            assert fresh.saveToString() == text
            assert "# First line.\n# Second line." in text or cls.f.holds_configs


def check_help(factory: Any, good: Any, bad: Any) -> None:
    """The page of the class shows the field with its doc."""
    with holder(factory(doc="A doc that is looked for.")) as cls:
        page = inspect.getdoc(cls)
        assert "A doc that is looked for." in page
        assert "\nf : " in page


def check_deprecated(factory: Any, good: Any, bad: Any = ()) -> None:
    """A deprecated field says so, warns the line that assigns it, and is saved only if somebody set it."""
    with holder(factory(doc="What it means.", deprecated="use g")) as cls:
        assert cls.f.doc == "What it means. Deprecated: use g"
        assert "config.f" not in cls().saveToString()
        assert cls().names() == []
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            config = cls(f=good[0][0])
            config.update(f=good[1][0])
            copies = [config.copy(), copy.deepcopy(config), pickle.loads(pickle.dumps(config))]
            text = config.saveToString()
        assert copies == [config] * 3
        assert "config.f" in text
        assert config.names()
        fresh = cls()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fresh.loadFromString(text)
        assert fresh == config
        config = cls()
        with pytest.warns(FutureWarning, match="use g") as caught:
            config.f = good[0][0]
        assert [warning.filename for warning in caught] == [__file__]
        assert same(_plain(config), good[0][1])


def check_renamed(factory: Any, good: Any, bad: Any = ()) -> None:
    """By every door an old name reaches the field and warns once; nothing that is told or saved has it."""
    field = factory()
    field.renamed_from = ("old", "older")
    with holder(field) as cls:
        for value, plain in good:
            saved = cls(f=value).saveToString().replace("config.f", "config.older")
            for door, write in _doors_of_old_names(value, saved).items():
                forget_places()
                config = cls()
                with pytest.warns(
                    RenamedFieldWarning, match="the field 'old(er)?' of .* called 'f' now"
                ) as told:
                    config = write(config) or config
                if "file" not in door:
                    assert [warning.filename for warning in told] == [__file__], door
                assert same(_plain(config), plain), door
                _check_only_new_name(cls, config)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for value in bad:
                with pytest.raises(FieldValidationError, match="'f' failed validation"):
                    config.update(old=value)
        _check_warns_once(cls, good)


def _doors_of_old_names(value: Any, saved: str) -> dict[str, Callable[[Any], Any]]:
    """Every way to set a field by an old name; a new config is what is returned."""
    return {
        "attribute": lambda config: setattr(config, "old", value),
        "keyword": lambda config: type(config)(older=value),
        "update": lambda config: config.update(old=value),
        "the class": lambda config: type(config).old.__set__(config, value),
        "file": lambda config: config.loadFromString(saved),
        "file for the interpreter": lambda config: config.loadFromString(f"if True: pass\n{saved}"),
    }


def _check_only_new_name(cls: Any, config: Any) -> None:
    assert list(config) == list(config.keys()) == list(config.toDict()) == list(config.history) == ["f"]
    assert "old" not in config
    told = " ".join([*config.names(), *dir(config), *dir(cls)])
    assert not re.search(r"\bold(er)?\b", told)
    for text in (config.saveToString(), repr(config), str(config)):
        assert not re.search(r"\bold(er)?\b", text)
    assert ", formerly old, older" in " ".join(inspect.getdoc(cls).split())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert config.old is config.f
        assert config.history["old"] == config.history["f"]
        assert config.formatHistory("old") == config.formatHistory("f")


def _check_warns_once(cls: Any, good: Any) -> None:
    """One place is told once, whatever Python has been asked to show."""
    forget_places()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for value, _ in [*good, *good]:
            cls(old=value)
    assert [warning.category for warning in told] == [RenamedFieldWarning]


def check_full_names(factory: Any, good: Any, bad: Any) -> None:
    """In a nested config the errors of the field tell the full path."""
    with holder(factory()) as cls:
        fields = {"inner": ConfigField("Inside.", cls), "__module__": __name__}
        middle = type(Config)("Middle", (Config,), fields)
        outer = type(Config)("Outer", (Config,), {"middle": ConfigField("Inside.", middle)})
        with pytest.raises(FieldValidationError) as caught:
            outer().middle.inner.f = bad[0]
        assert caught.value.fullname == "middle.inner.f"


_CHECKS = (
    check_description,
    check_place,
    check_inheritance,
    check_good_values,
    check_bad_values,
    check_defaults,
    check_bad_default,
    check_frozen,
    check_copies,
    check_saved_form,
    check_help,
    check_deprecated,
    check_renamed,
    check_full_names,
)


def check_none(factory: Any, good: Any) -> None:
    """None is accepted always, and refused by validate() unless the field is optional."""
    with holder(factory(optional=False)) as cls:
        config = cls()
        assert config.f is None
        with pytest.raises(FieldValidationError, match="a value is required, got None"):
            config.validate()
        config.f = good[0][0]
        config.validate()
        config.f = None
        assert config.toDict() == {"f": None}
        with pytest.raises(FieldValidationError):
            config.validate()
    with holder(factory(optional=True)) as cls:
        config = cls()
        config.validate()
        config.f = None
        config.validate()
        fresh = cls(f=good[0][0])
        fresh.loadFromString(config.saveToString())
        assert fresh.f is None
        assert fresh == config


def check_deletion(factory: Any, good: Any) -> None:
    """Deleting sets None, and the history says that it was a deletion."""
    with holder(factory()) as cls:
        config = cls(f=good[0][0])
        del config.f
        assert config.f is None
        assert list(config.history["f"][-1])[::2] == [None, "deletion"]


_CHECKS_WITH_NONE = (check_none, check_deletion)


# -- sources ---------------------------------------------------------------------------------------


def check_source(make: Callable[[dict[str, str]], Layer | Source], *, is_strict: bool = True) -> None:
    """Check that a source keeps all the promises that the resolver relies on.

    Parameters
    ----------
    make : callable
        Makes the source, or its layer, from what it shall say: dotted paths of `ReducePipeline`, each with
        its value as a user would write it.
    is_strict : bool, optional
        Is an unknown name an error? If not, it is a warning.
    """
    for check in (check_rank, check_arrival, check_repetition, check_refusal, check_order_of_faults):
        check(make)
    check_unknown_name(make, is_strict)


def _entry(config: Any, path: str) -> Any:
    *outer, name = path.split(".")
    for part in outer:
        config = getattr(config, part)
    return config.history[name][-1]


def check_rank(make: Any) -> None:
    """It has a place in the order; what it says is a layer of that name, without a fault."""
    source = make({"title": "a"})
    assert isinstance(source, (Layer, Source))
    assert source.name in ORDER
    layer = layer_from(source, ReducePipeline.ConfigClass)
    assert (layer.name, layer.faults) == (source.name, [])


def check_arrival(make: Any) -> None:
    """Each value arrives once, under the source's name, with a place that survives a pickle."""
    given = {"title": "m51", "steps.detect.passes": "3", "steps.scale.factor": "1e-3"}
    config = ReducePipeline().config
    untouched = ReducePipeline().config
    source = make(given)
    resolve(config, [source])
    for path, value in (("title", "m51"), ("steps.detect.passes", 3), ("steps.scale.factor", 0.001)):
        entry = _entry(config, path)
        assert (entry.value, entry.layer) == (value, source.name)
        assert entry.location.content
        assert bool(entry.location.filename) == bool(entry.location.lineno)
        assert pickle.loads(pickle.dumps(entry.location)) == entry.location
    assert config.title == "m51"
    assert len(config.steps.detect.history["passes"]) == 2
    assert config.steps.detect.threshold == untouched.steps.detect.threshold
    assert len(config.steps.detect.history["threshold"]) == len(untouched.steps.detect.history["threshold"])


def check_repetition(make: Any) -> None:
    """It can be applied to several configs, and says the same each time."""
    source = make({"title": "a", "steps.scale.factor": "3"})
    first, second = ReducePipeline().config, ReducePipeline().config
    resolve(first, [source])
    resolve(second, [source])
    assert first == second
    assert str(_entry(first, "title").location) == str(_entry(second, "title").location)


def check_refusal(make: Any) -> None:
    """A value that the field refuses is an error with its path, value and place, and nothing is changed."""
    config = ReducePipeline().config
    with pytest.raises(FieldValidationError) as caught:
        resolve(config, [make({"steps.detect.passes": "many", "title": "a"})])
    assert caught.value.path == "steps.detect.passes"
    assert "expected int, got 'many' (str)" in str(caught.value)
    assert caught.value.location.content
    assert config.title == "night"


def check_order_of_faults(make: Any) -> None:
    """All of its faults are told, and not only the first."""
    with pytest.raises(ParameterErrors) as caught:
        resolve(
            ReducePipeline().config,
            [make({"steps.detect.passes": "many", "steps.scale.factor": "x", "title": "a"})],
        )
    assert {fault.path for fault in caught.value.faults} == {"steps.detect.passes", "steps.scale.factor"}  # type: ignore[attr-defined]


def check_unknown_name(make: Any, is_strict: bool) -> None:
    """An unknown name is told with its place and the nearest name; the rest holds if that is a warning."""
    source = make({"steps.detect.passse": "3", "title": "a"})
    config = ReducePipeline().config
    if is_strict:
        with pytest.raises(UnknownParameterError) as caught:
            resolve(config, [source])
        assert (caught.value.fullname, caught.value.suggestions) == ("steps.detect.passse", ["passes"])
        assert caught.value.location.content
        return
    with pytest.warns(
        ParameterWarning, match="has no parameter 'steps.detect.passse'; did you mean 'passes'"
    ):
        resolve(config, [source])
    assert config.title == "a"


# -- providers of references -------------------------------------------------------------------------


def check_provider(
    provider: ReferenceProvider,
    header: dict[str, Any],
    observatory: str,
    files: dict[str, str],
    parameters: dict[str, str | None],
) -> None:
    """Check that a provider of references keeps all the promises that steps rely on.

    Parameters
    ----------
    provider : ReferenceProvider
        The provider. It knows no type ``unheard``.
    header : dict
        The header of an input.
    observatory : str
        Its observatory.
    files : dict
        The answer for each reference type, ``N/A`` among them; the files are removed.
    parameters : dict
        The answer for each type of parameters, None among them.
    """
    assert isinstance(provider, ReferenceProvider)
    assert provider.name
    question = dict(header)
    for _ in range(2):
        for reference_type, path in files.items():
            assert provider.get_reference_file(question, reference_type, observatory) == path
        for reference_type, path in parameters.items():
            assert provider.get_parameter_file(question, reference_type, observatory) == path
    assert question == header
    for path in (*files.values(), *parameters.values()):
        assert path in ("N/A", None) or (os.path.isabs(path) and os.path.exists(path))
    check_prefetch(provider, header, observatory, files)
    check_missing_files(provider, header, observatory, files, parameters)


def check_prefetch(provider: Any, header: Any, observatory: str, files: dict[str, str]) -> None:
    """Several files at once are the same as one by one, and each is told; all that is wrong is told."""
    told: list[tuple[str, str]] = []
    progress = lambda reference_type, path: told.append((reference_type, path))  # noqa: E731
    assert provider.prefetch(header, [*files, *files], observatory, progress) == files
    assert told == [*files.items()]
    assert provider.prefetch(header, iter(files), observatory) == files
    assert provider.prefetch(header, [], observatory) == {}
    for unknown in (["unheard"], ["unheard", *files], ["unheard", "unseen"]):
        with pytest.raises(ReferenceFileError) as caught:
            provider.prefetch(header, unknown, observatory)
        assert all(each in str(caught.value) for each in unknown if each not in files)


def check_missing_files(
    provider: Any, header: Any, observatory: str, files: dict[str, str], parameters: dict[str, Any]
) -> None:
    """A type that nobody knows, and a file that is gone, are errors that name the type."""
    with pytest.raises(ReferenceFileError, match="unheard"):
        provider.get_reference_file(header, "unheard", observatory)
    assert provider.get_parameter_file(header, "pars-unheard", observatory) is None
    for reference_type, path in files.items():
        if path != "N/A":
            os.remove(path)
            with pytest.raises(ReferenceFileError, match=reference_type):
                provider.get_reference_file(header, reference_type, observatory)
    for reference_type, parameter_file in parameters.items():
        if parameter_file is not None:
            os.remove(parameter_file)
            with pytest.raises(ReferenceFileError, match=reference_type):
                provider.get_parameter_file(header, reference_type, observatory)
