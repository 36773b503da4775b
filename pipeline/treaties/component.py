"""The spaCy component "treaty_references": the finder inside any spaCy pipeline.

Importing this module registers it: `import pipeline.treaties.component`, then `nlp.add_pipe("treaty_references")`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.data import TreatyReference
from pipeline.treaties.find import find_treaty_references
from pipeline.treaties.registry import load_registry

NAME = "treaty_references"


class TreatyReferences:
    """Finds the treaty references of each `Doc`.

    They are put into `doc._.treaty_references` (the found `TreatyReference` objects, exact character offsets) and
    into the span group `doc.spans["treaty_references"]` (aligned outwards to whole tokens, labelled with their
    treaty id, each span's `_.treaty_reference` the object it stands for). Entities are left alone.
    """

    def __init__(self, name: str = NAME, *, registry: str | None = None) -> None:
        self.name = name
        self.registry = load_registry(Path(registry) if registry else None)

    def __call__(self, doc: Doc) -> Doc:
        """The same `Doc` with its references."""
        found = find_treaty_references(doc.text, self.registry)
        doc._.treaty_references = found
        doc.spans[self.name] = [span for reference in found if (span := _span(doc, reference)) is not None]
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Each `Doc` of a stream with its references, in order; `batch_size` is spaCy's and changes nothing."""
        for doc in stream:
            yield self(doc)


def _span(doc: Doc, reference: TreatyReference) -> Span | None:
    span = doc.char_span(reference.start, reference.end, label=reference.treaty_id, alignment_mode="expand")
    if span is not None:
        span._.treaty_reference = reference
    return span


@Language.factory(NAME, default_config={"registry": None}, assigns=["doc._.treaty_references", "doc.spans"])
def make_treaty_references(nlp: Language, name: str, registry: str | None) -> TreatyReferences:
    """The component; `registry` is a user's own file of instruments (YAML or JSON Lines), over the shipped ones."""
    return TreatyReferences(name, registry=registry)


if not Doc.has_extension("treaty_references"):
    Doc.set_extension("treaty_references", default=())
if not Span.has_extension("treaty_reference"):
    Span.set_extension("treaty_reference", default=None)
