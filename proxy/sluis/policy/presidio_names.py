"""What Presidio's recognisers call an identifier, and what it is called here, where that is another word."""

from collections.abc import Mapping
from typing import Final

from sluis.policy.entities import ENTITY_TYPES

_OURS = {
    "PASSPORT": (
        "US_PASSPORT UK_PASSPORT DE_PASSPORT ES_PASSPORT IT_PASSPORT "
        "IN_PASSPORT KR_PASSPORT PH_PASSPORT ZA_PASSPORT"
    ),
    "DRIVER_LICENSE": (
        "US_DRIVER_LICENSE UK_DRIVING_LICENCE DE_FUEHRERSCHEIN IT_DRIVER_LICENSE KR_DRIVER_LICENSE "
        "ZA_DRIVER_LICENSE"
    ),
    "LICENSE_PLATE": (
        "DE_KFZ UK_VEHICLE_REGISTRATION IN_VEHICLE_REGISTRATION NG_VEHICLE_REGISTRATION TR_LICENSE_PLATE "
        "ZA_LICENSE_PLATE"
    ),
    "NATIONAL_ID": (
        "IT_IDENTITY_CARD IN_VOTER KR_RRN KR_FRN NG_NIN "
        "PH_UMID SG_NRIC_FIN TH_TNIN TR_NATIONAL_ID ZA_ID_NUMBER"
    ),
    "TAX_ID": (
        "AU_TFN AU_ABN AU_ACN IN_GSTIN PH_TIN "
        "KR_BRN ZA_INCOME_TAX_NUMBER ZA_VAT_NUMBER US_PROVIDER_TAX_ID SE_ORGANISATIONSNUMMER"
    ),
    "HEALTH_INSURANCE_ID": "AU_MEDICARE US_HEALTH_INSURANCE_MEMBER_ID",
    "BANK_ACCOUNT": "US_BANK_NUMBER ABA_ROUTING_NUMBER",
    "ACCOUNT_ID": (
        "MEDICAL_LICENSE US_NPI US_CLAIM_NUMBER US_PRESCRIPTION_NUMBER US_PRIOR_AUTHORIZATION_NUMBER "
        "US_REFERRAL_NUMBER DE_LANR DE_BSNR"
    ),
    "POSTCODE": "UK_POSTCODE CA_POSTAL_CODE DE_PLZ",
    "PHONE_NUMBER": "ZA_MOBILE_NUMBER ZA_TELEPHONE_NUMBER",
    "DEVICE_ID": "UUID",
}  # fmt: skip

PRESIDIO_NAMES: Final[Mapping[str, str]] = {name: ours for ours, names in _OURS.items() for name in names.split()} | {
    "ORG": "ORGANIZATION",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "PER": "PERSON",
}
"""Presidio's name, or a model's label, to the entity type here. Names that both share are not listed."""


def from_presidio(name: str) -> str | None:
    """The entity type for one of Presidio's names; None for what is nothing personal here (DATE_TIME, URL, NRP)."""
    return name if name in ENTITY_TYPES else PRESIDIO_NAMES.get(name)
