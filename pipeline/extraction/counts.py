"""What a batch has come to, counted in a way that adds up over documents, processes and interruptions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from pipeline.data import Entity, Record, TreatyReference
from pipeline.treaties import Registry


@dataclass(slots=True)
class Counts:
    """Documents read and failed, their length, and their mentions by kind, label, origin and instrument."""

    documents: int = 0
    failures: int = 0
    characters: int = 0
    words: int = 0
    seconds: float = 0.0
    kinds: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    instruments: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, text: str, found: Iterable[Entity | TreatyReference]) -> Self:
        """The counts of one document."""
        counts = cls(documents=1, characters=len(text), words=len(text.split()))
        for thing in found:
            if isinstance(thing, Entity):
                counts.kinds["entity"] += 1
                counts.labels[thing.label] += 1
                counts.origins[thing.origin] += 1
            else:
                counts.kinds["treaty"] += 1
                counts.instruments[thing.treaty_id] += 1
        return counts

    def add(self, other: "Counts") -> None:
        """Take up other counts."""
        for name in ("documents", "failures", "characters", "words", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("kinds", "labels", "origins", "instruments"):
            getattr(self, name).update(getattr(other, name))

    def journalled(self) -> Record:
        """The counts as a journal keeps them."""
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}

    @classmethod
    def from_journal(cls, record: dict[str, Any]) -> Self:
        """The counts that a journal has kept.

        >>> Counts.from_journal(Counts.of("By NATO.", ()).journalled()) == Counts.of("By NATO.", ())
        True
        """
        values: dict[str, Any] = {
            name: Counter(value) if isinstance(value, dict) else value for name, value in record.items()
        }
        return cls(**values)

    def summary(self, registry: Registry) -> Record:
        """What was counted, as JSON, the most frequent first."""
        speed = self.documents / self.seconds if self.seconds else 0.0
        instruments: list[Record] = [
            {"treaty_id": treaty_id, "name": one.name if (one := registry.get(treaty_id)) else None, "mentions": number}
            for treaty_id, number in _ranked(self.instruments)
        ]
        return {
            "documents": self.documents,
            "failures": self.failures,
            "characters": self.characters,
            "words": self.words,
            "mentions": self.kinds.total(),
            "by_kind": {kind: self.kinds[kind] for kind in ("entity", "treaty")},
            "by_label": dict(_ranked(self.labels)),
            "by_origin": {origin: self.origins[origin] for origin in ("model", "gazetteer", "rule")},
            "by_instrument": list(instruments),
            "seconds": round(self.seconds, 3),
            "documents_per_second": round(speed, 2),
        }


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
