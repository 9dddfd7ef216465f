"""Street addresses as many countries write them, and what stands after them."""

from __future__ import annotations

from random import Random

from tagger.english.people import family, full, given
from tagger.english.places import city, country, invented, pinyin, region
from tagger.written import Written, joined, listed, marked

STREET = "street_address"

_TYPES = listed(
    "Street, St, St., Road, Rd, Rd., Avenue, Ave, Ave., Lane, Ln, Drive, Dr, Boulevard, Blvd, Court, Ct, "
    "Place, Pl, Way, Terrace, Close, Crescent, Square, Parkway, Pkwy, Highway, Hwy, Circle, Trail, Row, Mews, "
    "Gardens, Hill, Walk, Alley, Loop, Plaza, Quay"
)
_NAMES = listed(
    "Main, Oak, Pine, Maple, Cedar, Elm, Washington, Lake, Hill, Park, Church, High, Station, Victoria, King, "
    "Queen, Mill, School, North, South, East, West, Spring, River, Sunset, Railroad, Ridge, Walnut, Chestnut, "
    "Cherry, Broad, Center, Union, Market, Water, Garden, Meadow, Forest, Highland, Franklin, Jefferson, "
    "Lincoln, Madison, Jackson, Green, Rose, Orchard, Bridge, Castle"
)
_BEFORE = listed(
    "Rue de, Rue du, Rue, Avenue de, Boulevard, Calle, Avenida, Plaza de, Carrer de, Via, Viale, Piazza, "
    "Corso, Rua, Avenida da, Praça, ul., ulica, Jalan, Jl., Strada, Calea, Chemin de, Allée des, Place de, "
    "Paseo de, Largo do, Vicolo, Contrada, Camino"
)
_JOINED = listed(
    "straße, strasse, str., weg, platz, gasse, allee, ring, straat, laan, weg, plein, gracht, gatan, vägen, "
    "vej, gade, gata, vei, katu, tie, utca, veien, stræde, kade, dijk, kuja, gränd"
)
_UNITS = listed(
    "Apt. {}, Apt {}, Suite {}, Unit {}, Flat {}, Floor {}, Room {}, # {}, Ste. {}, Bldg {}, Apartment {}, "
    "Office {}, Box {}"
)


def _number(draw: Random) -> str:
    form = draw.random()
    number = draw.randrange(1, 10 ** draw.choice((1, 2, 3, 3, 4, 5)))
    if form < 0.82:
        return str(number)
    if form < 0.9:
        return f"{number}{draw.choice('ABCDabc')}"
    return f"{number}{draw.choice('-/')}{draw.randrange(1, 40)}"


def _unit(draw: Random) -> str:
    number = f"{draw.randrange(1, 10 ** draw.choice((1, 2, 3)))}{draw.choice(('', '', '', 'A', 'B', 'C'))}"
    return draw.choice(_UNITS).format(number)


def _street(draw: Random) -> str:
    form = draw.random()
    if form < 0.46:
        name = draw.choice(_NAMES) if draw.random() < 0.5 else draw.choice((family(draw), given(draw), invented(draw)))
        before = draw.choice(("", "", "", "N. ", "S ", "East ", "W. ", "North "))
        return f"{_number(draw)} {before}{name} {draw.choice(_TYPES)}"
    if form < 0.52:
        ordinal = draw.choice(("1st", "2nd", "3rd", "4th", "5th", "12th", "23rd", "42nd", "Fifth", "Third", "Second"))
        return f"{_number(draw)} {ordinal} {draw.choice(('Street', 'Ave', 'Avenue', 'St'))}"
    if form < 0.68:
        stem = draw.choice((family(draw), given(draw), invented(draw))).split(" ")[0]
        street = (
            f"{stem.capitalize()}{draw.choice(_JOINED)}"
            if draw.random() < 0.7
            else f"{stem} {draw.choice(_JOINED).capitalize()}"
        )
        return f"{street} {_number(draw)}" if draw.random() < 0.65 else f"{_number(draw)} {street}"
    if form < 0.83:
        street = f"{draw.choice(_BEFORE)} {draw.choice((family(draw), given(draw), invented(draw), full(draw)))}"
        return draw.choice(
            (
                f"{street} {_number(draw)}",
                f"{street}, {_number(draw)}",
                f"{_number(draw)} {street}",
                f"{_number(draw)}, {street}",
            )
        )
    if form < 0.9:
        return f"No. {_number(draw)}, {pinyin(draw)} {draw.choice(('Road', 'Street', 'Lane', 'Avenue', 'North Road', 'West Street'))}"
    if form < 0.95:
        return draw.choice(
            (
                f"P.O. Box {_number(draw)}",
                f"PO Box {_number(draw)}",
                f"PSC {_number(draw)}, Box {_number(draw)}",
                f"Unit {_number(draw)} Box {_number(draw)}",
            )
        )
    stem = draw.choice((family(draw), invented(draw)))
    return f"{_number(draw)} {stem}"


def street(draw: Random) -> Written:
    """Street and number, and the flat if there is one."""
    line = _street(draw)
    if draw.random() < 0.25:
        line = f"{line}{draw.choice((' ', ', '))}{_unit(draw)}" if draw.random() < 0.8 else f"{_unit(draw)}, {line}"
    return marked(line, STREET)


def postcode(draw: Random) -> Written:
    """A postal code: found by patterns, so that it is nothing here."""
    digits = "".join(draw.choice("0123456789") for _ in range(draw.choice((4, 5, 5, 6))))
    letters = "".join(draw.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return Written(
        draw.choice((digits, digits, f"{letters}{digits[0]} {digits[1]}{letters}", f"{digits[:4]} {letters}"))
    )


def address(draw: Random) -> Written:
    """A whole address, on one line or several."""
    between = draw.choice((", ", ", ", "\n", "\n", " ", ",\n"))
    place = marked(city(draw), "location")
    tail = [joined([place, postcode(draw)], " ") if draw.random() < 0.5 else joined([postcode(draw), place], " ")]
    if draw.random() < 0.4:
        tail = [place, joined([region(draw), postcode(draw)], " ")]
    if draw.random() < 0.3:
        tail.append(country(draw))
    return joined([street(draw), *tail], between)
