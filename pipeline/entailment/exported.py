"""What one must know of an exported entailment model to run it."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.inference import MODEL, TOKENIZER


@dataclass(frozen=True, slots=True)
class EntailmentExport:
    """An exported model: where it lies, and what one must know to feed it and to read its answers.

    `order` says at which of the model's outputs supported, refuted and not enough info stand; logits are divided by
    `temperature`, and `bias` is added to them in the order of the classes. `arithmetic` is what it computes in,
    which was seen to leave the answers as they are. `size` is that of the weights in bytes, which an incomplete
    copy does not have.
    """

    folder: Path
    model_id: str
    model_hash: str
    max_tokens: int
    pad_id: int
    inputs: tuple[str, ...]
    order: tuple[int, ...]
    temperature: float
    bias: tuple[float, ...]
    arithmetic: str
    size: int

    @property
    def model(self) -> Path:
        return self.folder / MODEL

    @property
    def tokenizer(self) -> Path:
        return self.folder / TOKENIZER
