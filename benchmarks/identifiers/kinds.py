"""Which identifiers are measured: how their values look, who checks them, and what people call them in which language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sluis.detection import national_checks as own
from sluis.detection.checks import card, iban, luhn, stdnum

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of identifier.

    entity_type: what a hit is called. forms: as `values.of_form` reads them. check: whether check digits agree.

    names: what it is called, by language. keys: names of fields that hold it. alone: found without any word beside it.
    also: other entity types a hit may have. regroup: whether its digits may stand in any groups. fixed: published values.
    shapeless: the check knows a form and no check digits, so that nearly any other digit passes too.
    """

    entity_type: str
    forms: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    keys: tuple[str, ...]
    check: Check | None = None
    alone: bool = False
    also: tuple[str, ...] = ()
    regroup: bool = False
    fixed: tuple[str, ...] = ()
    label: str = ""
    shapeless: bool = False

    @property
    def name(self) -> str:
        """The name of its file of cases."""
        return (self.label or self.entity_type).lower()


def _names(**by_language: str) -> dict[str, tuple[str, ...]]:
    return {language: tuple(text.split("|")) for language, text in by_language.items()}


def _kind(
    entity_type: str,
    forms: str,
    check: Check | None,
    keys: str,
    *,
    alone: bool = False,
    also: str = "",
    regroup: bool = False,
    fixed: str = "",
    label: str = "",
    shapeless: bool = False,
    **names: str,
) -> Kind:
    return Kind(
        entity_type,
        tuple(forms.split("|")),
        _names(**names),
        tuple(keys.split()),
        check,
        alone,
        tuple(also.split()),
        regroup,
        tuple(fixed.split("|")) if fixed else (),
        label,
        shapeless,
    )


def _hetu(value: str) -> bool:
    return stdnum("fi.hetu")(value if len(value) == 11 else f"{value[:6]}-{value[6:]}")


