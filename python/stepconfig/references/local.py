"""References from a folder with readable rules; no server, and nothing to install."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import ReferenceFileError
from ..history.location import Location, short_path
from .provider import NOT_APPLICABLE, Progress, fetch_all, no_such_type
from .rules import Rules, read_rules

__all__ = ["Explanation", "LocalReferences", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule.

    Parameters
    ----------
    location : Location
        Where the rule stands.
    file : str or None
        The file that it gives; None if it does not match, or is not asked.
    why : str
        Why.
    """

    location: Location
    file: str | None
    why: str

    def __str__(self) -> str:
        place = f"{short_path(self.location.filename)}:{self.location.lineno}"
        return f"{place}: {self.why}" if self.file is None else f"{place}: {self.file}: {self.why}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a file was chosen, or none: every rule, and what became of it.

    Parameters
    ----------
    reference_type : str
        The reference type.
    verdicts : tuple of Verdict
        The rules in their order.
    """

    reference_type: str
    verdicts: tuple[Verdict, ...]

    @property
    def chosen(self) -> Verdict | None:
        """The rule that gives the file; None if no rule matches."""
        return next((each for each in self.verdicts if each.file is not None), None)

    def __str__(self) -> str:
        chosen = self.chosen
        found = "no rule matches" if chosen is None else str(chosen.file)
        return "\n".join([f"{self.reference_type}: {found}", *(f"  {each}" for each in self.verdicts)])


class LocalReferences:
    """A folder of reference files, chosen by the rules in its ``rules.yaml``.

    Parameters
    ----------
    folder : path
        The folder. Its rules are read when they are needed first, and again if the file changes.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> folder = TemporaryDirectory()
    >>> text = "references: {flat: [{match: {filter: [R, I]}, file: N/A}]}"
    >>> _ = Path(folder.name, "rules.yaml").write_text(text)
    >>> references = LocalReferences(folder.name)
    >>> references.get_reference_file({"FILTER": "R"}, "flat", "any")
    'N/A'
    >>> print(references.explain({"FILTER": "B"}, "flat"))
    flat: no rule matches
      ...rules.yaml:1: filter is 'B', not one of R, I
    >>> folder.cleanup()
    """

    name = "local folder"

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = os.path.abspath(os.path.expanduser(os.fspath(folder)))
        self._read: tuple[tuple[int, int], Rules] | None = None

    @property
    def rules_path(self) -> str:
        """The file with the rules."""
        return os.path.join(self.folder, "rules.yaml")

    def get_reference_file(self, header: Mapping[str, Any], reference_type: str, observatory: str) -> str:
        """See `ReferenceProvider.get_reference_file`."""
        explanation = self.explain(header, reference_type, observatory)
        if explanation.chosen is None:
            raise ReferenceFileError(
                f"no rule for {reference_type} reference files matches the input\n"
                + "\n".join(f"  {each}" for each in explanation.verdicts)
            )
        return self._path(explanation.chosen, reference_type)

    def get_parameter_file(
        self, header: Mapping[str, Any], reference_type: str, observatory: str
    ) -> str | None:
        """See `ReferenceProvider.get_parameter_file`."""
        if reference_type not in self._rules().types:
            return None
        chosen = self.explain(header, reference_type, observatory).chosen
        path = NOT_APPLICABLE if chosen is None else self._path(chosen, reference_type)
        return None if path == NOT_APPLICABLE else path

    def prefetch(
        self,
        header: Mapping[str, Any],
        reference_types: Iterable[str],
        observatory: str,
        progress: Progress | None = None,
    ) -> dict[str, str]:
        """See `ReferenceProvider.prefetch`."""
        return fetch_all(self, header, reference_types, observatory, progress)

    def explain(
        self, header: Mapping[str, Any], reference_type: str, observatory: str | None = None
    ) -> Explanation:
        """Why a file is chosen for an input, or none.

        Parameters
        ----------
        header : mapping of str to object
            What is known of the input. The case of its keywords does not matter.
        reference_type : str
            The reference type.
        observatory : str, optional
            The observatory, which rules may ask for as ``observatory``.

        Returns
        -------
        explanation : Explanation
            Every rule, and what became of it; printing it shows them.

        Raises
        ------
        ReferenceFileError
            If there are no rules for such a type, or something in them is wrong.
        """
        rules = self._rules()
        if reference_type not in rules.types:
            raise no_such_type(reference_type, rules.types, self.rules_path)
        values = {} if observatory is None else {"observatory": observatory}
        values.update((str(name).lower(), value) for name, value in header.items())
        verdicts: list[Verdict] = []
        is_chosen = False
        for rule in rules.types[reference_type]:
            if is_chosen:
                verdicts.append(Verdict(rule.location, None, "not asked: a rule before it matches"))
                continue
            file, why = rule.judged(values, rules.date_keywords)
            is_chosen = file is not None
            verdicts.append(Verdict(rule.location, file, why))
        return Explanation(reference_type, tuple(verdicts))

    def _path(self, chosen: Verdict, reference_type: str) -> str:
        file = str(chosen.file)
        if file == NOT_APPLICABLE:
            return file
        path = os.path.join(self.folder, os.path.expanduser(file))
        if not os.path.exists(path):
            raise ReferenceFileError(
                f"the {reference_type} reference file {os.path.normpath(path)} does not exist",
                chosen.location,
            )
        return os.path.normpath(path)

    def _rules(self) -> Rules:
        try:
            found = os.stat(self.rules_path)
        except OSError as error:
            raise ReferenceFileError(
                f"the folder of references {self.folder} has no rules.yaml that can be read:"
                f" {error.strerror or error}"
            ) from None
        stamp = (found.st_mtime_ns, found.st_size)
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, read_rules(self.rules_path))
        return self._read[1]
