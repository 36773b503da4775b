"""Charts as Vega-Lite specifications; what they show stands in a table beside them as well."""

from collections.abc import Mapping, Sequence

Cell = Mapping[str, str | int]
CHOSEN = "chosen"  # what a click on a mark sets: the place of its cell, as `AT`
AT = "at"


_CLICK = {"name": CHOSEN, "select": {"type": "point", "fields": [AT]}}


def heat_map(cells: Sequence[Cell], across: str, down: str, colour: str, *, scheme: str) -> dict[str, object]:
    """A field for each pair of `across` and `down`, the darker the more; rows and columns in the order of the cells."""
    order = {name: list(dict.fromkeys(cell[name] for cell in cells)) for name in (across, down)}
    if set(order[across]) == set(order[down]):
        order[down] = order[across]
    columns = sorted(order[across]) if all(isinstance(one, int) for one in order[across]) else order[across]
    labels = {"labelLimit": 260, "labelOverlap": False, "title": None}
    return {
        "data": {"values": [{**cell, AT: at} for at, cell in enumerate(cells)]},
        "params": [_CLICK],
        "mark": {"type": "rect", "cornerRadius": 2, "tooltip": True, "cursor": "pointer"},
        "height": 24 * len(order[down]) + 40,
        "encoding": {
            "x": {"field": across, "type": "ordinal", "sort": columns, "axis": labels | {"labelAngle": -45}},
            "y": {"field": down, "type": "ordinal", "sort": order[down], "axis": labels},
            "color": {"field": colour, "type": "quantitative", "scale": {"scheme": scheme}},
        },
    }


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
