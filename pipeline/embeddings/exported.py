"""What one must know of an exported encoder to run it."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.inference import MODEL, TOKENIZER


@dataclass(frozen=True, slots=True)
class Export:
    """An exported model: where it lies and what one must know to feed it.

    `inputs` names its inputs in order, `max_tokens` is the longest row, `pad_id` fills rows up. `arithmetic`
    is what it computes in, which was seen to leave the vectors as they are. `size` is that of the weights in bytes,
    which an incomplete copy does not have.
    """

    folder: Path
    model_id: str
    model_hash: str
    dimension: int
    max_tokens: int
    pad_id: int
    inputs: tuple[str, ...]
    query_prompt: str
    passage_prompt: str
    arithmetic: str
    size: int
    versions: dict[str, str]

    @property
    def model(self) -> Path:
        return self.folder / MODEL

    @property
    def tokenizer(self) -> Path:
        return self.folder / TOKENIZER
