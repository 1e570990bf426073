"""National identifiers of the EU, the EEA and Switzerland. Weak check digits need a word beside them, strong ones do not."""

import re
from collections.abc import Iterator

from sluis.detection import national_checks as own
from sluis.detection.checks import stdnum
from sluis.detection.rules import Check, Cues, NumberRule, Rule

CUED = 0.82
"""With a cue beside it and check digits that disagree: mistyped, but meant."""
_NOUNS = {
    "id": "id|national id|national id number|national identity number|national identification number|id number|id card|id card number|identity card|"
    "identity card number|identity number|identity code|personal number|personal code|personal id|personal identity number|personal identity code|"
    "personal identification number|national number|national register number|birth number|citizen number|citizen card|resident id|resident identity card|"
    "resident identity card number|national registration number|ausweisnummer|ausweis|personalausweis|identiteitsnummer",
    "tax": "tax id|tax number|tax code|tax identification number|tax no|taxpayer number|fiscal number|fiscal code|tin|belastingnummer",
    "social": "social security number|social security|social security no|social insurance number|insurance number|ssn",
    "health": "health insurance number|health insurance|health insurance id|health number|health insurance no|health card|sus card",
}
"""What such numbers are called in texts that name the country, mostly in English."""
_LETTERS = re.compile(r"[A-Z]")
_S = r"[ .\u00a0\u2011/-]?"


def digits(length: int) -> str:
    """So many digits, in any groups."""
    return rf"\d(?:{_S}\d){{{length - 1}}}"


def _has_no_city_code(value: str) -> bool:
    """Whether it does not begin as telephone numbers of London, Berlin and Hamburg do, which may agree by chance."""
    return re.match(r"020[378]|0[34]0[1-9]", value) is None


def national_rule(
    name: str,
    entity_type: str,
    pattern: str,
    lengths: tuple[int, ...],
    cues: str,
    check: Check | None,
    alone: float,
    cued: float = CUED,
    called: str = "",
) -> NumberRule:
    """alone: score with agreeing check digits and no cue; 0 where those say too little. Digits may stand in any groups.

    called: what it is called where the country is named: "german austrian: tax health".
    """
    if check is not None and not _LETTERS.search(pattern):
        pattern = "|".join((pattern, *(digits(length) for length in lengths)))
    named = "|".join((cues, *_with_country(called))) if called else cues
    return NumberRule(f"national.{name}", entity_type, pattern, lengths, Cues(named), check, 0.0, alone, cued)


def _with_country(called: str) -> Iterator[str]:
    countries, _, kinds = called.partition(":")
    for country in countries.split():
        for kind in kinds.split():
            for noun in _NOUNS[kind].split("|"):
                yield f"{country} {noun}"


_BSN = "bsn|burgerservicenummer|burger service nummer|sofinummer|sofi|citizen service number|persoonsnummer"
_PENSION = "rentenversicherungsnummer|sozialversicherungsnummer|rvnr|sv nummer|svnr|rv nummer|versicherungsnummer|social security number"

