"""Reference files and reference parameters: who says which of them are right for an input."""

from .active import active_provider, using_provider
from .crds import CrdsReferences
from .dictionary import DictReferences
from .local import LocalReferences
from .provider import NOT_APPLICABLE, Progress, ReferenceProvider

__all__ = [
    "NOT_APPLICABLE",
    "CrdsReferences",
    "DictReferences",
    "LocalReferences",
    "Progress",
    "ReferenceProvider",
    "active_provider",
    "using_provider",
]
