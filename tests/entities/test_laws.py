import pytest

from pipeline.entities.laws import find_numbered_laws
from pipeline.entities.rules import load_rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Decree No. 118 and Presidential Decree 45 were signed.", ["Decree No. 118", "Presidential Decree 45"]),
        ("Law No. 20.424 holds, Federal Law No. 374-FZ too.", ["Law No. 20.424", "Federal Law No. 374-FZ"]),
        ("Act No. 46 of 2008 and Act 84 of 1993 apply.", ["Act No. 46 of 2008", "Act 84 of 1993"]),
        ("Public Law 118-9, Bill C-26 and H.R. 2670 passed.", ["Public Law 118-9", "Bill C-26", "H.R. 2670"]),
        ("Decision 897 and Directive 3000.09, but Directive 12.", ["Decision 897", "Directive 3000.09"]),
        ("Law 27/2022 and Law 27 differ.", ["Law 27/2022"]),
        ("The ordinance is Ordinance 12/2019.", ["Ordinance 12/2019"]),
        ("They cite resolution ES-11/1 and Resolution 2117.", ["resolution ES-11/1", "Resolution 2117"]),
        ("In Act 2 of the play, Order 4 of them, Law 3 and Bill 2 percent.", []),
        ("A resolution 1080 pixels high, the resolution 2000 by 1000, resolution 42.", []),
        ("Decree 5 million, Decree 3.5% and Order 12.", []),
    ],
)  # fmt: skip
def test_laws_by_kind_and_number(text, expected):
    assert sorted(find_numbered_laws(text, load_rules())) == [
        (at := text.index(name), at + len(name)) for name in sorted(expected, key=text.index)
    ]
