"""National identifiers of the UK, the US, Canada, Brazil, India and China."""

from sluis.detection import national_checks as own
from sluis.detection.checks import luhn, stdnum
from sluis.detection.recognizers.national_eu import CUED, digits, national_rule
from sluis.detection.rules import CueRule, Cues, NumberRule, Rule

_SSN_CUES = "ssn|ssns|social security|social security number|social security no|social security num|soc sec|ss|ss#|us social|seguro social|número de seguro social"

_UK: tuple[Rule, ...] = (
    NumberRule(
        "national.uk_nino",
        "UK_NINO",
        r"[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]?|[A-Z]{2}[ -]?\d{6}[ -]?[A-D]?",
        (8, 9),
        Cues("nino|ni number|ni no|national insurance|national insurance number|national insurance no|ni nummer"),
        own.nino,
        0.0,
        0.0,
        0.65,
        0.95,
    ),
    NumberRule(
        "national.uk_nino_alone",
        "UK_NINO",
        r"(?-i:[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D])",
        (9,),
        Cues("nino"),
        own.nino,
        0.0,
        0.75,
        0.0,
    ),
    national_rule("uk_nhs", "UK_NHS", digits(10), (10,), "nhs|nhs number|nhs no|national health service|health service number", stdnum("gb.nhs"), 0.0, CUED, called="british uk english:health"),
    national_rule("uk_utr", "UK_UTR", rf"{digits(10)}[ ]?K?", (10, 11), "utr|unique taxpayer reference|unique tax reference|tax reference|self assessment", stdnum("gb.utr"), 0.0, CUED, called="uk british:tax"),
)  # fmt: skip

_NORTH_AMERICA: tuple[Rule, ...] = (
    national_rule("us_ssn", "US_SSN", r"\d{3}[ .\u2011\u2013-]?\d{2}[ .\u2011\u2013-]?\d{4}|\d{3}[ ]-[ ]\d{2}[ ]-[ ]\d{4}", (9,), _SSN_CUES, stdnum("us.ssn"), 0.0, CUED),
    NumberRule("national.us_ssn_social", "US_SSN", r"\d{3}[ .-]?\d{2}[ .-]?\d{4}", (9,), Cues("social"), stdnum("us.ssn"), 0.0, 0.0, 0.7, 0.8),
    NumberRule("national.us_ssn_alone", "US_SSN", r"\d{3}-\d{2}-\d{4}", (9,), Cues("ssn"), stdnum("us.ssn"), 0.0, 0.75, 0.0),
    CueRule(
        "national.us_ssn_last_four",
        "US_SSN",
        "ssn|ssn no|ssn number|last four of my ssn|last 4 of my ssn|last four of my social|last 4 of my social|last four of social|last four ssn|last 4 ssn|ssn last four|ssn ending in|social ending in|ssn ends in|"
        "last four digits of my social security number|last 4 digits of my ssn|last four digits of my ssn|last four digits of your ssn",
        r"(?P<v>\d{4})(?![\w-]|[.,]\d)",
        0.8,
    ),
    national_rule("us_itin", "US_ITIN", r"9\d{2}[ -]?\d{2}[ -]?\d{4}", (9,), "itin|individual taxpayer identification number|taxpayer id|tax id|taxpayer identification", stdnum("us.itin"), 0.0, CUED, called="us american:tax"),
    NumberRule("national.us_itin_alone", "US_ITIN", r"9\d{2}-\d{2}-\d{4}", (9,), Cues("itin"), stdnum("us.itin"), 0.0, 0.75, 0.0),
    national_rule("us_ein", "US_EIN", r"\d{2}-?\d{7}", (9,), "ein|fein|employer identification number|employer id|federal tax id|tax id", stdnum("us.ein"), 0.0, CUED),
    national_rule("us_ptin", "TAX_ID", r"P-?\d{8}", (9,), "ptin|preparer tax identification number|preparer", stdnum("us.ptin"), 0.0, CUED),
    national_rule("us_alien", "NATIONAL_ID", r"A[ #-]{0,2}\d{3}[ -]?\d{3}[ -]?\d{2,3}", (9, 10), "a number|alien|alien number|alien registration|alien registration number|uscis|green card", None, 0.0, CUED),
    national_rule("us_medicare", "US_MBI", r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}", (11,), "medicare|mbi|medicare beneficiary identifier|medicare number|medicare id", None, 0.0, 0.85),
    national_rule("ca_sin", "CA_SIN", r"\d{3}[ -]?\d{3}[ -]?\d{3}", (9,), "social insurance number|social insurance|sin number|sin no|numéro d'assurance sociale|assurance sociale|nas|canadian sin", luhn, 0.0, CUED),
    NumberRule("national.ca_sin_short", "CA_SIN", r"\d{3}[ -]?\d{3}[ -]?\d{3}", (9,), Cues("sin|sin number"), luhn, 0.0, 0.0, 0.0, 0.85, before=24, after=1),
    national_rule("ca_ramq", "HEALTH_INSURANCE_ID", r"[A-Z]{4}[ ]?\d{4}[ ]?\d{4}", (12,), "ramq|assurance maladie|carte soleil|numéro d'assurance maladie", None, 0.0, 0.85),
)  # fmt: skip

