"""The values of the room: what kinds of personal data there are, what was found, and the rule that finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

EMAIL, PHONE, URL, IP_ADDRESS, DEVICE = "email", "phone", "url", "ip_address", "device"
CARD, IBAN, BANK_ACCOUNT, CRYPTO_ADDRESS = "card", "iban", "bank_account", "crypto_address"
NATIONAL_ID, TAX_ID, PASSPORT, DRIVING_LICENCE, PLATE = "national_id", "tax_id", "passport", "driving_licence", "plate"
HEALTH_NUMBER, ACCOUNT_NUMBER, SECRET = "health_number", "account_number", "secret"
DATE_OF_BIRTH, POSTCODE, COORDINATES = "date_of_birth", "postcode", "coordinates"
STREET_ADDRESS, PERSON, LOCATION, ORGANISATION = "street_address", "person", "location", "organisation"

KINDS = {
    EMAIL: "e-mail address",
    PHONE: "telephone or fax number",
    URL: "web address",
    IP_ADDRESS: "internet address, version 4 or 6",
    DEVICE: "number of a device: hardware address, IMEI, vehicle identification number",
    CARD: "number of a payment card",
    IBAN: "international bank account number",
    BANK_ACCOUNT: "national bank account, routing number or sort code",
    CRYPTO_ADDRESS: "address of a wallet",
    NATIONAL_ID: "number a state gives a person: identity, social security, voter",
    TAX_ID: "number a tax office gives a person or a company",
    PASSPORT: "number of a passport or visa",
    DRIVING_LICENCE: "number of a driving licence",
    PLATE: "registration of a vehicle",
    HEALTH_NUMBER: "number of a patient, an insured person or a health record",
    ACCOUNT_NUMBER: "number of a customer, an account, an order, a policy, an employee",
    SECRET: "password, PIN, one-time code, key or token",
    DATE_OF_BIRTH: "date of birth",
    POSTCODE: "postal code",
    COORDINATES: "geographical coordinates",
    STREET_ADDRESS: "street and house number",
    PERSON: "name of a person",
    LOCATION: "name of a place",
    ORGANISATION: "name of an organisation",
}
"""Every kind the room knows, and what it is."""

Check = Callable[[str], bool]
"""Whether a candidate's digits (its checksum, its ranges) are such a number's."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Personal data at characters `start` to `end` of a text (0-based, the end not included).

    kind: one of `KINDS`. rule: what found it, such as `us_ssn`. score: 0 to 1, how sure; it orders findings that
    overlap, and is no probability.
    """

    start: int
    end: int
    kind: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of one kind.

    pattern: in RE2's syntax (no look-around, no back references); its first group is what is found, where it has one.
    Case counts unless it says `(?i)`. check: drops a candidate that it says no to. words: of which one beside it
    raises the score from `alone` to `beside`. alone: 0 where it is nothing without such a word. joined: whether it may
    stand in a longer run of letters, digits and dashes. edged: whether a word's edge is asked for on its left; the
    pattern says so itself where it may begin with a sign. doubted: the score beside a word where the check says no; 0
    drops it.
    """

    name: str
    kind: str
    pattern: str
    check: Check | None = None
    words: tuple[str, ...] = ()
    alone: float = 0.0
    beside: float = 0.9
    joined: bool = False
    edged: bool = True
    doubted: float = 0.0
