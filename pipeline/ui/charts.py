"""Charts as Vega-Lite specifications; what they show stands in a table beside them as well."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import networkx
import numpy as np
from numpy.typing import NDArray

Cell = Mapping[str, str | int]
CHOSEN = "chosen"  # what a click on a mark sets: the place of its cell, as `AT`
CHOSEN_NODE = "node"  # the same for a node of a network, beside its edges
LINES = 3  # from a name of a graph, unless others count more on it
AT = "at"


_CLICK = {"name": CHOSEN, "select": {"type": "point", "fields": [AT]}}


# From few to many; the figures in the fields are legible on both, and the fields stand out on light and dark pages.
_FEW_TO_MANY = ("#f1e3bd", "#e07a1f")


# Each is seen on light and dark pages; the shape says the same.
_KINDS = ("#3b7dc4", "#c05a1f", "#3c9460", "#9a66c4", "#a8841c", "#c44f7b", "#2a8f9a", "#7d7f88")


def heat_map(cells: Sequence[Cell], across: str, down: str, count: str) -> dict[str, object]:
    """A field with its count for each pair of `across` and `down`; rows and columns in the order of the cells."""
    order = {name: list(dict.fromkeys(cell[name] for cell in cells)) for name in (across, down)}
    if set(order[across]) == set(order[down]):
        order[down] = order[across]
    columns = sorted(order[across]) if all(isinstance(one, int) for one in order[across]) else order[across]
    labels = {"labelLimit": 260, "labelOverlap": False, "labelFlush": False, "title": None}
    slanted = labels | {"labelAngle": -45, "labelLimit": 150}
    return {
        "data": {"values": [{**cell, AT: at} for at, cell in enumerate(cells)]},
        "height": 24 * len(order[down]) + 40,
        "encoding": {
            "x": {"field": across, "type": "ordinal", "sort": columns, "axis": slanted},
            "y": {"field": down, "type": "ordinal", "sort": order[down], "axis": labels},
        },
        "layer": [
            {
                "params": [_CLICK],
                "mark": {"type": "rect", "cornerRadius": 2, "tooltip": True, "cursor": "pointer"},
                "encoding": {
                    "color": {"field": count, "type": "quantitative", "scale": {"range": _FEW_TO_MANY}, "legend": None}
                },
            },
            {
                "mark": {"type": "text", "fontSize": 10, "color": "#1c1a10", "tooltip": False},
                "encoding": {"text": {"field": count, "type": "quantitative"}},
            },
        ],
    }


def strongest(pairs: Mapping[tuple[str, str], int]) -> list[tuple[str, str]]:
    """The pairs worth a line of a graph: for each name those with the `LINES` others that it most often stands with."""
    drawn: Counter[str] = Counter()
    chosen = []
    for pair in sorted(pairs, key=lambda pair: -pairs[pair]):
        if min(drawn[name] for name in pair) < LINES:
            chosen.append(pair)
            drawn.update(pair)
    return chosen


def network(nodes: Sequence[Cell], edges: Sequence[Cell], count: str) -> dict[str, object]:
    """A graph of named things: each node a mark with its `name` and `label`, each edge a line as broad as its `count`.

    Nodes that share much stand close together (Fruchterman and Reingold 1991); a node without an edge is left out. The
    places of `edges`, then those of `nodes`, are what a click gives as `AT`.

    Args:
        nodes: `name` (unique), `label`, and what the pointer is to be told besides.
        edges: `one` and `other`, names of nodes, and their `count`.
        count: the field of an edge with its number.
    """
    graph = networkx.Graph()
    graph.add_weighted_edges_from((edge["one"], edge["other"], edge[count]) for edge in edges)
    # The same graph is drawn the same way each time. Weights are dampened: one pair would pull all into a knot.
    for _, _, facts in graph.edges(data=True):
        facts["weight"] = facts["weight"] ** 0.5
    places = networkx.spring_layout(graph, seed=1, iterations=200, k=1.6 / max(1, len(graph)) ** 0.5)
    at = {name: {"x": round(float(x), 3), "y": round(float(y), 3)} for name, (x, y) in _spread(places).items()}
    lines = [
        {
            **edge,
            **at[str(edge["one"])],
            "x2": at[str(edge["other"])]["x"],
            "y2": at[str(edge["other"])]["y"],
            AT: number,
        }
        for number, edge in enumerate(edges)
    ]
    marks = [
        {**node, **at[node["name"]], AT: len(edges) + number} for number, node in enumerate(nodes) if node["name"] in at
    ]
    x, y = (
        {"field": axis, "type": "quantitative", "axis": None, "scale": {"domain": [-0.1, 1.1]}} for axis in ("x", "y")
    )
    told = [{"field": name, "type": "nominal"} for name in (nodes[0] if nodes else ())]
    label = {"field": "label", "type": "nominal", "title": None, "legend": {"orient": "top"}}
    colour = label | {"scale": {"range": _KINDS}}
    # Its colour is the page's: style.css.
    written = {"type": "text", "dy": -14, "fontSize": 12, "fontWeight": 600, "tooltip": False}
    return {
        "height": 520,
        "layer": [
            {
                "data": {"values": lines},
                "params": [_CLICK],
                "mark": {"type": "rule", "color": "#8a8f98", "opacity": 0.6, "cursor": "pointer", "tooltip": True},
                "encoding": {
                    "x": x,
                    "y": y,
                    "x2": {"field": "x2"},
                    "y2": {"field": "y2"},
                    "size": {
                        "field": count, "type": "quantitative", "scale": {"range": [1.5, 9], "type": "sqrt"},
                        "legend": None,
                    },
                    "tooltip": [{"field": name, "type": "nominal"} for name in ("one", "other", count)],
                },
            },
            {
                "data": {"values": marks},
                "params": [{**_CLICK, "name": CHOSEN_NODE}],
                "mark": {"type": "point", "filled": True, "size": 160, "opacity": 1, "cursor": "pointer"},
                "encoding": {"x": x, "y": y, "color": colour, "shape": label, "tooltip": told},
            },
            {
                "data": {"values": marks},
                "mark": written,
                "encoding": {"x": x, "y": y, "text": {"field": "name"}},
            },
        ],
    }  # fmt: skip


def _spread(places: Mapping[str, Iterable[float]]) -> dict[str, NDArray[np.float64]]:
    """The same places, spread over the square from 0 to 1."""
    if not places:
        return {}
    found = np.array([list(place) for place in places.values()])
    low, high = found.min(axis=0), found.max(axis=0)
    return dict(zip(places, (found - low) / np.maximum(high - low, 1e-9), strict=True))


def bars(counts: Mapping[int, int], across: str, up: str) -> dict[str, object]:
    """A bar for each number, such as a year, in their order."""
    return {
        "data": {"values": [{across: number, up: count, AT: at} for at, (number, count) in enumerate(counts.items())]},
        "params": [_CLICK],
        "mark": {"type": "bar", "tooltip": True, "cursor": "pointer", "color": "#2f6fae"},
        "height": 280,
        "encoding": {
            "x": {
                "field": across,
                "type": "quantitative",
                "axis": {"format": "d"},
                "scale": {"zero": False, "nice": False},
            },
            "y": {"field": up, "type": "quantitative"},
        },
    }