EUROPE = (
    _kind("NL_BSN", "999999999|9999.99.999|999 999 999", stdnum("nl.bsn"), "bsn burgerservicenummer", regroup=True, fixed="1112.22.333", nl="BSN|burgerservicenummer|bsn-nummer|sofinummer", en="BSN|citizen service number"),
    _kind("DE_TAX_ID", "89999999999|89 999 999 999", stdnum("de.idnr"), "steuer_id steuerIdNr steueridentifikationsnummer", alone=True, regroup=True, fixed="36 574 261 809", de="Steuer-ID|Steueridentifikationsnummer|steuerliche Identifikationsnummer|IdNr", en="German tax ID|tax id"),
    _kind("DE_HEALTH_INSURANCE", "A999999999|A 999 999 999", own.health_insured_de, "krankenversichertennummer kvnr versichertennummer", alone=True, de="Krankenversichertennummer|Versichertennummer|KVNR|Krankenkassennummer", en="German health insurance number|KVNR"),
    _kind("DE_ID_CARD", "CX9XXX9999", own.id_card_de, "personalausweisnummer ausweisnummer", also="NATIONAL_ID PASSPORT", de="Personalausweisnummer|Ausweisnummer|Personalausweis-Nr.|Perso-Nummer", en="German ID card"),
    _kind("DE_SOCIAL_SECURITY", "99 d C 999|99dC999", own.pension_de, "rentenversicherungsnummer sv_nummer", alone=True, also="NATIONAL_ID", de="Rentenversicherungsnummer|Sozialversicherungsnummer|SV-Nummer", en="German social security number"),
    _kind("FR_NIR", "1990199999999 99|1 99 02 99 999 999 99|299059999999999", stdnum("fr.nir"), "nir numero_securite_sociale numeroSecu", alone=True, fixed="2 95 10 99 126 111 93|253072B07300470", fr="numéro de sécurité sociale|numéro de sécu|NIR|n° de sécurité sociale", en="French social security number"),
    _kind("FR_NIF", "2999999999999|30 99 999 999 999", stdnum("fr.nif"), "numero_fiscal spi", fixed="3023217600053", fr="numéro fiscal|numéro SPI|identifiant fiscal", en="French tax number"),
    _kind("ES_NIF", "99999999A|99999999-A|99.999.999-A", stdnum("es.dni"), "dni nif numero_dni", alone=True, fixed="54362315-K", es="DNI|NIF|número de DNI|documento nacional de identidad", en="DNI|Spanish DNI"),
    _kind("ES_NIE", "\\X9999999A|\\Y-9999999-A|Z9999999A", stdnum("es.nie"), "nie numero_nie", alone=True, fixed="x-2482300w", es="NIE|número de NIE|número de identidad de extranjero", en="NIE|Spanish NIE"),
    _kind("IT_FISCAL_CODE", "CCCCCCFA999A|CCC CCC F A999A", stdnum("it.codicefiscale"), "codice_fiscale codiceFiscale cf", alone=True, fixed="RCCMNL83S18D969H", it="codice fiscale|cod. fisc.|CF", en="Italian fiscal code"),
    _kind("PT_NIF", "299999999|199 999 999", stdnum("pt.nif"), "nif numero_contribuinte", regroup=True, fixed="501 964 843", pt="NIF|número de contribuinte|contribuinte|número de identificação fiscal", en="Portuguese NIF"),
    _kind("PT_CC", "99999999 9 AA9|999999999AA9", stdnum("pt.cc"), "cartao_cidadao numeroCartaoCidadao", alone=True, fixed="00000000 0 ZZ4", pt="cartão de cidadão|número do cartão de cidadão|CC", en="Portuguese citizen card"),
    _kind("PL_PESEL", "D99999", stdnum("pl.pesel"), "pesel numer_pesel", alone=True, fixed="44051401359", en="PESEL|PESEL number", de="PESEL-Nummer", nl="PESEL-nummer"),
    _kind("SE_PERSONNUMMER", "D-9999|Y-9999|D9999", stdnum("se.personnummer"), "personnummer personnr", fixed="880320-0016", en="Swedish personal number|personnummer", de="schwedische Personnummer", nl="personnummer"),
    _kind("BE_NISS", "D99999|99.01.09-999.99", stdnum("be.nn"), "rijksregisternummer niss insz numero_national", alone=True, regroup=True, fixed="85 07 30 033 28", nl="rijksregisternummer|INSZ-nummer|nationaal nummer", fr="numéro de registre national|NISS|numéro national", en="Belgian national number", de="Nationalregisternummer"),
    _kind("AT_SVNR", "8999 d|8999d", stdnum("at.vnr"), "svnr sozialversicherungsnummer", fixed="1237 010180", de="Sozialversicherungsnummer|SVNR|SV-Nummer|Versicherungsnummer", en="Austrian social security number"),
    _kind("IE_PPS", "9999999A|9999999AA|9999999 AA", stdnum("ie.pps"), "ppsn pps_number", alone=True, fixed="6433435F|6433435FT", en="PPS number|PPSN|Personal Public Service number"),
    _kind("DK_CPR", "d-9999|d9999", stdnum("dk.cpr"), "cpr cpr_nummer", shapeless=True, fixed="211062-5629", en="CPR number|Danish CPR", de="CPR-Nummer", nl="CPR-nummer"),
    _kind("FI_PERSONAL_IDENTITY_CODE", "d-999X|d\\A999X", _hetu, "henkilotunnus hetu", alone=True, fixed="131052-308T", en="Finnish personal identity code|henkilötunnus|HETU", de="finnische Personenkennung henkilötunnus"),
    _kind("RO_CNP", "1D409999|2D129999", stdnum("ro.cnp"), "cnp cod_numeric_personal", alone=True, fixed="1630615123457", en="CNP|Romanian CNP", it="CNP rumeno", es="CNP rumano"),
    _kind("CZ_RC", "D/9999|D9999", stdnum("cz.rc"), "rodne_cislo rodneCislo", also="SK_RC", fixed="710319/2745", en="rodné číslo|Czech birth number", de="rodné číslo"),
    _kind("SK_RC", "D/9999|D9999", stdnum("sk.rc"), "rodne_cislo_sk", also="CZ_RC", fixed="710319/2745", en="Slovak birth number|slovenské rodné číslo", de="slowakische rodné číslo"),
    _kind("HR_OIB", "99999999999", stdnum("hr.oib"), "oib", fixed="33392005961", en="OIB|Croatian OIB", de="OIB-Nummer", it="OIB croato"),
    _kind("BG_EGN", "D9999", stdnum("bg.egn"), "egn", fixed="8032056031", en="EGN|ЕГН|Bulgarian EGN", de="EGN"),
    _kind("GR_AMKA", "d99999", stdnum("gr.amka"), "amka", alone=True, fixed="01013099997", en="AMKA|ΑΜΚΑ", de="AMKA"),
    _kind("GR_AFM", "999999999", stdnum("gr.vat"), "afm", fixed="094259216", en="AFM|ΑΦΜ|Greek tax number"),
    _kind("HU_TAJ", "999999999|999 999 999", own.health_insured_hu, "taj taj_szam", regroup=True, en="TAJ number|TAJ szám|Hungarian TAJ", de="TAJ-Nummer"),
    _kind("EE_IK", "3D9999|4D9999", stdnum("ee.ik"), "isikukood", alone=True, also="LT_AK", fixed="36805280109", en="isikukood|Estonian personal code", de="isikukood"),
    _kind("LT_AK", "3D9999|4D9999", stdnum("lt.asmens"), "asmens_kodas", also="EE_IK", fixed="33309240064", en="asmens kodas|Lithuanian personal code"),
    _kind("LV_PK", "d-99999|d99999", stdnum("lv.pvn"), "personas_kods", fixed="161175-19997|328673-00679", en="personas kods|Latvian personal code"),
    _kind("SI_EMSO", "0103980509999|1512975505999", stdnum("si.emso"), "emso", alone=True, fixed="0101006500006", en="EMŠO|EMSO", de="EMŠO"),
    _kind("LU_MATRICULE", "198503149999 9|1977112099999", own.matricule_lu, "matricule_national numero_matricule", alone=True, also="PERSONNEL_ID ACCOUNT_ID", fr="matricule national|numéro de matricule|matricule luxembourgeois", de="luxemburgische Matrikelnummer|nationale Matrikel", en="Luxembourg matricule"),
    _kind("NATIONAL_ID", "9999999A|999999A", lambda v: v[-1] in "MGAPLHBZ", "", label="mt_id", shapeless=True, en="Maltese ID card|Malta ID card number", it="carta d'identità maltese"),
    _kind("NATIONAL_ID", "99999999|9999999", None, "", label="cy_id", en="Cyprus ID|Cypriot identity card number|Cyprus identity card", de="zyprische Ausweisnummer"),
    _kind("NO_FODSELSNUMMER", "d99999|d 99999", stdnum("no.fodselsnummer"), "fodselsnummer fnr", alone=True, fixed="151086 95088", en="fødselsnummer|Norwegian national identity number", de="norwegische fødselsnummer"),
    _kind("CH_AHV", "756.9999.9999.99|7569999999999", stdnum("ch.ssn"), "ahv_nummer numero_avs ahv", alone=True, fixed="756.9217.0769.85", de="AHV-Nummer|AHV-Nr.|Sozialversicherungsnummer", fr="numéro AVS|n° AVS", it="numero AVS", en="AHV number|Swiss AHV number"),
    _kind("UK_NINO", "CC999999A|CC 99 99 99 A", lambda v: own.nino(v) and v[-1] in "ABCD", "nino national_insurance_number", shapeless=True, alone=True, fixed="AB123456C", en="National Insurance number|NI number|NINO|national insurance no"),
    _kind("UK_NHS", "4999999999|999 999 9999|499-999-9999", stdnum("gb.nhs"), "nhs_number nhsNumber", regroup=True, fixed="943-476-5870|401-023-2137|2213951837", en="NHS number|NHS no|NHS num"),
    _kind("UK_UTR", "8999999999|89999 99999", stdnum("gb.utr"), "utr unique_taxpayer_reference", fixed="1955839661", en="UTR|Unique Taxpayer Reference|UTR number"),
)  # fmt: skip

