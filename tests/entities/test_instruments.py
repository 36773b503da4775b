import pytest

from pipeline.entities import find_entities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Elysée Treaty came before the Treaty of Lisbon of 2007.", ["Elysée Treaty", "Treaty of Lisbon"]),
        (
            "The Convention on the Prevention and Punishment of the Crime of Genocide binds Norway.",
            ["Convention on the Prevention and Punishment of the Crime of Genocide"],
        ),
        ("Norway and the Mutual Defense Treaty were discussed.", ["Mutual Defense Treaty"]),
        ("Japan kept its Status of Forces Agreement on 3 May 2024.", ["Status of Forces Agreement"]),
        ("The Convention on Cluster Munitions (CCM) is strict.", ["Convention on Cluster Munitions", "CCM"]),
        ("The Treaty of Nice and the Treaty of Lisbon differ.", ["Treaty of Nice", "Treaty of Lisbon"]),
        ("The Orlan Declaration and the Basra Plan of Action stand.", ["Orlan Declaration", "Basra Plan of Action"]),
        ("The Nordic Charter on Human and Peoples' Rights binds.", ["Nordic Charter on Human and Peoples' Rights"]),
        ("A Treaty of Peace, Trade and Navigation.", ["Treaty of Peace, Trade and Navigation"]),
        ("The Treaty of Nice, Norway and Sweden agree.", ["Treaty of Nice"]),
        ("The Bamako Communiqué and the Tromsø Guidelines hold.", ["Bamako Communiqué", "Tromsø Guidelines"]),
        ("The Norway Guidelines, an Oslo call and the Oslo Call Centre are none.", []),
        ("The JCPOA and MARPOL.", ["JCPOA", "MARPOL"]),
        ("A Joint Declaration, the Declaration of War and an Air Charter.", []),
        ("A Trade Agreement, a Draft Convention and the Simple Mail Transfer Protocol were named.", []),
        ("They met at the Republican National Convention on Tuesday.", []),
    ],
)  # fmt: skip
def test_instruments_that_no_list_holds(text, expected, language):
    assert [one.text for one in find_entities(text, language) if one.label == "TREATY"] == expected
