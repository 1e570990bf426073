"""Words that are kept inside values, because they say what a part is and nothing about whose it is."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PARTICLES = frozenset(
    _words(
        """
    van de der den het te ten ter von vom zu zum zur da das do dos du del della dello degli di la le los las l
    d al el ibn bin bint abu y e i und and
    """
    )
)
TITLES = frozenset(
    _words(
        """
    mr mrs ms miss mx dr prof sir madam dhr mevr mw heer mevrouw drs ir ing mr. herr frau hr fr m mme mlle
    monsieur madame mademoiselle sr sra srta señor señora don doña senhor senhora dona sig signor signora
    signorina dott dott.ssa jr ii iii iv phd md
    """
    )
)
ID_WORDS = frozenset(
    _words(
        """
    id user usr account acct acc customer cust client klant kunde order ord reservation booking card credit
    debit gift certificate cert paypal payment pay line bill invoice inv ticket case claim policy member guest
    admin ref reference employee emp staff patient loan item tracking track sub subscription device session
    conv conversation wallet bank visa mastercard amex tmp test
    """
    )
)
STREET_WORDS = frozenset(
    _words(
        """
    street st avenue ave road rd lane ln drive dr court ct place pl square sq boulevard blvd way terrace ter
    close crescent parkway pkwy highway hwy circle cir trail alley suite ste apt apartment unit flat floor fl
    room rm building bldg block house no number po box north south east west n s e w ne nw se sw upper lower
    straat laan weg plein gracht kade dijk singel hof pad steeg dreef huis bus toev boven beneden straße
    strasse str allee platz gasse ring damm ufer chaussee etage og eg stock stiege top hinterhaus vorderhaus
    rue allée impasse chemin quai cours bâtiment bat étage appartement résidence bis esc porte route calle
    avenida avda av plaza paseo camino carrera carretera piso planta puerta escalera bloque portal izquierda
    derecha izq dcha bajo rua travessa praça praca largo estrada alameda andar apto bloco lote casa sala cep
    fundos via viale piazza corso vicolo strada piano scala interno int
    """
    )
)
UNIT_WORDS = frozenset(_words("suite ste apt apartment unit flat room rm apto appartement piso bus bte"))
"""Before the number of a part of a house, where the number is known by it alone."""
CARD_CUES = frozenset(
    _words(
        """
    card ending ends last four digits visa mastercard amex maestro discover debit credit account number zip
    postal postcode code pin plz cep cap kaart eindigend eindigt laatste cijfers karte endet endend letzte
    ziffern postleitzahl carte terminant finissant derniers chiffres tarjeta termina terminada últimos dígitos
    código cartão final terminado carta finisce ultime cifre
    """
    )
)
STREET_SUFFIXES = _words(
    """
    straat laan weg plein gracht kade dijk straße strasse str allee platz gasse
    """
)