_WEST: tuple[Rule, ...] = (
    national_rule("nl_bsn", "NL_BSN", rf"\d{{8,9}}|\d{{3,4}}{_S}\d{{2,3}}{_S}\d{{2,3}}|{digits(9)}", (8, 9), _BSN, stdnum("nl.bsn"), 0.0, called="dutch netherlands nederlands:id tax social"),
    NumberRule("national.nl_bsn_alone", "NL_BSN", r"\d{9}|\d{4}[.]\d{2}[.]\d{3}|\d{3}[. ]\d{3}[. ]\d{3}", (9,), Cues(_BSN), stdnum("nl.bsn"), 0.0, 0.55, 0.0),
    national_rule(
        "de_tax",
        "DE_TAX_ID",
        digits(11),
        (11,),
        "steuer id|steuerid|steuer idnr|steuer identifikationsnummer|steueridentifikationsnummer|idnr|steuerliche identifikationsnummer|identifikationsnummer|german tax id|tax id",
        stdnum("de.idnr"),
        0.6, called="german deutsche duits:tax"),
    national_rule(
        "de_steuernummer",
        "DE_TAX_NUMBER",
        r"\d{2,3}[/ ]\d{3,4}[/ ]\d{4,5}|\d{10,13}",
        (10, 11, 12, 13),
        "steuernummer|steuernr|st nr|steuer nr|steuer nummer",
        stdnum("de.stnr"),
        0.0,
        CUED,
    ),
    national_rule(
        "de_health",
        "DE_HEALTH_INSURANCE",
        rf"[A-Z]{_S}{digits(9)}",
        (10,),
        "krankenversichertennummer|krankenversichertennr|krankenkassennummer|krankenkassennr|versicherungsnummer kv|versichertennummer|versichertennr|krankenversicherungsnummer|kvnr|kv nr|kv nummer|krankenkasse|egk|gesundheitskarte",
        own.health_insured_de,
        0.65, called="german deutsche:health"),
    national_rule("de_pension", "DE_SOCIAL_SECURITY", rf"\d{{2}}{_S}\d{{6}}{_S}[A-Z]{_S}\d{{3}}|\d{{2}} \d{{2}}{_S}\d{{2}}{_S}\d{{2}} [A-Z] \d{{2}} ?\d", (12,), _PENSION, own.pension_de, 0.65, called="german deutsche:social"),
    national_rule(
        "de_id_card",
        "DE_ID_CARD",
        r"[CFGHJ-NPRTV-Z][CFGHJ-NPRTV-Z0-9]{7,8}(?:[ -]?\d)?(?:[ ]?D)?",
        (8, 9, 10, 11),
        "personalausweis|personalausweisnummer|ausweisnummer|ausweisnr|ausweis nr|personalausweisnr|perso|ausweis|id card",
        own.id_card_de,
        0.0,
        CUED, called="german deutsche:id"),
    national_rule(
        "fr_nir",
        "FR_NIR",
        rf"[1-478]{_S}\d{{2}}{_S}\d{{2}}{_S}(?:\d{{2}}|2[AB]){_S}\d{{3}}{_S}\d{{3}}(?:[ ]?[-/]?[ ]?\d{{2}})?|[1-478]{_S}{digits(14)}",
        (13, 15),
        "nir|insee|numéro de sécurité sociale|sécurité sociale|sécu|secu|numéro de sécu|n de sécurité sociale|immatriculation|assuré social|french social security|carte vitale",
        stdnum("fr.nir"),
        0.85, called="french:social id"),
    national_rule(
        "fr_nif",
        "FR_NIF",
        rf"[0-3]{_S}{digits(12)}",
        (13,),
        "numéro fiscal|spi|numéro spi|nif|identifiant fiscal|référence fiscale|impôts|french tax number|n fiscal",
        stdnum("fr.nif"),
        0.0, called="french:tax"),
    national_rule(
        "es_nif",
        "ES_NIF",
        r"\d{1,2}[ .]?\d{3}[ .]?\d{3}[ -]{0,3}[A-Z]|\d{8}[ -]{0,3}[A-Z]|[KLM][ -]?\d{7}[ -]?[A-Z]",
        (8, 9),
        "dni|nif|documento nacional de identidad|documento de identidad|identidad|dni nif",
        stdnum("es.dni", "es.nif"),
        0.8, called="spanish:id tax"),
    national_rule(
        "es_nie",
        "ES_NIE",
        r"[XYZ][ -]?\d(?:[ .]?\d){6}[ -]{0,3}[A-Z]",
        (9,),
        "nie|número de identidad de extranjero|extranjero|tarjeta de residencia|permiso de residencia",
        stdnum("es.nie"),
        0.8, called="spanish:id"),
    national_rule(
        "es_social",
        "NATIONAL_ID",
        rf"\d{{2}}{_S}\d{{7,8}}{_S}\d{{2}}|{digits(12)}",
        (11, 12),
        "nuss|nass|nss|naf|número de la seguridad social|número de seguridad social|seguridad social|afiliación",
        own.social_security_es,
        0.0, called="spanish:social"),
    national_rule(
        "it_fiscal_code",
        "IT_FISCAL_CODE",
        r"[A-Z]{3}[ -]?[A-Z]{3}[ -]?[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[ -]?[A-Z][0-9LMNP-V]{3}[ -]?[A-Z]",
        (16,),
        "codice fiscale|cod fisc|cod fiscale|cf|c f|fiscal code|tessera sanitaria",
        stdnum("it.codicefiscale"),
        0.9,
        0.8, called="italian:tax id"),
    national_rule("it_vat", "IT_VAT_CODE", r"(?:IT[ ]?)?\d{11}", (11, 13), "partita iva|p iva|piva|vat number", stdnum("it.iva"), 0.0, 0.7),
    national_rule("pt_nif", "PT_NIF", digits(9), (9,), "nif|contribuinte|número de contribuinte|número de identificação fiscal|nipc", stdnum("pt.nif"), 0.0, called="portuguese:tax"),
    national_rule(
        "pt_cc",
        "PT_CC",
        r"\d{8}[ -]?\d[ -]?(?:[A-Z][A-Z0-9]|\d[A-Z])[ ]?\d",
        (12,),
        "cartão de cidadão|cartão do cidadão|cc|bilhete de identidade|citizen card|número de cidadão",
        stdnum("pt.cc"),
        0.75, called="portuguese:id"),
    national_rule("pt_bi", "NATIONAL_ID", r"\d{8}(?:[ -]?\d)?", (8, 9), "bilhete de identidade|bi n|cartão de cidadão|cartão do cidadão", None, 0.0),
    national_rule("pt_niss", "NATIONAL_ID", digits(11), (11,), "niss|segurança social|número de segurança social|número da segurança social", own.social_security_pt, 0.0, called="portuguese:social"),
    national_rule(
        "be_niss",
        "BE_NISS",
        rf"\d{{2}}{_S}\d{{2}}{_S}\d{{2}}[ ]?[-.]?[ ]?\d{{3}}{_S}\d{{2}}",
        (11,),
        "rijksregisternummer|rijksregister|nationaal nummer|nationale nummer|rijksregisternr|niss|insz|inss|numéro national|numéro de registre national|registre national|numéro niss|bis nummer|numéro bis|nationalregisternummer|national register number",
        stdnum("be.nn", "be.bis"),
        0.65, called="belgian belgische belge:id social"),
    national_rule("ie_pps", "IE_PPS", r"\d{7}[ -]?[A-W][ -]?[A-IWTX]?", (8, 9), "pps|ppsn|pps number|pps no|personal public service", stdnum("ie.pps"), 0.65, called="irish:social id tax"),
    national_rule("lu_matricule", "LU_MATRICULE", digits(13), (13,), "matricule|matricule national|numéro d'identification national|matrikel", own.matricule_lu, 0.7, called="luxembourg luxembourgish luxemburgische luxembourgeois:id social"),
    national_rule("at_svnr", "AT_SVNR", r"\d{4}[ /-]?\d{6}|\d{4}[ ]\d{2}[ ]?\d{2}[ ]?\d{2}", (10,), _PENSION + "|sv nr|e card|ecard", stdnum("at.vnr"), 0.0, CUED, called="austrian osterreichische:social"),
    national_rule(
        "ch_ahv",
        "CH_AHV",
        r"756[ .]?\d{4}[ .]?\d{4}[ .]?\d{2}",
        (13,),
        "ahv|ahv nummer|ahv nr|avs|numéro avs|avs n|navs|sozialversicherungsnummer",
        stdnum("ch.ssn"),
        0.85, called="swiss schweizer:social"),
)  # fmt: skip

