"""About this index: what made it, what it holds, which versions are in force, and whether its parts agree."""

from collections.abc import Mapping
from importlib.metadata import version

import streamlit as st

from pipeline.treaties import load_registry
from pipeline.ui.access import person, reached_by
from pipeline.ui.components import escaped, notice
from pipeline.ui.opened import collection


def lines_of(facts: Mapping[str, object], *above: str) -> list[tuple[str, str]]:
    """Facts within facts as lines: the names on the way to each, and what it is in words."""
    lines: list[tuple[str, str]] = []
    for name, value in facts.items():
        if isinstance(value, Mapping):
            lines += lines_of(value, *above, name)
        elif isinstance(value, list | tuple):
            lines.append((" › ".join((*above, name)), ", ".join(map(str, value))))
        else:
            shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
            lines.append((" › ".join((*above, name)), shown))
    return lines


st.title("About this index")
with collection() as opened:
    registry, entries = load_registry(), opened.review_entries()
    facts = {
        "travaux": version("travaux"),
        **opened.info(),
        "treaty registry": {"instruments": len(registry.instruments)},
        "entailment model": {"name": opened.entailment.name, "hash": opened.entailment.model_hash},
        "readers of questions": {model.name: model.model_hash for model in opened.reader.models},
        "ranker of passages": {"name": opened.ranker.name, "hash": opened.ranker.model_hash},
        "reviews": {
            "claims": len(entries),
            "reviewed": sum(entry.reviewed for entry in entries),
            "reopened": sum(entry.reopened for entry in entries),
        },
        # Where the index lies on the server is for those who look after it.
        "index": opened.folder if person().may("admin") else opened.folder.name,
        "open to": reached_by(),
        "signatures wanted": opened.settings.signatures,
    }
    rows = "".join(
        f'<tr><th scope="row">{escaped(name.replace("_", " "))}</th><td>{escaped(value)}</td></tr>'
        for name, value in lines_of(facts)
    )
    st.html(f'<table class="t-table t-facts"><tbody>{rows}</tbody></table>')
    if st.button("Check the index", icon=":material/health_and_safety:", type="primary"):
        with st.spinner("Checking ..."):
            found = opened.check()
        for problem in found:
            notice("warning", problem)
        if not found:
            notice("success", "Catalogue, vectors, lexical index, manifest and the history of reviews agree.")