AMERICA_AND_ASIA = (
    _kind("US_SSN", "499-39-9899|399 49 9899|299399899", stdnum("us.ssn"), "ssn social_security_number socialSecurityNumber", shapeless=True, fixed="536-90-4399|219-09-9998", en="SSN|social security number|social security|social", es="número de seguro social"),
    _kind("US_ITIN", "9\\9\\8-79-9999|999-89-9999|900729999", stdnum("us.itin"), "itin", shapeless=True, also="TAX_ID", fixed="912-90-3456", en="ITIN|individual taxpayer identification number"),
    _kind("US_EIN", "20-9999999|46-9999999", stdnum("us.ein"), "ein employer_identification_number", shapeless=True, also="TAX_ID", fixed="91-1144442", en="EIN|employer identification number|federal EIN"),
    _kind("CA_SIN", "199 999 999|599-999-999|499999999", luhn, "sin social_insurance_number", regroup=True, fixed="123-456-782|046 454 286", en="social insurance number|SIN|SIN number", fr="numéro d'assurance sociale|NAS"),
    _kind("BR_CPF", "999.999.999-99|99999999999", stdnum("br.cpf"), "cpf numero_cpf", alone=True, fixed="390.533.447-05|111.444.777-35", pt="CPF|número do CPF|cpf", en="CPF|Brazilian CPF"),
    _kind("BR_CNPJ", "99.999.999/0001-99|99999999000199", stdnum("br.cnpj"), "cnpj", alone=True, fixed="16.727.230/0001-97", pt="CNPJ|cnpj da empresa", en="CNPJ"),
    _kind("BR_RG", "89.999.999-9|89.999.999-\\X|899999999", None, "rg numero_rg", pt="RG|número do RG|carteira de identidade", en="Brazilian RG"),
    _kind("BR_CNH", "89999999999", own.cnh, "cnh numero_cnh", also="DRIVER_LICENSE", pt="CNH|número da CNH|carteira nacional de habilitação|carteira de motorista", en="CNH"),
    _kind("BR_PIS", "129.99999.99-9|12999999999", own.pis, "pis nis pis_pasep", pt="PIS|PIS/PASEP|NIS|número do PIS", en="PIS number"),
    _kind("BR_CNS", "799 9999 9999 9999|899999999999999", own.cns, "cns cartao_sus", alone=True, pt="cartão SUS|CNS|cartão nacional de saúde|número do cartão do SUS", en="SUS card"),
    _kind("IN_AADHAAR", "8999 9999 9999|899999999999", lambda v: v[0] in "23456789" and stdnum("in_.aadhaar")(v), "aadhaar aadhaar_number", fixed="2341 2341 2346|234123412346", en="Aadhaar|Aadhaar number|Aadhaar card|aadhar no"),
    _kind("IN_PAN", "AAAPA9999A", stdnum("in_.pan"), "pan_card panNo", shapeless=True, alone=True, fixed="ACUPA7085R", en="PAN|PAN card|PAN number"),
    _kind("CN_RIC", "1101051\\9\\900307999X|4401061\\9\\800101999X|3101011\\9751123999X", own.resident_cn, "resident_id shenfenzheng", alone=True, fixed="360426199101010071|11010519491231002X", en="Chinese ID|resident identity card number|Chinese resident ID|身份证号"),
)  # fmt: skip

