"""Bank accounts, cards, their last four digits, payment-method ids, crypto addresses."""

from sluis.detection.checks import IBAN_LENGTHS, base58_address, card, iban, stdnum
from sluis.detection.keys import is_payment_id
from sluis.detection.rules import CueRule, Cues, NumberRule, Rule, ShapeRule

_LAST_FOUR = (
    "ending in|ending with|ending|ends in|ends with|last four|last four digits|last 4|last 4 digits|final four digits|eindigend op|eindigt op|"
    "laatste vier cijfers|laatste 4 cijfers|laatste vier|endet auf|endend auf|letzten vier ziffern|letzte vier ziffern|letzten 4 ziffern|"
    "se terminant par|finissant par|termine par|quatre derniers chiffres|4 derniers chiffres|terminada en|termina en|que termina en|"
    "últimos cuatro dígitos|últimos 4 dígitos|terminado em|terminando em|final|termina em|últimos quatro dígitos|ultimi quattro|"
    "ultime quattro cifre|ultime 4 cifre|che termina con|termina con|terminante con"
)
_CARD_NAMES = "visa|mastercard|master card|amex|american express|discover|maestro|credit card|debit card|kreditkarte|creditcard|carte bancaire|tarjeta|cartão|carta di credito|paypal"


RULES: tuple[Rule, ...] = (
    NumberRule(
        "finance.iban",
        "IBAN_CODE",
        r"[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{1,4}){2,8}",
        tuple(range(15, 35)),
        Cues("iban|rekening|rekeningnummer|konto|kontonummer|compte|cuenta|conta|conto|account|bankrekening"),
        check=iban,
        checked=0.98,
        both=1.0,
        cued=0.85,
        form=lambda compact: IBAN_LENGTHS.get(compact[:2].upper()) == len(compact),
    ),
    NumberRule(
        "finance.card",
        "CREDIT_CARD",
        r"\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}|\d{4}[ -]?\d{6}[ -]?\d{4,5}|\d(?:[ .-]?\d){12,18}",
        tuple(range(13, 20)),
        Cues(
            "card|visa|mastercard|amex|maestro|discover|credit|debit|cc|creditcard|kaart|kaartnummer|kreditkarte|karte|kartennummer|carte|"
            "tarjeta|cartão|carta|card number|kreditkartennummer"
        ),
        check=card,
        checked=0.9,
        both=0.98,
        cued=0.8,
    ),
    CueRule("finance.last_four", "CARD_LAST_FOUR", _LAST_FOUR, r"[xX*•.]{0,16}[ -]?(?P<v>\d{4})(?![\w]|[.,-]\d)", 0.85, several=True),
    CueRule("finance.masked_card", "CARD_LAST_FOUR", _CARD_NAMES, r"[xX*•.]{1,16}[ -]?(?:[xX*•.]{1,16}[ -]?){0,3}(?P<v>\d{4})(?![\w]|[.,]\d)", 0.8),
    ShapeRule(
        "finance.masked",
        "CARD_LAST_FOUR",
        r"(?<![\w*•])(?:[xX]{4}|[*•·]{3,4}|[•·]{2})(?:[ -]?(?:[xX]{4}|[*•·]{4})){0,3}[ -]?(?P<v>\d{4})(?![\w]|[-‑/.]\d)",
        ("xxxx", "***", "••", "··"),
        0.75,
    ),
    ShapeRule(
        "finance.payment_id",
        "ACCOUNT_ID",
        r"(?<![\w.@/-])[A-Za-z]{3,12}(?:_[A-Za-z]{2,12}){0,2}_\d{3,12}(?!\w)",
        ("_",),
        0.9,
        accept=is_payment_id,
    ),
    CueRule(
        "finance.account",
        "BANK_ACCOUNT",
        "bank account|bank account number|account number|checking|savings|checking account|savings account|current account|acct|acct no|bankrekeningnummer|sort code|routing number|aba number|bank code|blz|bankleitzahl|bankgiro|plusgiro|bankrekening|rekeningnummer|rekening|kontonummer|konto nr|kontonr|bankkonto|bankverbindung|"
        "numéro de compte|compte bancaire|rib|cuenta bancaria|número de cuenta|cuenta|conta|conta bancária|conta corrente|número da conta|agência|"
        "conto corrente|numero di conto|conto",
        r"\d(?:[ .-]?\d){4,21}(?![\w]|[.,]\d)",
        0.86,
        near=True,
    ),
    ShapeRule(
        "finance.bitcoin",
        "CRYPTO",
        r"(?<![\w/])(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,71})(?!\w)",
        ("1", "3"),
        0.0,
        check=stdnum("bitcoin"),
        checked=0.95,
        cues=Cues("bitcoin|btc|wallet|crypto"),
        sizes=tuple(range(14, 75)),
        at_numbers=True,
        cued=0.7,
    ),
    ShapeRule(
        "finance.coin",
        "CRYPTO",
        r"(?<![\w/])[DLMTXr][1-9A-HJ-NP-Za-km-z]{24,34}(?!\w)",
        (),
        0.0,
        check=base58_address,
        checked=0.95,
        sizes=tuple(range(25, 36)),
        at_numbers=True, one_word=True,
    ),
    ShapeRule(
        "finance.coin_of_its_form",
        "CRYPTO",
        r"(?<![\w/])(?:bc1p[02-9ac-hj-np-z]{58}|ltc1[02-9ac-hj-np-z]{25,62}|addr1[02-9ac-hj-np-z]{50,100}|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93})(?!\w)",
        (),
        0.85,
        sizes=tuple(range(29, 106)),
        at_numbers=True, one_word=True,
    ),
    CueRule(
        "finance.wallet",
        "CRYPTO",
        "wallet|wallet address|crypto|crypto address|solana|solana address|portefeuille|billetera|monedero|carteira|portafoglio",
        r"(?P<v>(?-i:(?=[A-Za-z]{0,40}\d)(?=\d{0,40}[A-Za-z])[1-9A-HJ-NP-Za-km-z]{32,44}))(?!\w)",
        0.75,
    ),
    ShapeRule("finance.ethereum", "CRYPTO", r"(?<!\w)0x[0-9a-fA-F]{40}(?!\w)", ("0x",), 0.85),
)  # fmt: skip
