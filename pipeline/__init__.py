"""Travaux: search, cite and check policy documents.

document -> passages -> treaties, entities -> embeddings -> index -> search -> answers -> claims -> reviews

The public names load on first use, so that `import pipeline` stays quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.collection import Collection
    from pipeline.entities import find_entities
    from pipeline.treaties import find_treaty_references

__all__ = ["Collection", "find_entities", "find_treaty_references"]

_HOMES = {
    "Collection": "pipeline.collection",
    "find_entities": "pipeline.entities",
    "find_treaty_references": "pipeline.treaties",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - module attributes are of any type
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
