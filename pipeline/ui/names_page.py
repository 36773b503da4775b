"""Entities and treaties: what the library speaks of, when, which articles, and what stands together."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import streamlit as st

from pipeline.collection import Collection
from pipeline.data import TOGETHER
from pipeline.index.overview import Kind, Named, Wanted
from pipeline.ui.charts import AT, Cell, bars, heat_map, network, strongest
from pipeline.ui.components import escaped, go, holding, notice, told_apart, treaty_name
from pipeline.ui.exports import mentions_csv, mentions_jsonl
from pipeline.ui.links import follow
from pipeline.ui.opened import collection
from pipeline.ui.state import VIEWS, NamesState, SearchState

PAGE = 50
EXPORTED = 200_000  # mentions in one file
TAKEN: Mapping[Kind | None, str] = {None: "All mentions", "entity": "Entities", "treaty": "References to treaties"}
TREATIES, ARTICLES = 20, 40  # rows and columns of the heat map


def page_shown(count: int, state: NamesState) -> slice:
    """A box for the page of a table of `count` rows, and the rows of the page that the address says."""
    pages = max(1, -(-count // PAGE))
    page = min(state.page, pages)
    key = holding("names page", page)
    st.number_input(f"Page of {pages:,}", 1, pages, key=key, width=180, on_change=list_chosen, kwargs={"page": True})
    return slice((page - 1) * PAGE, page * PAGE)


def show_table(heads: Iterable[str], rows: Iterable[tuple[str, SearchState, tuple[int, ...]]]) -> None:
    """A table of names, each a link to the passages that name it, with counts."""
    body = "".join(
        f'<tr><td><a href="{escaped(search.link)}">{escaped(name)}</a></td>'
        + "".join(f"<td>{count:,}</td>" for count in counts)
        + "</tr>"
        for name, search, counts in rows
    )
    head = "".join(f'<th scope="col">{escaped(one)}</th>' for one in heads)
    st.html(f'<table class="t-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def show_chart(spec: Mapping[str, object], searches: Sequence[SearchState], key: str) -> None:
    """A chart whose marks lead to the search in their place; on a narrow screen the maps scroll sideways.

    It is for the pointer: the table below it leads to the same searches by keyboard.
    """
    with st.container(key=f"chart-{key}"):
        st.html('<p class="t-meta">A click on a mark shows its passages.</p>')
        chart = st.vega_lite_chart(dict(spec), width="stretch", on_select="rerun", key=key)
    for mark in [one for marks in chart["selection"].values() for one in marks][:1]:
        follow(searches[mark[AT]].link)


def of_article(treaty: str, article: str) -> SearchState:
    """The search for the passages that refer to an article."""
    return SearchState(f"{treaty_name(treaty)} article {article}", treaty=(f"{treaty}:{article}",))


def of_year(year: int) -> SearchState:
    """The search for the passages that have the year in them."""
    return SearchState(str(year), mode="lexical")


def of_both(one: Named, other: Named) -> SearchState:
    """The search for the passages where two entities stand together."""
    return SearchState(f"{one.name} {other.name}", entity=(f"{one.key}{TOGETHER}{other.key}",))


def found_by(row: Named, kind: Kind) -> SearchState:
    """The search for the passages that name something."""
    if kind == "treaty":
        return SearchState(row.name, treaty=(row.key,))
    return SearchState(row.name, entity=(row.key,))


def list_chosen(*, page: bool = False) -> None:
    """Make the address say what the boxes hold; the first page, unless it is another `page` that was chosen."""
    held = {name: st.session_state.get(f"names {name}") for name in ("view", "q", "label", "page")}
    number = held["page"] if page else None
    go(NamesState(held["view"] or VIEWS[0], held["q"] or "", tuple(held["label"] or ()), number or 1).params())


def look_at_chosen() -> None:
    """Make the address say which view was chosen."""
    go(NamesState(st.session_state["names view"] or VIEWS[0]).params())


def show_names(opened: Collection, kind: Kind, state: NamesState) -> Wanted:
    """All entities or instruments, searched, filtered and paged; what their mentions are known by."""
    names = opened.overview.names(kind)
    words, labels, number = st.columns([3, 3, 1], vertical_alignment="bottom")
    words.text_input("Words in the name", key=holding("names q", state.q), max_chars=200, on_change=list_chosen)
    label = [one for one in state.label if one in names.labels]
    labels.multiselect(
        "Labels",
        names.labels,
        key=holding("names label", label),
        on_change=list_chosen,
        filter_mode="contains",
        select_all=False,
    )
    found = names.matching(state.q, label)
    with number:
        some = found[page_shown(len(found), state)]
    st.caption(f"{len(found):,} of {len(names.rows):,}")
    if kind == "treaty":
        rows = [(f"{row.name} ({row.key})", found_by(row, kind), (row.mentions, row.documents)) for row in some]
        show_table(("instrument", "references", "documents"), rows)
    else:
        rows = [(f"{row.name} · {row.label}", found_by(row, kind), (row.mentions, row.documents)) for row in some]
        show_table(("entity", "mentions", "documents"), rows)
    return Wanted(kind, None if len(found) == len(names.rows) else tuple(row.key for row in found))


def show_articles(opened: Collection, state: NamesState) -> None:
    """A map of instruments and their articles, and all of them as a table."""
    counts = opened.overview.articles()
    if not counts:
        st.caption("No articles are referred to.")
        return
    referred = [(treaty, article) for treaty, article in counts if article.isdecimal() and int(article) <= ARTICLES]
    most = set(list(dict.fromkeys(treaty for treaty, _ in referred))[:TREATIES])
    drawn = [(treaty, article) for treaty, article in referred if treaty in most]
    cells: list[Cell] = [
        {"article": int(article), "instrument": treaty_name(treaty), "references": counts[treaty, article]}
        for treaty, article in drawn
    ]
    spec = heat_map(cells, "article", "instrument", "references")
    show_chart(spec, [of_article(*one) for one in drawn], "articles")
    some = list(counts.items())[page_shown(len(counts), state)]
    show_table(
        ("article", "references"),
        [
            (treaty_name(f"{treaty}:{article}"), of_article(treaty, article), (count,))
            for (treaty, article), count in some
        ],
    )


def show_timeline(opened: Collection, state: NamesState) -> None:
    """How often each year is mentioned."""
    years = opened.overview.years()
    if not years:
        st.caption("No dates are mentioned.")
        return
    show_chart(bars(years, "year", "mentions"), [of_year(year) for year in years], "years")
    most = sorted(years.items(), key=lambda one: (-one[1], one[0]))[page_shown(len(years), state)]
    show_table(("year", "mentions"), [(str(year), of_year(year), (count,)) for year, count in most])


def show_together(opened: Collection, state: NamesState) -> None:
    """Which of the most frequent entities stand in the same passages."""
    named = {row.key: row for row in opened.overview.names("entity").rows}
    # What is published between the two counts may lack a name of the other.
    pairs = {pair: count for pair, count in opened.overview.together().items() if named.keys() >= set(pair)}
    if not pairs:
        st.caption("No two entities stand in one passage.")
        return
    chosen = strongest(pairs)
    nodes = [named[key] for key in dict.fromkeys(key for pair in chosen for key in pair)]
    names = told_apart({key: named[key].name for pair in pairs for key in pair})
    drawn: list[Cell] = [{"name": names[one.key], "label": one.label, "mentions": one.mentions} for one in nodes]
    edges: list[Cell] = [
        {"one": names[one], "other": names[other], "passages": pairs[one, other]} for one, other in chosen
    ]
    lines = [of_both(named[one], named[other]) for one, other in chosen]
    show_chart(network(drawn, edges, "passages"), [*lines, *(found_by(one, "entity") for one in nodes)], "graph")
    st.subheader("Every pair", divider="gray")
    both = [(named[one], named[other], count) for pair, count in pairs.items() for one, other in (pair, pair[::-1])]
    cells: list[Cell] = [
        {"one": names[one.key], "other": names[other.key], "passages": count} for one, other, count in both
    ]
    spec = heat_map(cells, "one", "other", "passages")
    show_chart(spec, [of_both(one, other) for one, other, _ in both], "pairs")
    some = both[::2][page_shown(len(pairs), state)]
    show_table(
        ("together", "passages"),
        [(f"{one.name} and {other.name}", of_both(one, other), (count,)) for one, other, count in some],
    )


st.title("Entities and treaties")
with collection() as opened:
    if not opened.document_count():
        notice("info", "The index is empty. The library takes files, and so does `travaux ingest SOURCE`.")
        st.stop()
    state = NamesState.from_params({name: st.query_params.get_all(name) for name in st.query_params})
    st.segmented_control("View", VIEWS, key=holding("names view", state.view), on_change=look_at_chosen)
    wanted = Wanted()
    with st.spinner("Counting ..."):  # after something was added; what was counted is kept
        if state.view == "articles":
            show_articles(opened, state)
        elif state.view == "timeline":
            show_timeline(opened, state)
        elif state.view == "together":
            show_together(opened, state)
        else:
            wanted = show_names(opened, "entity" if state.view == "entities" else "treaty", state)
    st.subheader("Take along", divider="gray")
    limit = "" if wanted.keys is None else " with these names"
    st.caption(
        f"{TAKEN[wanted.kind]}{limit}, at most {EXPORTED:,}, by document; `travaux extract` gives all of any number."
    )
    mentions = partial(opened.overview.mentions, EXPORTED, wanted)
    one, two = st.columns(2)
    one.download_button(
        "Mentions as CSV", lambda: mentions_csv(mentions()), "travaux-mentions.csv", "text/csv", on_click="ignore"
    )
    two.download_button(
        "Mentions as JSON Lines",
        lambda: mentions_jsonl(mentions()),
        "travaux-mentions.jsonl",
        "application/x-ndjson",
        on_click="ignore",
    )
