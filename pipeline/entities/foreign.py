"""Bodies and bases under their names in other languages than English, by the words that these begin or end with."""

import re
from collections.abc import Iterator

# The first word of a body's name in the Romance and West Slavonic languages and in German, with what may stand before.
_HEADS = (
    "Agencia|Agência|Agence|Agenzia|Agenția|Agencja|Agentura|Ministerio|Ministério|Ministère|Ministero|Ministerul|Ministerstwo|"
    "Ministerstvo|Bundesministerium|Bundesamt|Bundesanstalt|Instituto|Istituto|Institutul|Instytut|Comisión|Comissão|"
    "Commissione|Komisja|Dirección|Direção|Direzione|Secretaría|Secretaria|Segretariato|Secrétariat|Consejo|Conselho|"
    "Conseil|Consiglio|Universidad|Universidade|Université|Università|Universität|Uniwersytet|Fundación|Fundação|Fondation|"
    "Fondazione|Fuerza|Fuerzas|Força|Forças|Forze|Ejército|Exército|Esercito|Estado Maior|Estado Mayor|Stato Maggiore|"
    "Marina Militare|Marinha|Aeronautica Militare|Guardia|Polícia|Policía|Urząd|Úřad|Comando|Gabinete"
)
_JOINS = (
    r"(?:de\sla|de\slos|de\slas|de|del|da|das|do|dos|della|delle|dello|dei|degli|di|du|des|et|e|y|für|der|und|para|per|"
    r"pour|în|i)"
)
_WORD = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w-]+"
_BEGUN = re.compile(
    rf"(?<![\w.@/’'-])(?:{_HEADS})(?:\s(?:{_JOINS}\s)?(?:(?:dell|d|l|all)['’])?{_WORD}){{1,6}}(?![\w-])"
)
# A unit in one German or Nordic word with its number ("Panzerbataillon 203").
_UNIT = re.compile(
    r"(?<![\w-])(?:Taktisches\s)?[A-ZÄÖÜÅØ][a-zäöüåøß]{2,24}"
    r"(?:bataillon|brigade|regiment|geschwader|staffel|division|bataljon|kommando)\s\d{1,4}(?![\w%]|[.,]\d)"
)
# A German or Nordic body in one word: "Bundeskriminalamt", "Rymdstyrelsen".
_ONE_WORD = re.compile(
    r"(?<![\w-])[A-ZÄÖÜÅØ][a-zäöüåøß]{3,24}(?:ministerium|ministeriet|kriminalamt|bundesamt|agentur|behörde|styrelsen|myndigheten|"
    r"direktoratet|institutet|instituttet|nachrichtendienst|tjenesten|tjänsten|hochschule|kommandoen|bevakningen)(?![\w-])"
)
# A Nordic body that begins with whose it is, in the genitive ("Försvarets materielverk").
_GENITIVE = re.compile(
    r"(?<![\w-])(?:Försvarets|Forsvarets|Statens|Sjøforsvarets|Flyvevåbnets)\s[a-zåäöæø]{5,30}(?![\w-])"
)
# Barracks, bases and launch sites.
_SITE = re.compile(
    r"(?<![\w-])(?:(?:Base\s(?:Aérea|Naval|Aeronaval|aérienne|navale)|Fliegerhorst|Centro\sde\sLançamento|Centro\sEspacial|"
    rf"Cosmodromul|Aeródromo|Caserma|Caserne|Quartier)(?:\s\d{{1,4}})?(?:\s(?:{_JOINS}\s)?{_WORD}){{1,4}}|"
    r"(?:[A-ZÄÖÜ][a-zäöüß]+-){1,3}Kaserne)(?![\w-])"
)


def find_foreign(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of bodies and places that a text calls by a name in another language.

    Bounded in length, so that no text is slow; the pieces of longer names come too and lose to these.
    """
    for pattern in (_BEGUN, _UNIT, _ONE_WORD, _GENITIVE):
        for match in pattern.finditer(text):
            yield *match.span(), "ORG"
    for match in _SITE.finditer(text):
        yield *match.span(), "FACILITY"
