"""Reference files and reference parameters of a step: looked up for its input, overridden, recorded."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

from ..config.walk import leaves
from ..errors import ConfigError, ReferenceFileError, UsageError
from ..references.active import FOLDER_VARIABLE, active_provider
from ..references.provider import NOT_APPLICABLE, Progress
from ..sources.assignment import Layer
from ..sources.order import REFERENCE_LAYERS
from . import models
from .attributes import ParameterAttributes
from .layers import reference_layers, resolve
from .override_field import model_handle, override_name

__all__ = ["DISABLING_VARIABLE", "ReferenceFiles"]

DISABLING_VARIABLE = "STPIPE_DISABLE_CRDS_STEPPARS"
"""Environment variable that turns reference parameters off."""

_OFF = frozenset(("", "0", "f", "false", "n", "no", "off"))


class ReferenceFiles(ParameterAttributes):
    """The part of a step that gets the reference files for an input.

    Who knows them is the provider of `stepconfig.references.active_provider`.
    """

    reference_file_types: ClassVar[Any] = []
    """The types of reference files that the step needs; each has a parameter ``override_<type>``.

    Those of a pipeline are the types of its steps that are not skipped.
    """

    prefetch_references: ClassVar[bool] = True
    """Are all reference files got before the run, so that it does not find out late what is missing?"""

    # -- reference files -----------------------------------------------------------------------

    def get_reference_file(self, input_file: Any, reference_file_type: str) -> Any:
        """The reference file of a type for an input.

        Parameters
        ----------
        input_file : model, mapping or path
            The input: a model, a header, or a path that ``open_model`` of the step opens.
        reference_file_type : str
            The type.

        Returns
        -------
        path : str or model
            The path, which exists; ``N/A`` if such data need none; or what the parameter
            ``override_<type>`` says.

        Raises
        ------
        ReferenceFileError
            If there is no answer, or the file does not exist.
        """
        path = self._override(reference_file_type)
        if path is None:
            provider = active_provider()
            if provider is None:
                raise ReferenceFileError(
                    f"nobody knows a {reference_file_type} reference file for {self.qualified_name}: set"
                    f" {FOLDER_VARIABLE} to a folder with rules, or CRDS_PATH; or give a file with"
                    f" --override_{reference_file_type}"
                )
            header, observatory = self._header_of(input_file)
            path = provider.get_reference_file(header, reference_file_type, observatory)
        if path != "" and self._run is not None:
            self._run.add_reference(
                reference_file_type, path if isinstance(path, str) else model_handle(path)
            )
        return path

    def get_ref_override(self, reference_file_type: str) -> Any:
        """What the parameter ``override_<type>`` says.

        Parameters
        ----------
        reference_file_type : str
            The type.

        Returns
        -------
        override : str, model or None
            An absolute path, ``N/A``, an empty text, or a model; None if the file is to be looked up.
        """
        name = override_name(reference_file_type)
        return getattr(self.config, name) if name in self.config._fields else None

    def _override(self, reference_file_type: str) -> Any:
        path = self.get_ref_override(reference_file_type)
        if isinstance(path, str) and "://" not in path and path not in ("", NOT_APPLICABLE):
            name = override_name(reference_file_type)
            try:
                with open(path, "rb"):
                    pass
            except OSError as error:
                why = f"cannot read the reference file {path}, given as {name}: {error.strerror or error}"
                raise ReferenceFileError(why, self.config.history[name][-1].location) from error
        return path

    def fetch_references(self, input_file: Any) -> None:
        """Get all reference files for an input, those of the steps of a pipeline included.

        Parameters
        ----------
        input_file : model, mapping or path
            The input. If it cannot be opened, a warning is logged and the run goes on.

        Raises
        ------
        ReferenceFileError
            If one or several files cannot be had.
        """
        wanted = list(dict.fromkeys(self._wanted_types())) if self.prefetch_references else []
        provider = active_provider() if wanted else None
        if provider is None:
            return
        try:
            header, observatory = self._header_of(input_file)
        except (ConfigError, OSError) as error:
            self.log.warning("reference files are not looked up before the run: %s", error)
            return
        with _bar(len(wanted)) as progress:
            provider.prefetch(header, wanted, observatory, progress)

    def _wanted_types(self) -> Iterator[str]:
        """The types to look up: those of the step and of its unskipped steps that nobody overrides."""
        own = type(self).reference_file_types
        if not isinstance(own, property):
            yield from (each for each in own if self._override(each) is None)
        for step in self._unskipped_steps():
            yield from step._wanted_types()

    def _unskipped_steps(self) -> Iterator[Any]:
        for name in getattr(self, "step_defs", ()):
            step = getattr(self, name)
            if not step.config.skip:
                yield step

    def _header_of(self, data: Any) -> tuple[Mapping[str, Any], str]:
        """What is known of an input, and its observatory; opens it if it is a path."""
        return _header_of(self, data)

    # -- reference parameters ------------------------------------------------------------------

    @classmethod
    def get_config_reftype(cls) -> str:
        """The reference type of the step's parameters: ``pars-`` and the class name in lower case."""
        return f"pars-{cls.__name__.lower()}"

    @classmethod
    def reference_parameter_layers(
        cls, dataset: Any, disable: bool | None = None, observatory: str | None = None
    ) -> list[Layer]:
        """The layers of the reference parameters for an input, those of a pipeline's steps included.

        Parameters
        ----------
        dataset : model, mapping or path
            The input.
        disable : bool, optional
            Are they turned off? By default the environment variable ``STPIPE_DISABLE_CRDS_STEPPARS`` says it.
        observatory : str, optional
            The observatory; by default the input's own.

        Returns
        -------
        layers : list of Layer
            None if there is no provider. What prevents the look-up is logged as a warning, and there are
            none then either.
        """
        log = logging.getLogger(f"stepconfig.{cls.__name__}")
        provider = active_provider()
        if provider is None:
            return []
        if _is_off() if disable is None else disable:
            log.info("reference parameters are turned off")
            return []
        try:
            header, own = _header_of(cls, dataset)
            place = own if observatory is None else observatory
            files = {each: provider.get_parameter_file(header, each, place) for each in _parameter_types(cls)}
        except (ConfigError, OSError) as error:
            log.warning("no reference parameters are used: %s", error)
            return []
        for reference_type, path in files.items():
            if path is not None:
                log.info("reference parameters %s: %s", reference_type, path)
        return list(reference_layers(cls, lambda step_class: files[step_class.get_config_reftype()]))

    @classmethod
    def get_config_from_reference(
        cls, dataset: Any, disable: bool | None = None, crds_observatory: str | None = None
    ) -> dict[str, Any]:
        """The reference parameters for an input.

        Parameters
        ----------
        dataset, disable
            As for `reference_parameter_layers`.
        crds_observatory : str, optional
            The observatory, for a header in place of a model.

        Returns
        -------
        parameters : dict
            Those that reference files give, with their dotted names; those of a pipeline's steps begin with
            ``steps.``. Empty if there are none.
        """
        config = cls.ConfigClass()  # type: ignore[attr-defined]
        resolve(config, cls.reference_parameter_layers(dataset, disable, crds_observatory))
        return {
            path: field.plain(getattr(owner, name))
            for path, owner, field, name in leaves(config)
            if owner.history[name][-1].layer in REFERENCE_LAYERS
        }