_BRAZIL: tuple[Rule, ...] = (
    national_rule("br_cpf", "BR_CPF", r"\d{3}[ .]?\d{3}[ .]?\d{3}[ ./-]?\d{2}", (11,), "cpf|cpf mf|cadastro de pessoas físicas|cadastro de pessoa física|chave pix|pix", stdnum("br.cpf"), 0.7, CUED, called="brazilian:tax id"),
    NumberRule("national.br_cpf_printed", "BR_CPF", r"\d{3}\.\d{3}\.\d{3}-\d{2}", (11,), Cues("cpf"), stdnum("br.cpf"), 0.0, 0.9, 0.85),
    national_rule(
        "br_cnpj",
        "BR_CNPJ",
        r"\d{2}[ .]?\d{3}[ .]?\d{3}[ ]?[/-]?[ ]?\d{4}[ -]?\d{2}|(?-i:[A-Z0-9]{2}[.]?[A-Z0-9]{3}[.]?[A-Z0-9]{3}/[A-Z0-9]{4}-?\d{2})|\d(?:[ .-]?\d){13}",
        (14,),
        "cnpj|cadastro nacional da pessoa jurídica|chave pix",
        stdnum("br.cnpj"),
        0.7,
        0.7, called="brazilian:tax"),
    national_rule("br_rg", "BR_RG", r"(?:[A-Z]{2}-?)?\d{1,2}[ .]?\d{3}[ .]?\d{3}(?:[ -]?[\dX])?", (7, 8, 9, 10, 11), "rg|registro geral|carteira de identidade|identidade rg|cédula de identidade", None, 0.0, CUED, called="brazilian:id"),
    national_rule("br_cnh", "BR_CNH", digits(11), (11,), "cnh|carteira nacional de habilitação|carteira de motorista|habilitação|carta de motorista", own.cnh, 0.0, CUED),
    national_rule("br_pis", "BR_PIS", r"\d{3}[ .]?\d{5}[ .]?\d{2}[ .-]?\d|\d{3}\.\d{4}\.\d{3}-\d", (11,), "pis|pasep|pis pasep|nis|nit|número do pis", own.pis, 0.0, CUED),
    national_rule("br_cns", "BR_CNS", r"\d{3}[ .]?\d{4}[ .]?\d{4}[ .]?\d{4}", (15,), "cns|cartão sus|cartão do sus|sus|cartão nacional de saúde|cartão de saúde", own.cns, 0.65, CUED, called="brazilian:health"),
    national_rule("br_voter", "NATIONAL_ID", r"\d{4}[ .]?\d{4}[ .]?\d{4}", (12,), "título de eleitor|título eleitoral|título eleitor|titulo de eleitor", own.voter, 0.0, CUED),
    national_rule("br_work_book", "NATIONAL_ID", r"\d{5,7}(?:[ /-]{1,3}\d{3,5})?", (5, 6, 7, 8, 9, 10, 11, 12), "ctps|carteira de trabalho", None, 0.0, CUED),
)  # fmt: skip

_ASIA: tuple[Rule, ...] = (
    national_rule("in_aadhaar", "IN_AADHAAR", r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}", (12,), "aadhaar|aadhar|uidai|uid|aadhaar number|aadhaar card", stdnum("in_.aadhaar"), 0.0, CUED, called="indian:id"),
    NumberRule("national.in_aadhaar_alone", "IN_AADHAAR", r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}", (12,), Cues("aadhaar"), stdnum("in_.aadhaar"), 0.0, 0.6, 0.0),
    national_rule("in_pan", "IN_PAN", r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]", (10,), "pan|pan card|panno|pan number|pan no|permanent account number|income tax", stdnum("in_.pan"), 0.7, CUED, called="indian:tax"),
    national_rule("in_voter", "NATIONAL_ID", r"[A-Z]{3}\d{7}", (10,), "epic|voter id|voter card|election card", stdnum("in_.epic"), 0.0, CUED),
    national_rule("cn_ric", "CN_RIC", r"[1-9]\d{16}[\dX]|[1-9]\d{5}[ ]?\d{8}[ ]?\d{3}[\dX]", (18,), "身份证|身份证号|身份证号码|居民身份证|resident identity|resident id|chinese id|shenfenzheng|id card", own.resident_cn, 0.85, CUED, called="chinese:id"),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_UK, *_NORTH_AMERICA, *_BRAZIL, *_ASIA)
