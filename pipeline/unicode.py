"""Text that can be written as UTF-8, which every library and file below us wants, and names that can be shown."""

import re
import unicodedata

_SURROGATES = re.compile("[\ud800-\udfff]")


def is_fit_id(name: str) -> bool:
    """Whether a name can be shown as it is: nothing in it but printable characters and spaces of any kind."""
    return all(one.isprintable() or unicodedata.category(one) == "Zs" for one in name)


def encodable(text: str) -> str:
    """The text with lone surrogates, which have no UTF-8 form, as replacement characters; offsets stay the same.

    They come from escapes in JSON, and from arguments of a command that are no UTF-8.
    """
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