PAPERS = (
    _kind("TAX_ID", "NL999999999B99|\\FR99999999999|\\ATU99999999|ESX9999999X", None, "vat_number btw_nummer tax_number", also="DE_VAT_ID IT_VAT_CODE DE_TAX_NUMBER", en="VAT number|tax number|VAT ID", nl="btw-nummer|btw-id|fiscaal nummer", de="USt-IdNr.|Umsatzsteuer-ID", fr="numéro de TVA|TVA intracommunautaire", es="número de IVA", pt="número de IVA"),
    _kind("DE_TAX_NUMBER", "199/815/08155|93/815/08152|289/9999/9999", None, "steuernummer", also="TAX_ID", de="Steuernummer|Steuer-Nr.|St.-Nr.", en="German Steuernummer"),
    _kind("IT_VAT_CODE", "99999999999", stdnum("it.iva"), "partita_iva", also="TAX_ID", fixed="00743110157", it="partita IVA|P.IVA|p. iva", en="partita IVA"),
    _kind("HEALTH_INSURANCE_ID", "999999999|AAA999999999|9999999999", None, "health_insurance_number insurance_member_id", also="US_MBI ACCOUNT_ID", en="health insurance number|insurance member ID|Medicaid ID|health card number", nl="zorgverzekeringsnummer|relatienummer zorgverzekering", fr="numéro de mutuelle", es="número de tarjeta sanitaria|número de afiliado", pt="número de utente|cartão de saúde", it="numero tessera sanitaria"),
    _kind("US_MBI", "8m99-m99-mm99|8mm9mm9mm99", None, "medicare_beneficiary_identifier mbi", also="HEALTH_INSURANCE_ID", fixed="1EG4-TE5-MK73|1EG4-TE5-MK72", en="Medicare number|MBI|Medicare beneficiary identifier"),
    _kind("PASSPORT", "A99999999|AA9999999|999999999|CX999XX99|99AA99999", None, "passport_number passport paspoortnummer numero_passeport", also="US_PASSPORT DE_ID_CARD", en="passport number|passport no.|passport", nl="paspoortnummer|paspoort", de="Reisepassnummer|Passnummer|Reisepass-Nr.", fr="numéro de passeport|passeport", es="número de pasaporte|pasaporte", pt="número do passaporte|passaporte", it="numero di passaporto|passaporto"),
    _kind("DRIVER_LICENSE", "A9999999|A999-9999-9999|AA999999A|999999999|AAAAA999999AA9AA|A99999999", None, "drivers_license driver_license_number rijbewijsnummer", also="US_DRIVER_LICENSE UK_DRIVING_LICENCE", en="driver's license number|driver's license|driving licence number|DL number|drivers license", nl="rijbewijsnummer|rijbewijs", de="Führerscheinnummer|Führerschein-Nr.", fr="numéro de permis de conduire|permis de conduire", es="carnet de conducir|permiso de conducir", pt="carta de condução", it="numero di patente|patente di guida"),
    _kind("LICENSE_PLATE", "CC-999-C|9-CCC-99|CC-999-CC|B-CC 9999|M-C 999|9999 CCC|CC999CC|CC99 CCC|99-CC-99|1-CCC-999|CCC9C99", None, "license_plate kenteken kennzeichen targa placa", en="license plate|number plate|plate number|registration plate", nl="kenteken|nummerplaat", de="Kennzeichen|Autokennzeichen|Nummernschild", fr="plaque d'immatriculation|immatriculation|plaque", es="matrícula|matrícula del coche", pt="matrícula|placa do carro|placa", it="targa|numero di targa"),
    _kind("DATE_OF_BIRTH", "DATE", None, "date_of_birth dob geboortedatum geburtsdatum", en="date of birth|DOB|birthday|birth date", nl="geboortedatum|verjaardag", de="Geburtsdatum|Geburtstag", fr="date de naissance", es="fecha de nacimiento", pt="data de nascimento", it="data di nascita"),
)  # fmt: skip

