"""Charts as data: which pairs are drawn, where, and what a click gives."""

from pipeline.ui.charts import AT, network, strongest

NODES = [{"name": name, "label": "ORG", "mentions": 3} for name in ("ESA", "JAXA", "NASA", "ISRO")]
EDGES = [{"one": "ESA", "other": "NASA", "passages": 9}, {"one": "NASA", "other": "JAXA", "passages": 1}]


def drawn() -> tuple[list[dict], list[dict]]:
    lines, marks, _ = network(NODES, EDGES, "passages")["layer"]
    return lines["data"]["values"], marks["data"]["values"]


def test_a_name_keeps_its_strongest_pairs_and_those_that_are_strong_for_the_other() -> None:
    hub = {("a", other): 10 - at for at, other in enumerate("bcdefg")}
    assert strongest(hub) == list(hub), "each of the others has this one alone"
    crowd = {(one, other): 5 for one in "abcdef" for other in "abcdef" if one < other}
    assert strongest(crowd | {("y", "z"): 1})[-1] == ("y", "z")
    assert len(strongest(crowd)) < len(crowd)
    assert strongest({}) == []


def test_lines_end_at_the_marks_of_their_names() -> None:
    lines, marks = drawn()
    at = {mark["name"]: (mark["x"], mark["y"]) for mark in marks}
    for line in lines:
        assert at[line["one"]] == (line["x"], line["y"])
        assert at[line["other"]] == (line["x2"], line["y2"])
    assert {value for place in at.values() for value in place} >= {0, 1}, "the whole field is used"


def test_a_click_tells_lines_and_marks_apart() -> None:
    lines, marks = drawn()
    assert [line[AT] for line in lines] == [0, 1]
    assert {mark["name"]: mark[AT] for mark in marks} == {"ESA": 2, "JAXA": 3, "NASA": 4}, "ISRO has no line"


def test_the_same_graph_is_drawn_the_same_way() -> None:
    assert network(NODES, EDGES, "passages") == network(NODES, EDGES, "passages")


def test_a_graph_of_nothing_is_empty() -> None:
    assert network([], [], "passages")["layer"][0]["data"]["values"] == []
