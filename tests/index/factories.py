"""Small builders of prepared documents with real vectors of few dimensions."""

import hashlib
from pathlib import Path

import numpy as np

from pipeline.data import Document, Entity, Heading, Mention, Page, Passage, Span, Tier, TreatyReference
from pipeline.index.catalog import Catalog
from pipeline.index.snapshot import SnapshotSource
from pipeline.index.staging import Prepared

DIMENSION = 8


def prepared(
    doc_id: str,
    *texts: str,
    tier: Tier = "reference",
    date: str | None = None,
    instrument: str | None = None,
    provisions: tuple[str | None, ...] | None = None,
    entities: tuple[str, ...] = (),
    treaties: tuple[str, ...] = (),
) -> Prepared:
    """A document whose passages are `texts`; each of `entities` and `treaties` is mentioned in the first passage."""
    text = "\n\n".join(texts)
    passages = []
    at = 0
    for part in texts:
        passages.append(
            Passage(
                f"{doc_id}#{at}-{at + len(part)}",
                doc_id,
                at,
                at + len(part),
                part,
                ("Top", "Below"),
                "iv",
                (Span(at, at + len(part)),),
            )
        )
        at += len(part) + 2
    first = passages[0].passage_id if passages else None
    found = [Entity(0, 4, text[:4], "ORG", name, name.title(), "gazetteer") for name in entities]
    named = [TreatyReference(0, 4, text[:4], name, ("4",), ("1",), "pinpoint") for name in treaties]
    document = Document(
        doc_id=doc_id,
        text=text,
        title=f"Title of {doc_id}",
        source=f"{doc_id}.txt",
        media_type="text/plain",
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        tier=tier,
        date=date,
        headings=(Heading(0, 3, 1),),
        pages=(Page(0, len(text), 1, "iv"),),
        ai_notice=Span(0, 2),
        metadata={"language": "en"},
    )
    return Prepared(
        document,
        tuple(passages),
        tuple(Mention(doc_id, thing, first) for thing in (*found, *named)),
        np.vstack([vector(part) for part in texts]) if texts else np.empty((0, DIMENSION), np.float32),
        document.content_hash,
        instrument,
        provisions or (None,) * len(texts),
    )


def vector(text: str) -> np.ndarray:
    """A unit vector that depends on the text alone."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    drawn = np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
    return drawn / np.linalg.norm(drawn)


def opened(folder: Path) -> tuple[Catalog, SnapshotSource]:
    catalog = Catalog(folder)
    return catalog, SnapshotSource(folder, catalog, dimension=DIMENSION)