EVERYDAY = (
    _kind("EMAIL_ADDRESS", "EMAIL", None, "email e_mail mailadres", alone=True, fixed="first.last+tag@mail.example.co.uk|o'brien@example.ie|user_name@sub-domain.example.org|a.b-c@example.travel|info@presidio.site", en="email|email address|e-mail|mail", nl="e-mailadres|mailadres|e-mail", de="E-Mail-Adresse|Mailadresse|E-Mail", fr="adresse e-mail|courriel|adresse mail", es="correo electrónico|correo|email", pt="e-mail|endereço de e-mail", it="indirizzo e-mail|email|posta elettronica"),
    _kind("PHONE_NUMBER", "PHONE", None, "phone phone_number telefoonnummer telefono", alone=True, en="phone number|mobile|cell|telephone number", nl="telefoonnummer|mobiele nummer|06-nummer", de="Telefonnummer|Handynummer|Rufnummer", fr="numéro de téléphone|portable|téléphone", es="número de teléfono|móvil|teléfono", pt="telefone|celular|telemóvel", it="numero di telefono|cellulare|telefono"),
    _kind("CREDIT_CARD", "CARD", card, "card_number credit_card cardNumber", alone=True, fixed="4111 1111 1111 1111|5555555555554444|378282246310005|6011111111111117|30569309025904|3530111333300000|4012888888881881|2223 0031 2200 3222|5105-1051-0510-5100|3782 822463 10005|4917610000000000003", en="card number|credit card|Visa card|debit card", nl="kaartnummer|creditcardnummer|creditcard", de="Kreditkartennummer|Kartennummer", fr="numéro de carte|carte bancaire", es="número de tarjeta|tarjeta de crédito", pt="número do cartão|cartão de crédito", it="numero della carta|carta di credito"),
    _kind("IBAN_CODE", "IBAN", iban, "iban iban_number", alone=True, fixed="NL91 ABNA 0417 1643 00|DE89370400440532013000|FR14 2004 1010 0505 0001 3M02 606|GB29 NWBK 6016 1331 9268 19|ES91 2100 0418 4502 0005 1332|IT60 X054 2811 1010 0000 0123 456|PT50 0002 0123 1234 5678 9015 4|BE68 5390 0754 7034|CH93 0076 2011 6238 5295 7|AT611904300234573201|NO9386011117947|PL61 1090 1014 0000 0712 1981 2874", en="IBAN|bank account IBAN", nl="IBAN|rekeningnummer", de="IBAN", fr="IBAN", es="IBAN", pt="IBAN", it="IBAN"),
    _kind("BANK_ACCOUNT", "8999999999|89999999|899999999999|899-999999-9", None, "bank_account account_number rekeningnummer", also="IBAN_CODE ACCOUNT_ID", en="bank account number|account number|checking account|bank account", nl="bankrekeningnummer|rekeningnummer|bankrekening", de="Kontonummer|Konto-Nr.|Bankkonto", fr="numéro de compte|compte bancaire", es="número de cuenta|cuenta bancaria", pt="conta bancária|número da conta|conta corrente", it="numero di conto|conto corrente"),
    _kind("IP_ADDRESS", "IP", None, "ip ip_address client_ip", alone=True, fixed="192.0.2.44|198.51.100.23|203.0.113.7|2001:db8::ff00:42:8329|2001:0db8:85a3:0000:0000:8a2e:0370:7334|fe80::1ff:fe23:4567:890a|10.20.30.40|::ffff:192.0.2.128", en="IP address|IP|client ip", nl="IP-adres", de="IP-Adresse", fr="adresse IP", es="dirección IP", pt="endereço IP", it="indirizzo IP"),
    _kind("MAC_ADDRESS", "hh:hh:hh:hh:hh:hh|hh-hh-hh-hh-hh-hh|hhhh.hhhh.hhhh", None, "mac mac_address", alone=True, fixed="00-00-5E-00-53-AF|D0-50-99-84-A2-A0|00:00:5e:00:53:01", en="MAC address|MAC", nl="MAC-adres", de="MAC-Adresse", fr="adresse MAC", es="dirección MAC", pt="endereço MAC", it="indirizzo MAC"),
    _kind("IMEI", "35\\9999\\99999999\\9|35-999999-999999-9|359999999999999", luhn, "imei imei_number", fixed="490154203237518|35-209900-176148-1", en="IMEI|IMEI number", nl="IMEI-nummer", de="IMEI-Nummer", fr="numéro IMEI", es="número IMEI", pt="número IMEI", it="codice IMEI"),
    _kind("CRYPTO", "0xhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh", None, "wallet wallet_address btc_address", alone=True, fixed="1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa|3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy|bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4|1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD|1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2|bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", en="bitcoin address|wallet|crypto wallet|ethereum address", nl="bitcoinadres|wallet", de="Bitcoin-Adresse|Wallet", fr="adresse bitcoin|portefeuille", es="dirección bitcoin|monedero", pt="endereço bitcoin|carteira", it="indirizzo bitcoin|wallet"),
    _kind("USERNAME", "USER", None, "username user_name login", also="PERSON EMAIL_ADDRESS ACCOUNT_ID", en="username|user name|login|user id", nl="gebruikersnaam|inlognaam", de="Benutzername|Nutzername|Benutzerkennung", fr="nom d'utilisateur|identifiant", es="nombre de usuario|usuario", pt="nome de usuário|usuário|nome de utilizador", it="nome utente|username"),
    _kind("ORDER_ID", "W9999999|OR\\D-99999999|99999999|AA99-9999|9999-99999|A9999999", None, "order_id order_number bestelnummer", also="ACCOUNT_ID CUSTOMER_ID", en="order number|order|order id|invoice number|booking reference", nl="bestelnummer|ordernummer|factuurnummer|boekingsnummer", de="Bestellnummer|Auftragsnummer|Rechnungsnummer|Buchungsnummer", fr="numéro de commande|commande|numéro de facture|numéro de réservation", es="número de pedido|pedido|número de factura|localizador", pt="número do pedido|pedido|número da encomenda|código de reserva", it="numero d'ordine|ordine|numero di fattura|codice prenotazione"),
    _kind("CUSTOMER_ID", "99999999|K-999999|CUST999999|9999-9999|K\\D99999", None, "customer_id customer_number klantnummer kundennummer", also="ACCOUNT_ID", en="customer number|customer ID|client number", nl="klantnummer|klantnr.|debiteurnummer", de="Kundennummer|Kunden-Nr.|Kdnr.", fr="numéro client|numéro de client|référence client", es="número de cliente|código de cliente", pt="número de cliente|código do cliente", it="codice cliente|numero cliente"),
    _kind("PERSONNEL_ID", "9999999|E99999|P-999999|MA99999", None, "employee_id personnel_number personeelsnummer", also="ACCOUNT_ID LU_MATRICULE", en="employee ID|employee number|staff number|personnel number", nl="personeelsnummer|medewerkernummer", de="Personalnummer|Mitarbeiternummer|Personal-Nr.", fr="matricule|numéro de matricule|numéro d'employé", es="número de empleado|número de personal", pt="número de funcionário|matrícula funcional|número de empregado", it="numero di matricola|matricola|codice dipendente"),
    _kind("ACCOUNT_ID", "99999999|AA-999999|ACC9999999|999-999-99|X9999X99", None, "account_id member_number policy_number claim_number", also="CUSTOMER_ID BANK_ACCOUNT ORDER_ID HEALTH_INSURANCE_ID", en="account ID|member number|policy number|claim number|case number|patient number", nl="lidnummer|polisnummer|dossiernummer|zaaknummer|patiëntnummer", de="Mitgliedsnummer|Vertragsnummer|Aktenzeichen|Schadennummer|Patientennummer", fr="numéro d'adhérent|numéro de contrat|numéro de dossier|numéro de police", es="número de póliza|número de socio|número de expediente|número de contrato", pt="número da apólice|número de sócio|número do processo|número do contrato", it="numero di polizza|numero di pratica|numero di contratto|numero tessera"),
    _kind("PASSWORD", "PASS", None, "password passwd wachtwoord", also="API_KEY", en="password|pwd|temporary password|passphrase", nl="wachtwoord", de="Passwort|Kennwort", fr="mot de passe", es="contraseña", pt="senha|palavra-passe", it="password|parola d'ordine"),
    _kind("API_KEY", "KEY", None, "api_key access_token secret_key", also="PASSWORD", alone=True, en="API key|access token|secret key|token", nl="API-sleutel|API key", de="API-Schlüssel|API-Key", fr="clé API|clé d'API", es="clave API|clave de API", pt="chave de API|chave API", it="chiave API|token"),
    _kind("POSTCODE", "POST", None, "postcode zip_code plz cap cep", also="ADDRESS", en="zip code|postcode|postal code|ZIP", nl="postcode", de="Postleitzahl|PLZ", fr="code postal", es="código postal", pt="CEP|código postal", it="CAP|codice postale"),
)  # fmt: skip

KINDS: tuple[Kind, ...] = (*EUROPE, *AMERICA_AND_ASIA, *PAPERS, *EVERYDAY)
