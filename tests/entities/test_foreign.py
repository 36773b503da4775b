import pytest

from pipeline.entities.foreign import find_foreign


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ministerstwo Rozwoju Wsi agreed.", ["Ministerstwo Rozwoju Wsi"]),
        ("Chile's Fuerza Aérea de Los Andes flew.", ["Fuerza Aérea de Los Andes"]),
        ("Rome's Direzione Nazionale degli Armamenti paid.", ["Direzione Nazionale degli Armamenti"]),
        ("Its Instituto Nacional de Pesquisas do Mar is small.", ["Instituto Nacional de Pesquisas do Mar"]),
        ("Conseil d’État and Agence de l'Eau met.", ["Conseil d’État", "Agence de l'Eau"]),
        ("Panzerlehrbataillon 93 and Marinefliegergeschwader 3 left.", [
            "Panzerlehrbataillon 93",
            "Marinefliegergeschwader 3",
        ]),
        ("Landeskriminalamt, Kustbevakningen and Sjøfartsdirektoratet.", [
            "Landeskriminalamt",
            "Kustbevakningen",
            "Sjøfartsdirektoratet",
        ]),
        ("Försvarets materielverk bought it.", ["Försvarets materielverk"]),
        ("The Agencia said so. A Brigade 45 men strong, the Division 2 table and Comando tactics.", []),
        ("An institute of technology, the Institute of Physics and the Agency.", []),
    ],
)  # fmt: skip
def test_bodies_under_names_of_other_languages(text, expected):
    assert [text[start:end] for start, end, label in find_foreign(text) if label == "ORG"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jets left the Base Aérea de Torvik and Fliegerhorst Holt.", ["Base Aérea de Torvik", "Fliegerhorst Holt"]),
        ("They slept in the General-Holt-Kaserne.", ["General-Holt-Kaserne"]),
        ("The Base aérienne 118 Torvik is old.", ["Base aérienne 118 Torvik"]),
        ("A Kaserne is a barracks; the Base Aérea is shut.", []),
    ],
)
def test_bases_under_names_of_other_languages(text, expected):
    assert [text[start:end] for start, end, label in find_foreign(text) if label == "FACILITY"] == expected


def test_a_long_run_of_capitals_costs_little():
    assert len(list(find_foreign("Agencia " * 20_000))) > 1
