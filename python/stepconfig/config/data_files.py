"""What a config does with data files: YAML, ASDF, JSON and TOML; how, is known to a floor above."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..errors import MissingFileError, OverrideFileError
from .override import DATA_SUFFIXES, path_of

if TYPE_CHECKING:
    from typing import Self

__all__ = ["InDataFiles", "data_path", "formats", "load_data", "save_data", "serve_by"]

_serving: list[Callable[[], Any]] = []


def serve_by(load: Callable[[], Any]) -> None:
    """Say what loads the module that writes and reads data files: it is not loaded before it is needed.

    Parameters
    ----------
    load : callable
        Gives the module.
    """
    _serving[:] = [load]


def formats() -> Any:
    """The module that writes and reads data files."""
    return _serving[0]()


def data_path(filename: Any) -> str | None:
    """The path of a data file; None if the name is none of one."""
    path = path_of(filename)
    return os.path.abspath(path) if os.path.splitext(path)[1].lower() in DATA_SUFFIXES else None


def load_data(config: Any, path: str, trusted: Iterable[str] | None) -> None:
    """Set what a data file says, all or nothing.

    Raises
    ------
    MissingFileError
        If there is no such file.
    ConfigError
        If something is wrong with it.
    """
    formats().load(config, _existing(path), trusted)


def save_data(config: Any, path: str) -> None:
    """Write a data file atomically.

    Raises
    ------
    ParameterFileError
        If it cannot be written.
    """
    formats().save(config, path)


def _existing(path: str) -> str:
    if not os.path.lexists(path):
        raise MissingFileError(f"there is no data file {path}")
    return path


class InDataFiles:
    """The methods of a `Config` for data files; nothing in such a file is ever executed."""

    __slots__ = ()

    def to_yaml(self, path: Any = None) -> str:
        """The config as YAML: a mapping with the docs of the fields as comments.

        Parameters
        ----------
        path : str or path, optional
            A file that the text is written to, atomically.

        Raises
        ------
        ParameterFileError
            If the file cannot be written.
        """
        return _written(self, ".yaml", path)

    def to_asdf(self, path: Any = None) -> str:
        """The config as an ASDF file, under the key ``config``; `to_yaml` has the parameters."""
        return _written(self, ".asdf", path)

    def to_json(self, path: Any = None) -> str:
        """The config as JSON; `to_yaml` has the parameters."""
        return _written(self, ".json", path)

    def to_toml(self, path: Any = None) -> str:
        """The config as TOML, with the docs of the fields as comments; `to_yaml` has the parameters."""
        return _written(self, ".toml", path)

    @classmethod
    def from_yaml(cls, text: str, *, trusted: Iterable[str] | None = None) -> Self:
        """A new config from YAML: what `to_yaml` gives, or what pex_config wrote.

        Parameters
        ----------
        text : str
            The text. If it names a class, that has to be this one or one derived from it.
        trusted : iterable of str, optional
            The packages whose classes the text may name; by default all.

        Raises
        ------
        ConfigError
            If something is wrong: a `ParameterErrors` if several things are.
        """
        return formats().made_from_text(cls, text, ".yaml", trusted)  # type: ignore[no-any-return]

    @classmethod
    def from_asdf(cls, text: str, *, trusted: Iterable[str] | None = None) -> Self:
        """A new config from the text of an ASDF file; `from_yaml` has the parameters."""
        return formats().made_from_text(cls, text, ".asdf", trusted)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, text: str, *, trusted: Iterable[str] | None = None) -> Self:
        """A new config from JSON; `from_yaml` has the parameters."""
        return formats().made_from_text(cls, text, ".json", trusted)  # type: ignore[no-any-return]

    @classmethod
    def from_toml(cls, text: str, *, trusted: Iterable[str] | None = None) -> Self:
        """A new config from TOML; `from_yaml` has the parameters."""
        return formats().made_from_text(cls, text, ".toml", trusted)  # type: ignore[no-any-return]

    @classmethod
    def from_file(cls, path: Any, *, trusted: Iterable[str] | None = None) -> Self:
        """A new config from a data file, whose suffix says which format it has.

        Parameters
        ----------
        path : str or path
            The file: ``.yaml``, ``.yml``, ``.asdf``, ``.json`` or ``.toml``.
        trusted : iterable of str, optional
            The packages whose classes the file may name; by default all.

        Raises
        ------
        MissingFileError
            If there is no such file.
        ConfigError
            If something is wrong: a `ParameterErrors` if several things are.
        """
        full_path = data_path(path)
        if full_path is None:
            suffixes = f"{', '.join(DATA_SUFFIXES[:-1])} or {DATA_SUFFIXES[-1]}"
            raise OverrideFileError(f"{path_of(path)} is no data file: its name does not end with {suffixes}")
        return formats().made_from_file(cls, _existing(full_path), trusted)  # type: ignore[no-any-return]


def _written(config: Any, suffix: str, path: Any) -> str:
    text: str = formats().text_of(config, suffix)
    if path is not None:
        formats().write_text(os.path.abspath(path_of(path)), text)
    return text
