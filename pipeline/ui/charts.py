"""Charts as Vega-Lite specifications; what they show stands in a table beside them as well."""

from collections.abc import Mapping, Sequence

Cell = Mapping[str, str | int]
CHOSEN = "chosen"  # what a click on a mark sets: the place of its cell, as `AT`
AT = "at"


_CLICK = {"name": CHOSEN, "select": {"type": "point", "fields": [AT]}}


# From few to many; the figures in the fields are legible on both, and the fields stand out on light and dark pages.
_FEW_TO_MANY = ("#f1e3bd", "#e07a1f")


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
