"""Words that are kept inside values, because they say what a part is and nothing about whose it is."""

PARTICLES = frozenset(
    "van de der den het te ten ter von vom zu zum zur da das do dos du del della dello degli di la le los las l d al el ibn bin bint abu y e i und and".split()
)
TITLES = frozenset(
    "mr mrs ms miss mx dr prof sir madam dhr mevr mw heer mevrouw drs ir ing mr. herr frau hr fr m mme mlle monsieur madame mademoiselle "
    "sr sra srta señor señora don doña senhor senhora dona sig signor signora signorina dott dott.ssa jr sr ii iii iv phd md".split()
)
ID_WORDS = frozenset(
    "id user usr account acct acc customer cust client klant kunde order ord reservation booking card credit debit gift certificate cert paypal payment pay "
    "line bill invoice inv ticket case claim policy member guest admin ref reference employee emp staff patient loan line item tracking track sub subscription "
    "device session conv conversation wallet bank visa mastercard amex tmp test".split()
)
STREET_WORDS = frozenset(
    "street st avenue ave road rd lane ln drive dr court ct place pl square sq boulevard blvd way terrace ter close crescent parkway pkwy highway hwy circle cir trail alley "
    "suite ste apt apartment unit flat floor fl room rm building bldg block house no number po box north south east west n s e w ne nw se sw upper lower "
    "straat laan weg plein gracht kade dijk singel hof pad steeg dreef huis bus toev boven beneden "
    "straße strasse str allee platz gasse ring damm ufer chaussee etage og eg stock stiege top hinterhaus vorderhaus "
    "rue allée impasse chemin quai cours bâtiment bat étage appartement résidence bis ter esc porte route "
    "calle avenida avda av plaza paseo camino carrera carretera piso planta puerta escalera esc bloque portal izquierda derecha izq dcha bajo "
    "rua travessa praça praca largo estrada alameda andar apto bloco lote casa sala cep fundos "
    "via viale piazza corso vicolo largo strada piano scala interno int".split()
)
CARD_CUES = frozenset(
    "card ending ends last four digits visa mastercard amex maestro discover debit credit account number zip postal postcode code pin plz cep cap "
    "kaart eindigend eindigt laatste cijfers postcode karte endet endend letzte ziffern postleitzahl carte terminant finissant derniers chiffres postal "
    "tarjeta termina terminada últimos dígitos código cartão final terminado cartão últimos carta termina finisce ultime cifre".split()
)