def _parameter_types(step_class: Any) -> Iterator[str]:
    for inner in getattr(step_class, "step_defs", {}).values():
        yield from _parameter_types(inner)
    yield step_class.get_config_reftype()


def _is_off() -> bool:
    return os.environ.get(DISABLING_VARIABLE, "").strip().lower() not in _OFF


def _header_of(step: Any, data: Any, inside: tuple[str, ...] = ()) -> tuple[Mapping[str, Any], str]:
    """What is known of an input, and its observatory.

    Parameters
    ----------
    step : Step or type
        The step or its class, whose ``open_model`` opens paths.
    data : model, mapping or path
        The input; of a list or tuple the first, of an association its first member of type science.
    inside : tuple of str, optional
        The associations that led to it.

    Raises
    ------
    ReferenceFileError
        If it is none of these, or cannot be opened.
    """
    while isinstance(data, (list, tuple)) and data:
        data = data[0]
    if isinstance(data, Mapping):
        return data, ""
    if callable(getattr(data, "get_crds_parameters", None)):
        return data.get_crds_parameters(), getattr(data, "crds_observatory", None) or ""
    if callable(getattr(type(data), "first_science", None)):  # an association
        member = data.first_science()
        if member is None:
            raise ReferenceFileError(f"{data!r} has no member of type science to choose references by")
        return _header_of(step, member, inside)
    if not isinstance(data, (str, os.PathLike)):
        raise ReferenceFileError(f"an input of {type(data).__name__} has no header to choose references by")
    path = os.path.realpath(data)
    if path in inside:
        raise ReferenceFileError(f"the association {os.fspath(data)} leads back to itself by its members")
    model = _opened(step, data)
    try:
        return _header_of(step, model, (*inside, path))
    finally:
        close = getattr(model, "close", None)
        if callable(close):
            close()


def _opened(step: Any, path: str | os.PathLike[str]) -> Any:
    """The model in a file, opened by the step; where there is only its class, as the class says.

    Raises
    ------
    ReferenceFileError
        If it cannot be opened.
    """
    opener = getattr(step, "_datamodels_open" if isinstance(step, type) else "open_model", None)
    opener = opener or getattr(models, "open_model", None)
    try:
        if opener is None:
            raise UsageError(f"{step} has no open_model")
        model = opener(path)
    except Exception as error:
        raise ReferenceFileError(f"the input {os.fspath(path)} cannot be opened: {error}") from error
    if isinstance(model, (str, os.PathLike)):
        raise ReferenceFileError(f"the input {os.fspath(path)} cannot be opened: it comes back as a path")
    return model


@contextmanager
def _bar(total: int) -> Iterator[Progress | None]:
    """Gives what counts files as they come; a bar shows it on a terminal."""
    if not sys.stderr.isatty() or total < 2:
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress as Bar  # noqa: PLC0415 - only a terminal needs it

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reference files", total=total)
        count: Callable[[str, str], None] = lambda _type, _path: bar.advance(task)  # noqa: E731
        yield count
