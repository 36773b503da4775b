"""Builders of small real indexes: documents in, a published snapshot out."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.data import Document, Entity, Mention, Passage, Span, Tier
from pipeline.embeddings import Embedder
from pipeline.index import Snapshot, SnapshotSource
from pipeline.index.catalog import Catalog
from pipeline.index.staging import Prepared, publish, stage
from pipeline.treaties import find_treaty_references


@dataclass(frozen=True)
class Part:
    """A passage: its sentences, the heading above it, the article it is the text of, entities that it mentions."""

    sentences: tuple[str, ...]
    heading: str = ""
    provision: str | None = None
    entities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    doc_id: str
    title: str
    parts: tuple[Part, ...]
    tier: Tier = "reference"
    date: str | None = None
    instrument: str | None = None


def source(doc_id: str, title: str, *sentences: str, tier: Tier = "reference", date: str | None = None) -> Source:
    """A document of one passage."""
    return Source(doc_id, title, (Part(sentences),), tier, date)


def prepare(embedder: Embedder, given: Source) -> Prepared:
    text = ""
    passages: list[Passage] = []
    mentions: list[Mention] = []
    for part in given.parts:
        if part.heading:
            text += part.heading + "\n"
        start, spans = len(text), []
        for sentence in part.sentences:
            if len(text) > start:
                text += " "
            spans.append(Span(len(text), len(text) + len(sentence)))
            text += sentence
        passage_id = f"{given.doc_id}#{start}-{len(text)}"
        heading = (part.heading,) if part.heading else ()
        passages.append(Passage(passage_id, given.doc_id, start, len(text), text[start:], heading, None, tuple(spans)))
        mentions += [
            Mention(given.doc_id, Entity(start, start + 1, name, "ORG", name.lower(), name), passage_id)
            for name in part.entities
        ]
        text += "\n\n"
    for reference in find_treaty_references(text):
        place = next((p.passage_id for p in passages if p.start <= reference.start < p.end), None)
        mentions.append(Mention(given.doc_id, reference, place))
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        given.doc_id, text, given.title, given.doc_id, "text/plain", digest, given.tier, date=given.date
    )
    words = [". ".join((given.title, *passage.heading, passage.text)) for passage in passages]
    encoded = embedder.encode_passages(words)
    provisions = tuple(part.provision for part in given.parts)
    return Prepared(
        document,
        tuple(passages),
        tuple(mentions),
        encoded.vectors,
        digest,
        given.instrument,
        provisions,
        encoded.pieces,
    )


@contextmanager
def index_of(
    folder: Path, embedder: Embedder, sources: Sequence[Source], *, remove: Sequence[str] = ()
) -> Iterator[Snapshot]:
    """A snapshot of a real index of these documents in `folder`, after `remove` has been taken out again."""
    folder.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(folder)
    stage(catalog, [prepare(embedder, each) for each in sources])
    publish(folder, catalog, dimension=embedder.dimension)
    if remove:
        publish(folder, catalog, dimension=embedder.dimension, remove=remove)
    with SnapshotSource(folder, catalog, dimension=embedder.dimension).reading() as snapshot:
        yield snapshot
    catalog.close()


SPACE: tuple[Source, ...] = (
    Source(
        "ost.txt",
        "Outer Space Treaty, text of the articles",
        (
            Part(
                (
                    "The exploration and use of outer space shall be carried out for the benefit of all countries.",
                    "Outer space shall be free for exploration and use by all States.",
                ),
                "Article I",
                "1",
            ),
            Part(
                (
                    "The Parties undertake not to place in orbit around the Earth objects carrying nuclear weapons.",
                    "The Moon and other celestial bodies shall be used exclusively for peaceful purposes.",
                    "Military manoeuvres on celestial bodies shall be forbidden.",
                ),
                "Article IV",
                "4",
            ),
        ),
        date="1967-01-27",
        instrument="OST",
    ),
    source(
        "commentary.txt",
        "Nuclear weapons in orbit",
        "Article IV of the Outer Space Treaty is often read as a ban on nuclear weapons in orbit.",
        "Nuclear weapons in orbit would break Article IV, many authors write about nuclear weapons.",
        tier="unverified",
        date="2024-05-01",
    ),
    source(
        "rescue.txt",
        "Rescue Agreement",
        "It obliges States to rescue astronauts in distress.",
        "The agreement entered into force on 3 December 1968.",
        "It has ten articles.",
        date="2023",
    ),
    Source(
        "centre.txt",
        "NATO Space Centre",
        (
            Part(
                (
                    "The centre was placed at Allied Air Command in Ramstein, Germany.",
                    "General Anna Example has led its staff of forty officers since 2022.",
                ),
                entities=("NATO",),
            ),
        ),
        date="2024-11",
    ),
)
