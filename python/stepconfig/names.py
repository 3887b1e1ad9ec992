"""Field paths such as ``a.b['c'].d``, names of types, and "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = [
    "class_words",
    "described",
    "dotted",
    "item_path",
    "join_path",
    "nearest",
    "option_part",
    "shown",
    "type_name",
]


def join_path(path: str, name: str) -> str:
    """Full path of the field ``name`` of the config at ``path``.

    Examples
    --------
    >>> join_path("", "fwhm"), join_path("isr.background", "order")
    ('fwhm', 'isr.background.order')
    """
    return f"{path}.{name}" if path else name


def item_path(path: str, key: object) -> str:
    """Path of the element ``key`` of the container at ``path``.

    Examples
    --------
    >>> item_path("psf", "pca"), item_path("bins", 3)
    ("psf['pca']", 'bins[3]')
    """
    return f"{path}[{shown(key)}]"


def dotted(path: str) -> str:
    """A path as parameter files and options write it.

    Examples
    --------
    >>> dotted("psf['moffat'].fwhm"), dotted("bins[3]")
    ('psf.moffat.fwhm', 'bins.3')
    """
    for mark, instead in (("['", "."), ('["', "."), ("[", "."), ("']", ""), ('"]', ""), ("]", "")):
        path = path.replace(mark, instead)
    return path


def option_part(suffix: str) -> str:
    """How parameter files and options name what a path writes as an attribute or with brackets.

    Examples
    --------
    >>> option_part(".flux"), option_part("['pca']"), option_part("[3]"), option_part("")
    ('flux', 'pca', '3', '')
    """
    return suffix.strip("[].'\"")


def type_name(dtype: object) -> str:
    """Name of a type as a reader would write it: builtins bare, all others with their module.

    Examples
    --------
    >>> import fractions
    >>> type_name(int), type_name(fractions.Fraction)
    ('int', 'fractions.Fraction')
    """
    if not isinstance(dtype, type):
        return str(dtype)
    if dtype.__module__ == "builtins":
        return dtype.__name__
    return f"{dtype.__module__}.{dtype.__qualname__}"


def class_words(cls: type) -> str:
    """How messages and titles name a class: one that is made for a step as what the user wrote.

    Examples
    --------
    >>> class_words(int)
    'int'
    """
    return vars(cls).get("_shown_as") or type_name(cls)


def shown(value: Any) -> str:
    """The representation of a value; integers with more digits than Python converts in hexadecimal.

    Examples
    --------
    >>> shown([1, "a"]), shown([16**5000])[:8]
    ("[1, 'a']", '[0x10000')
    """
    try:
        return repr(value)
    except ValueError:
        if type(value) is int:
            return hex(value)
        if type(value) is list:
            return f"[{', '.join(map(shown, value))}]"
        if type(value) is tuple:
            return f"({''.join(f'{shown(item)}, ' for item in value).rstrip()})"
        if type(value) is dict:
            return f"{{{', '.join(f'{shown(key)}: {shown(item)}' for key, item in value.items())}}}"
        raise


def described(value: object, limit: int = 120) -> str:
    """The value and its type for an error message, never longer than about ``limit`` characters.

    Examples
    --------
    >>> described("high"), described(None)
    ("'high' (str)", 'None')
    """
    if value is None:
        return "None"
    try:
        text = shown(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    if "\n" in text:
        text = " ".join(text.split())
    if len(text) > limit:
        text = f"{text[: limit - 20]}...{text[-12:]}"
    return f"{text} ({type_name(type(value))})"


def nearest(name: object, candidates: Iterable[str]) -> list[str]:
    """The up to three candidates that look most like ``name``, best first.

    Letter case is set aside in the comparison, so ``FWHM`` finds ``fwhm``. A candidate that is much
    farther off than the best is left out.

    Examples
    --------
    >>> nearest("fwmh", ["fwhm", "order", "threshold"])
    ['fwhm']
    """
    import difflib  # noqa: PLC0415 - only an error needs it, and every start would pay for it

    by_folded: dict[str, str] = {}
    for candidate in candidates:
        by_folded.setdefault(candidate.casefold(), candidate)
    matches = difflib.get_close_matches(str(name).casefold(), by_folded, n=3, cutoff=0.6)
    matcher = difflib.SequenceMatcher(b=str(name).casefold())
    ratios = []
    for match in matches:
        matcher.set_seq1(match)
        ratios.append(matcher.ratio())
    return [by_folded[match] for match, ratio in zip(matches, ratios, strict=True) if ratio > ratios[0] - 0.1]
