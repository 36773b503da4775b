import pytest

from pipeline.entities import find_entities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Paraguayan Ministry of Defence agreed.", ("Paraguayan Ministry of Defence", None)),
        ("The Irish Department of Defence agreed.", ("Irish Department of Defence", None)),
        ("The Australian Department of Defence agreed.", ("Australian Department of Defence", "AU_DOD")),
        ("The Swiss Federal Department of Defence agreed.", ("Swiss Federal Department of Defence", None)),
        ("The Polish General Staff agreed.", ("Polish General Staff", None)),
        ("The Chilean Intelligence Service agreed.", ("Chilean Intelligence Service", None)),
        ("The Philippine Marine Corps landed.", ("Philippine Marine Corps", None)),
        ("The South African Department of Health agreed.", ("South African Department of Health", None)),
        ("The British Royal Navy sailed.", ("Royal Navy", "ROYAL_NAVY")),
        ("An Italian European Space Agency engineer spoke.", ("European Space Agency", "ESA")),
        ("The Ministry of Defence agreed.", ("Ministry of Defence", None)),
        ("The Argentine Fort Caracoles stood.", ("Fort Caracoles", None)),
    ],
)  # fmt: skip
def test_the_adjective_of_a_state_belongs_to_its_body(text, expected, language):
    assert [(one.text, one.canonical_id) for one in find_entities(text, language)] == [expected]
