"""The parameters of a step as a whole: read, set from a mapping, written to a file, printed as a spec."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar

from ..names import type_name
from ..sources.parameter_file import write_parameter_file
from .attributes import ParameterAttributes
from .override_field import without_overrides

__all__ = ["Parameters"]


def _inherited(step_class: Any) -> set[Any]:
    """The Config classes of the parameters that a step class has from its bases."""
    owners = (getattr(base, "ConfigClass", None) for base in step_class.__mro__[1:])
    return {each for owner in owners if owner is not None for each in owner.__mro__}


class Parameters(ParameterAttributes):
    """The part of a step that hands out its parameters."""

    ConfigClass: ClassVar[type[Any]]

    def get_pars(self, full_spec: bool = True) -> dict[str, Any]:
        """The parameters as plain data, in the order in which they are declared.

        Parameters
        ----------
        full_spec : bool, optional
            With those that the class has from its bases, also that of all steps? Without, only those that
            its own ``spec`` or ConfigClass declares.

        Raises
        ------
        FieldValidationError
            If a parameter has a value that cannot be used.
        """
        pars: dict[str, Any] = self.config.toDict()
        pars["input_dir"] = pars["input_dir"] or ""
        pars = without_overrides(self.config, pars)
        if not full_spec:
            fields, inherited = self.config._fields, _inherited(type(self))
            pars = {name: value for name, value in pars.items() if not fields[name].is_declared_by(inherited)}
        return pars

    def update_pars(self, parameters: Mapping[str, Any]) -> None:
        """Set parameters from a mapping, in which unknown names are passed over.

        Parameters
        ----------
        parameters : mapping
            Values by name; those of a pipeline's steps are under ``steps``.

        Raises
        ------
        FieldValidationError
            If a value is refused.
        """
        for name, value in parameters.items():
            if name != "steps" and name in self.config._fields:
                setattr(self, name, value)
        for name, inner in (parameters.get("steps") or {}).items():
            step = vars(self).get(name)
            if isinstance(step, Parameters):
                step.update_pars(inner)

    def export_config(
        self, path: str | os.PathLike[str], include_metadata: bool = False, *, saves: bool = False
    ) -> str:
        """Write the parameters as a parameter file.

        Parameters
        ----------
        path : str
            The file, ending with ``.asdf``, ``.yaml``, ``.yml``, ``.json`` or ``.toml``, which is its format.
        include_metadata : bool, optional
            With the metadata that a reference file needs? What nobody knows here is ``<SPECIFY>``.
        saves : bool, optional
            Are results saved where no parameter says so? The file says it then. Without, ``save_results``
            is left out if nobody has set it.

        Returns
        -------
        path : str
            The file.

        Raises
        ------
        ParameterFileError
            If the file cannot be written.
        StepClassError
            If the class is one that no file can name.
        """
        from .export import parameter_tree  # noqa: PLC0415 - few runs write parameters

        text = os.fspath(path)
        tree = parameter_tree(self, saves)
        if include_metadata:
            from .metadata import metadata  # noqa: PLC0415 - as above

            tree = {"meta": metadata(type_name(type(self))), **tree}
        write_parameter_file(text, tree)
        return text

    @classmethod
    def print_configspec(cls) -> None:
        """Print the parameters of the class as configspec text, those of a pipeline's steps too."""
        from .configspec import configspec  # noqa: PLC0415 - only who looks at a class needs it

        print(configspec(cls.ConfigClass))

    @classmethod
    def load_spec_file(cls, preserve_comments: bool = True) -> str:
        """The parameters of the class as configspec text.

        Parameters
        ----------
        preserve_comments : bool, optional
            With the docs of the parameters?
        """
        from .configspec import configspec, without_comments  # noqa: PLC0415 - as above

        text = configspec(cls.ConfigClass)
        return text if preserve_comments else without_comments(text)
