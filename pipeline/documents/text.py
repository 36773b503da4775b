"""Bytes to text: the encoding found, newlines and control characters put right, nothing else altered."""

import re

from pipeline.errors import DocumentError
from pipeline.unicode import encodable

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SAMPLE = 200_000
# Text has next to no control bytes; random bytes have one in ten.
_MOST_CONTROLS = 0.02
_MOST_ZEROS = 0.2
_CONTROL_BYTES = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 27} | {127}))
_SCRIPTS = ("Cyrillic", "Greek", "Arabic", "Hebrew", "CJK", "Hangul", "Hiragana", "Katakana", "Thai")
_SIGNS_IN_WORDS = re.compile("[a-z][¢-©¬®-¶¸¹¼-¿×÷][a-z]|[a-z][¢-©¬®-¶¸¹¼-¿]\\b|\\b[£¥¯¿][a-z]")
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")


def decode(data: bytes, origin: str) -> tuple[str, str]:
    """The text of `data` and the name of the encoding that it was found to be in.

    A byte order mark decides; then UTF-8, if the bytes are that; then UTF-16 by the place of its zero bytes; then
    what charset-normalizer finds, where Windows-1252 wins a draw, as short texts fit many encodings.

    Raises:
        DocumentError: the bytes are no text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, origin), encoding.removesuffix("-sig")
    if (wide := _wide_encoding(data)) is not None:
        return _strictly(data, wide, origin), wide
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    controls = len(sample) - len(sample.translate(None, _CONTROL_BYTES)) - zeros
    if controls > _MOST_CONTROLS * len(sample) or zeros > _MOST_ZEROS * len(sample):
        raise _no_text(origin)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _eight_bits(data, origin)


def clean(text: str) -> str:
    r"""The text with `\n` for every kind of line end and page break, without NUL and other control characters.

    Half a surrogate pair, which no file may hold, becomes U+FFFD. Nothing else changes.
    """
    return encodable(_UNWANTED.sub("", _NEWLINES.sub("\n", text)))


def _strictly(data: bytes, encoding: str, origin: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            origin, f"begins like {encoding.upper()} but is not that throughout", "save it again as UTF-8"
        ) from error


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark: nearly every other byte of Western text is zero."""
    sample = data[:4096]
    pairs = len(sample) // 2
    if pairs < 4:
        return None
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd > 0.4 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.1 * pairs:
        return "utf-16-be"
    return None


def _eight_bits(data: bytes, origin: str) -> tuple[str, str]:
    import charset_normalizer  # takes a while to load, and few files need it

    sample = _around_first_high_byte(data)
    matches = list(charset_normalizer.from_bytes(sample))
    best = matches[0] if matches else None
    # Mess and coherence are alike for many encodings of one short text: only another script, read with some sense,
    # or signs within words speak against the encoding that nearly all such files are in.
    foreign = (
        best is not None
        and best.coherence > 0.2
        and any(script in alphabet for script in _SCRIPTS for alphabet in best.alphabets)
    )
    western = not foreign and not _messy(sample.decode("cp1252", "replace"))
    ranked = (["cp1252"] if western else []) + [match.encoding for match in matches] + ["cp1252", "latin_1"]
    for encoding in ranked:
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue  # the sample was good, the rest is not: the next best
    raise _no_text(origin)


def _messy(text: str) -> bool:
    """Whether signs such as '³' or '£' stand within words, as in Polish read as Western European."""
    high = sum(character > "\x7f" for character in text)
    return 10 * len(_SIGNS_IN_WORDS.findall(text)) > high


def _around_first_high_byte(data: bytes) -> bytes:
    """The part of a long text that tells most about its encoding."""
    at = re.search(rb"[\x80-\xff]", data)
    start = max(0, at.start() - 2000) if at else 0
    return data[start : start + _SAMPLE]


def _no_text(origin: str) -> DocumentError:
    return DocumentError(
        origin, "is no text (it seems to be binary data)", "give a text file, or rename it to what it is"
    )
