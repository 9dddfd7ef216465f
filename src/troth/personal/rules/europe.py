"""Identity and tax numbers of Britain, Germany, France, Spain, Italy and the Netherlands; VAT of the Union."""

from stdnum.de import idnr
from stdnum.es import cif, dni, nie
from stdnum.eu import vat
from stdnum.fr import nif, nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale, iva
from stdnum.nl import bsn

from troth.personal.checksums import of, varied
from troth.personal.interface import DRIVING_LICENCE, HEALTH_NUMBER, NATIONAL_ID, TAX_ID, Rule

TAXED = ("vat", "ust-id", "ustid", "mwst", "tva", "iva", "btw", "tax")

RULES = (
    Rule(
        "uk_national_insurance",
        NATIONAL_ID,
        r"[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
        varied,
        ("national insurance", "nino", "ni number"),
        0.85,
        0.97,
    ),
    Rule(
        "uk_health_service",
        HEALTH_NUMBER,
        r"\d{3}[ \-]?\d{3}[ \-]?\d{4}",
        of(nhs),
        ("nhs", "nhs number", "health service"),
        0.0,
        0.95,
    ),
    Rule(
        "uk_driving_licence",
        DRIVING_LICENCE,
        r"[A-Z9]{5}\d[0156]\d(?:[0-2]\d|3[01])\d[A-Z9]{2}[A-Z0-9]{3}",
        None,
        ("driving", "licence"),
        0.9,
        0.97,
    ),
    Rule("uk_tax_reference", TAX_ID, r"\d{5} ?\d{5}", varied, ("utr", "unique taxpayer"), 0.0, 0.9),
    Rule(
        "german_tax",
        TAX_ID,
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        of(idnr),
        ("steuer", "steuer-id", "steueridentifikationsnummer", "idnr", "tax", "identifikationsnummer"),
        0.0,
        0.95,
    ),
    Rule(
        "german_identity_card",
        NATIONAL_ID,
        r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d?",
        varied,
        ("personalausweis", "ausweis", "ausweisnummer", "identity card"),
        0.0,
        0.9,
    ),
    Rule(
        "german_pension",
        NATIONAL_ID,
        r"\d{2} ?\d{6} ?[A-Z] ?\d{3}",
        varied,
        ("rentenversicherung", "sozialversicherung", "versicherungsnummer", "rvnr", "svnr"),
        0.0,
        0.95,
    ),
    Rule(
        "german_health",
        HEALTH_NUMBER,
        r"[A-Z]\d{9}",
        varied,
        ("krankenversicherung", "krankenkasse", "versichertennummer", "kvnr"),
        0.0,
        0.95,
    ),
    Rule(
        "french_social_security",
        NATIONAL_ID,
        r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}",
        of(nir),
        ("sécurité sociale", "nir", "numéro de sécu"),
        0.9,
        0.98,
    ),
    Rule(
        "french_tax",
        TAX_ID,
        r"[0-3]\d ?\d{2} ?\d{3} ?\d{3} ?\d{3}",
        of(nif),
        ("fiscal", "spi", "numéro fiscal", "impôts"),
        0.0,
        0.95,
    ),
    Rule(
        "spanish_identity",
        NATIONAL_ID,
        r"(?i)\d{8}[ \-]?[A-HJ-NP-TV-Z]",
        of(dni),
        ("dni", "nif", "identidad"),
        0.85,
        0.97,
    ),
    Rule(
        "spanish_foreigner",
        NATIONAL_ID,
        r"(?i)[XYZ][ \-]?\d{7}[ \-]?[A-HJ-NP-TV-Z]",
        of(nie),
        ("nie", "extranjero"),
        0.9,
        0.97,
    ),
    Rule("spanish_company", TAX_ID, r"[A-HJNP-SUVW][ \-]?\d{7}[ \-]?[0-9A-J]", of(cif), ("cif", "nif"), 0.5, 0.95),
    Rule(
        "italian_tax",
        TAX_ID,
        r"(?i)[A-Z]{6}\d[0-9L-V][A-EHLMPRST][0-9L-V]{2}[A-Z][0-9L-V]{3}[A-Z]",
        of(codicefiscale),
        ("codice fiscale", "cf", "c.f."),
        0.97,
        0.98,
    ),
    Rule("italian_company", TAX_ID, r"\d{11}", of(iva), ("partita iva", "p.iva", "p. iva", "iva"), 0.0, 0.95),
    Rule(
        "dutch_citizen",
        NATIONAL_ID,
        r"\d{4}[. ]?\d{2}[. ]?\d{3}",
        of(bsn),
        ("bsn", "burgerservicenummer", "sofinummer"),
        0.0,
        0.95,
    ),
    Rule(
        "european_vat",
        TAX_ID,
        r"(?:ATU|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[ ]?[0-9A-Z]{7,12}",
        of(vat),
        TAXED,
        0.6,
        0.95,
    ),
)