_NORTH_AND_EAST: tuple[Rule, ...] = (
    national_rule(
        "pl_pesel",
        "PL_PESEL",
        digits(11),
        (11,),
        "pesel|numer pesel|pesel number|pesel nummer",
        stdnum("pl.pesel"),
        0.6, called="polish polnische poolse:id"),
    national_rule(
        "se_personnummer",
        "SE_PERSONNUMMER",
        r"(?:\d{2})?\d{6}[ -]?\d{4}",
        (10, 12),
        "personnummer|personnr|samordningsnummer|person nummer|swedish personal number|swedish id",
        stdnum("se.personnummer"),
        0.0, called="swedish schwedische zweeds:id"),
    NumberRule("national.se_alone", "SE_PERSONNUMMER", r"(?:(?:19|20)\d{2}|\d{2})(?:0[1-9]|1[0-2])\d{2}-\d{4}", (10, 12), Cues("personnummer"), stdnum("se.personnummer"), 0.0, 0.65, 0.0),
    national_rule("dk_cpr", "DK_CPR", r"\d{6}[ -]?\d{4}", (10,), "cpr|cpr nummer|cpr nr|personnummer|danish id|cpr number", own.birth_date_first, 0.0, CUED, called="danish danische deens:id"),
    NumberRule("national.dk_alone", "DK_CPR", r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-\d{4}", (10,), Cues("cpr"), own.birth_date_first, 0.0, 0.55, 0.0),
    national_rule("fi_hetu", "FI_PERSONAL_IDENTITY_CODE", r"\d{6}[-A-FU-Y]\d{3}[0-9A-Y]", (10, 11), "hetu|henkilötunnus|finnish id|personbeteckning", own.hetu, 0.8, called="finnish finnische fins:id"),
    national_rule("no_fodselsnummer", "NO_FODSELSNUMMER", r"\d{6}[ -]?\d{5}", (11,), "fødselsnummer|fodselsnummer|fnr|personnummer|d nummer|norwegian id", stdnum("no.fodselsnummer"), 0.63, called="norwegian norwegische noors:id"),
    national_rule("ro_cnp", "RO_CNP", rf"[1-9]{_S}{digits(12)}", (13,), "cnp|cod numeric personal|codul numeric personal", stdnum("ro.cnp"), 0.65, called="romanian:id"),
    national_rule("cz_rc", "CZ_RC", r"\d{6}[ ]?/?[ ]?\d{3,4}", (9, 10), "rodné číslo|rč|r č|rodne cislo|czech birth number|birth number", stdnum("cz.rc"), 0.0, CUED, called="czech tschechische:id"),
    NumberRule("national.cz_alone", "CZ_RC", r"\d{6}/\d{4}", (10,), Cues("rodne"), stdnum("cz.rc"), 0.0, 0.7, 0.0),
    national_rule("hr_oib", "HR_OIB", digits(11), (11,), "oib|osobni identifikacijski broj|croatian id", stdnum("hr.oib"), 0.0, CUED, called="croatian:id tax"),
    national_rule("bg_egn", "BG_EGN", digits(10), (10,), "egn|егн|единен граждански номер|bulgarian id", stdnum("bg.egn"), 0.0, CUED, called="bulgarian:id"),
    national_rule("gr_amka", "GR_AMKA", digits(11), (11,), "amka|αμκα", stdnum("gr.amka"), 0.55, CUED, called="greek:social"),
    NumberRule("national.gr_amka_alone", "GR_AMKA", r"\d{6}[ -]?\d{5}", (11,), Cues("amka"), stdnum("gr.amka"), 0.0, 0.62, 0.0, form=_has_no_city_code),
    national_rule("gr_afm", "GR_AFM", digits(9), (9,), "afm|αφμ|greek tax number", stdnum("gr.vat"), 0.0, CUED, called="greek:tax"),
    national_rule("hu_taj", "HU_TAJ", digits(9), (9,), "taj|taj number|taj nummer|taj szám|tajszám|társadalombiztosítási", own.health_insured_hu, 0.0, CUED, called="hungarian:social health"),
    national_rule("hu_person", "NATIONAL_ID", r"\d[ -]?\d{6}[ -]?\d{4}", (11,), "személyi szám|személyi azonosító|személyi|hungarian id", own.person_hu, 0.0, CUED, called="hungarian:id"),
    national_rule("ee_ik", "EE_IK", rf"[1-8]{_S}{digits(10)}", (11,), "isikukood|estonian id", stdnum("ee.ik"), 0.6, CUED, called="estonian:id"),
    national_rule("lt_ak", "LT_AK", rf"[1-6]{_S}{digits(10)}", (11,), "asmens kodas|ak|lithuanian id", stdnum("lt.asmens"), 0.0, CUED, called="lithuanian:id"),
    national_rule("lv_pk", "LV_PK", r"\d{6}[ -]?\d{5}", (11,), "personas kods|latvian id|pk", stdnum("lv.pvn"), 0.0, CUED, called="latvian:id"),
    national_rule("si_emso", "SI_EMSO", digits(13), (13,), "emšo|emso|enotna matična številka", stdnum("si.emso"), 0.65, CUED, called="slovenian:id"),
    national_rule("sk_rc", "SK_RC", r"\d{6}[ ]?/?[ ]?\d{3,4}", (9, 10), "rodné číslo sk|slovak birth number|slovenské rodné číslo", stdnum("sk.rc"), 0.0, CUED, called="slovak slowakische slovenske:id"),
    national_rule("is_kennitala", "NATIONAL_ID", r"\d{6}[ -]?\d{4}", (10,), "kennitala|kt|icelandic id", stdnum("is_.kennitala"), 0.0, CUED, called="icelandic:id"),
    national_rule("mt_id", "NATIONAL_ID", r"\d{3,7}[ ]?[MGAPLHBZ]", (4, 5, 6, 7, 8), "maltese id|carta d'identità maltese|identity card|karta tal identità|id card", None, 0.0, CUED, called="maltese malta:id"),
    national_rule("cy_id", "NATIONAL_ID", r"\d{6,10}", (6, 7, 8, 9, 10), "cyprus id|cypriot id|ταυτότητα|αριθμός ταυτότητας", None, 0.0, CUED, called="cyprus cypriot zyprische:id"),
    national_rule("li_peid", "NATIONAL_ID", r"\d{4,12}", (4, 5, 6, 7, 8, 9, 10, 11, 12), "peid|personenidentifikationsnummer", stdnum("li.peid"), 0.0, CUED, called="liechtenstein:id"),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_WEST, *_NORTH_AND_EAST)
