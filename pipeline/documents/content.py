"""What a loader makes of bytes, before the document gets its title, tier and date."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.data import Heading, Page


@dataclass(frozen=True, slots=True)
class Content:
    """Final text with headings and pages, and what the source says of itself: str to str, lower-case keys.

    `title` is what the format or a title line calls the text; empty where nothing does.
    """

    text: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[Page, ...] = ()
    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
