"""Addresses and numbers of devices, and where they are."""

from stdnum import bitcoin, imei

from troth.personal.checksums import internet_address, of, telling_digits, vehicle
from troth.personal.interface import COORDINATES, CRYPTO_ADDRESS, DEVICE, IP_ADDRESS, PLATE, Rule

DRIVEN = (
    *("plate", "plates", "licence plate", "license plate", "number plate", "registration", "reg", "vehicle", "car"),
    *("kennzeichen", "matrícula", "immatriculation", "targa", "kenteken", "车牌", "车牌号", "号牌"),
)

RULES = (
    Rule(
        "ip_version_4",
        IP_ADDRESS,
        r"(?:\d{1,3}\.){3}\d{1,3}",
        internet_address,
        ("ip", "host", "server", "client"),
        0.8,
        0.95,
    ),
    Rule(
        "ip_version_6",
        IP_ADDRESS,
        r"(?i)(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}",
        internet_address,
        ("ip", "ipv6"),
        0.9,
        0.95,
    ),
    Rule("hardware_address", DEVICE, r"(?i)(?:[0-9a-f]{2}[:\-]){5}[0-9a-f]{2}", alone=0.9, beside=0.95),
    Rule("imei", DEVICE, r"\d{2}-?\d{6}-?\d{6}-?\d", of(imei), ("imei", "imei number", "phone"), 0.0, 0.95),
    Rule("vehicle_identification", DEVICE, r"[A-HJ-NPR-Z0-9]{17}", vehicle, ("vin", "chassis"), 0.8, 0.95),
    Rule(
        "serial_number",
        DEVICE,
        r"[A-Z]{1,4}-?\d[A-Z0-9\-]{4,20}|[A-Z0-9]{4,}-[A-Z0-9\-]{4,20}",
        telling_digits,
        ("serial", "serial number", "device id", "序列号"),
        0.0,
        0.7,
    ),
    Rule(
        "wallet_bitcoin",
        CRYPTO_ADDRESS,
        r"(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{11,71})",
        bitcoin.is_valid,
        ("bitcoin", "btc", "wallet", "crypto"),
        0.8,
        0.9,
        doubted=0.6,
    ),
    Rule("wallet_ethereum", CRYPTO_ADDRESS, r"0x[0-9A-Fa-f]{40}", alone=0.85),
    Rule(
        "coordinates",
        COORDINATES,
        r"(?i)\d{1,3}\.\d{2,8} ?°? ?[NS],? ?\d{1,3}\.\d{2,8} ?°? ?[EW]",
        telling_digits,
        alone=0.8,
    ),
    Rule(
        "coordinates_mentioned",
        COORDINATES,
        r"(?:-|\b)\d{1,2}\.\d{3,8}, ?-?\d{1,3}\.\d{3,8}",
        None,
        ("gps", "coordinates", "location", "lat", "latitude", "longitude", "located", "坐标", "经纬度"),
        0.0,
        0.8,
        edged=False,
    ),
    Rule("plate_united_kingdom", PLATE, r"[A-Z]{2}\d{2} [A-Z]{3}", None, DRIVEN, 0.6, 0.9),
    Rule("plate_france", PLATE, r"[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}", None, DRIVEN, 0.6, 0.9),
    Rule("plate_germany", PLATE, r"[A-ZÄÖÜ]{1,3}[ \-][A-Z]{1,2} ?\d{1,4}[EH]?", None, DRIVEN, 0.0, 0.8, True),
    Rule("plate_italy", PLATE, r"[A-HJ-NPR-TV-Z]{2} ?\d{3} ?[A-HJ-NPR-TV-Z]{2}", None, DRIVEN, 0.0, 0.85),
    Rule("plate_spain", PLATE, r"\d{4}[ \-]?[BCDFGHJKLMNPRSTVWXYZ]{3}", None, DRIVEN, 0.0, 0.85),
    Rule("plate_netherlands", PLATE, r"[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,2}", None, DRIVEN, 0.0, 0.8),
    Rule("plate_india", PLATE, r"[A-Z]{2}[ \-]?\d{1,2}[ \-]?[A-Z]{1,3}[ \-]?\d{4}", None, DRIVEN, 0.5, 0.9),
    Rule(
        "plate_china",
        PLATE,
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·・ ]?"
        r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF])",
        None,
        DRIVEN,
        0.85,
        0.95,
        True,
    ),
    Rule(
        "plate_mentioned",
        PLATE,
        r"[A-Z]{1,3}[ \-]?\d{2,4}[ \-]?[A-Z]{0,3}|\d{1,3}[ \-]?[A-Z]{2,4}[ \-]?\d{0,4}",
        None,
        DRIVEN[:5],
        0.0,
        0.7,
    ),
)
