"""Builders for expected references: one for each form, and one for the plain comparison with what was found."""

from pipeline.data import Form, TreatyReference


def _numbers(numbers: str) -> tuple[str, ...]:
    return tuple(number.strip() for number in numbers.split(",")) if numbers else ()


def _builder(form: Form):
    def build(text: str, treaty_id: str, articles: str = "", paragraphs: str = "") -> tuple[object, ...]:
        return (text, treaty_id, _numbers(articles), _numbers(paragraphs), form)

    return build


name, pinpoint, bare, backref = _builder("name"), _builder("pinpoint"), _builder("pinpoint_bare"), _builder("backref")
series, resolution, doc = _builder("series"), _builder("resolution"), _builder("doc")


def plain(references: tuple[TreatyReference, ...]) -> list[tuple[object, ...]]:
    """Found references in the shape of the builders."""
    return [(one.text, one.treaty_id, one.articles, one.paragraphs, one.form) for one in references]
