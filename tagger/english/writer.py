"""One text after the other, of every kind."""

from __future__ import annotations

import re
from random import Random

from tagger.english import addresses, chat, forms, news, organisations, people, places, prose
from tagger.english.wordnet import wordnet
from tagger.noise import worn
from tagger.written import Slots, Written, joined, listed, marked, plain, write

_DAYS = listed(
    "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday, 3 March, 12/05/2023, the 4th of July, "
    "tomorrow, New Year's Day"
)
_MONTHS = listed("January, February, March, April, May, June, July, August, September, October, November, December")
_JOBS = listed(
    "teacher, lawyer, painter, nurse, farmer, driver, director, singer, mayor, engineer, baker, judge, coach, "
    "author, manager, chief executive, photographer, soldier, priest, student, journalist, carpenter, dentist, "
    "pilot, cook, banker, minister, clerk, plumber, sales assistant, air traffic controller, vice president, "
    "software engineer, data analyst, head of marketing"
)
_THINGS = listed(
    "invoice, loan, phone, laptop, car, card, flight, parcel, contract, ticket, report, house, book, bike, "
    "policy, camera, plan, project, factory, key, order, subscription, song, film, watch, garden, dog, cat, "
    "painting, medicine, letter, deposit, shop"
)
_ILLS = listed(
    "pneumonia, a broken arm, diabetes, chest pain, a fever, asthma, high blood pressure, migraine, the flu, "
    "anaemia, appendicitis"
)
_DRUGS = listed(
    "ibuprofen, Aspirin, metformin, Paracetamol, amoxicillin, Lipitor, insulin, omeprazole, Xanax, penicillin, warfarin"
)
_ROOMS = listed(
    "study, kitchen, living room, garden, lobby, library, main hall, meeting room, conference room, garage, "
    "office, classroom"
)
_QUOTES = listed(
    "We did what we could, It was not our fault, See you tomorrow, Please call me back, "
    "Your parcel is waiting, The price is too high, I never said that, Thank you for everything, "
    "The code is valid for five minutes, Nobody was hurt, It will rain, Let us wait, "
    "Your appointment is confirmed, Happy to help, We are delighted, The train is late, I love it here, "
    "Dinner is ready"
)


def _number(draw: Random) -> Written:
    return Written(str(draw.randrange(1, 10 ** draw.choice((1, 2, 3, 4)))))


def _money(draw: Random) -> Written:
    amount = f"{draw.randrange(1, 5000):,}{draw.choice(('', '', '.50', '.99'))}"
    return Written(
        draw.choice(
            (f"${amount}", f"£{amount}", f"{amount} euros", f"{amount} yuan", f"€{amount} million", f"{amount} USD")
        )
    )


def _phone(draw: Random) -> Written:
    shape = draw.choice(
        (
            "+## ### ######",
            "(###) ###-####",
            "###-###-####x###",
            "0### ######",
            "+1-###-###-####",
            "## ######",
            "1##########",
        )
    )
    return Written("".join(draw.choice("0123456789") if sign == "#" else sign for sign in shape))


def _date(draw: Random) -> Written:
    day, month, year = draw.randrange(1, 29), draw.randrange(1, 13), draw.randrange(1930, 2027)
    return Written(
        draw.choice(
            (
                f"{month}/{day}/{year}",
                f"{day}.{month}.{year}",
                f"{year}-{month:02}-{day:02}",
                f"{day} {_MONTHS[month - 1]} {year}",
                f"{_MONTHS[month - 1]} {day}, {year}",
            )
        )
    )


def _mail(draw: Random) -> Written:
    return Written(
        f"{people.given(draw)}{draw.choice(('.', '', '_'))}{people.family(draw)}@{organisations.brand(draw).replace(' ', '')}.{draw.choice(('com', 'org', 'net', 'de', 'co.uk'))}".lower()
    )


def _web(draw: Random) -> Written:
    return Written(
        f"{draw.choice(('http://www.', 'https://', 'www.'))}{organisations.brand(draw).replace(' ', '')}.{draw.choice(('com', 'fr', 'no', 'hu'))}/"
    )


def _code(draw: Random) -> Written:
    return Written(
        draw.choice(("#", "", "No. "))
        + "".join(draw.choice("ABCDEFGHKLMNPRSTUVWX") for _ in range(draw.choice((1, 2, 3))))
        + str(draw.randrange(100, 10**7))
    )


SLOTS: Slots = {
    "person": people.person,
    "full": people.full_person,
    "first": people.first_person,
    "family": lambda draw: marked(people.family(draw), people.PERSON),
    "last": lambda draw: marked(people.family(draw), people.PERSON),
    "titled": people.titled,
    "filed": people.filed,
    "location": places.location,
    "town": places.town,
    "country": places.country,
    "region": places.region,
    "site": places.site,
    "nested": places.nested,
    "organisation": organisations.organisation,
    "company": organisations.company,
    "school": organisations.school,
    "hospital": organisations.hospital,
    "street": addresses.street,
    "address": addresses.address,
    "postcode": addresses.postcode,
    "unit": lambda draw: marked(
        f"{draw.choice(('Apt.', 'Suite', 'Flat', 'Unit'))} {draw.randrange(1, 900)}", addresses.STREET
    ),
    "day": plain(_DAYS),
    "month": plain(_MONTHS),
    "job": lambda draw: Written(draw.choice(_JOBS if draw.random() < 0.5 else wordnet().jobs)),
    "thing": lambda draw: Written(draw.choice(_THINGS if draw.random() < 0.4 else wordnet().things)),
    "illness": plain(_ILLS),
    "medicine": plain(_DRUGS),
    "room": plain(_ROOMS),
    "quote": lambda draw: Written(draw.choice(_QUOTES if draw.random() < 0.3 else wordnet().sentences)),
    "number": _number,
    "open": lambda _: Written("["),
    "close": lambda _: Written("]"),
    "money": _money,
    "phone": _phone,
    "date": _date,
    "mail": _mail,
    "web": _web,
    "code": _code,
    "time": lambda draw: Written(f"{draw.randrange(24)}:{draw.randrange(60):02}"),
    "year": lambda draw: Written(str(draw.randrange(1900, 2027))),
    "age": lambda draw: Written(str(draw.randrange(1, 100))),
    "percent": lambda draw: Written(f"{draw.randrange(1, 100)}{draw.choice(('%', ' percent', '.5%'))}"),
    "score": lambda draw: Written(f"{draw.randrange(8)}-{draw.randrange(8)}"),
}


def _sentence(draw: Random) -> Written:
    parts = [draw.choice(part) for part in (prose.SUBJECTS, prose.VERBS, prose.OBJECTS, prose.ADJUNCTS)]
    return write(f"{parts[0]} {parts[1]} {parts[2]}{parts[3]}", SLOTS, draw)


def _prose(draw: Random) -> Written:
    parts: list[Written] = []
    for _ in range(draw.choice((1, 1, 2, 2, 3))):
        parts += [_sentence(draw), Written(draw.choice(prose.JOINTS))]
    return joined([*parts[:-1], Written(draw.choice((".", ".", "", "!", "?")))])


_SAID = (  # what stands for a name in an example, and the slot that is put in its place
    (re.compile(r"\b(?:he|she)\b"), "{person}"),
    (re.compile(r"\bhim\b"), "{person}"),
    (
        re.compile(
            r"\b(?:his|the (?:man|woman|boy|girl|child|doctor|teacher|president|lawyer|actor|author|artist)'s)\b"
        ),
        "{person}'s",
    ),
    (
        re.compile(
            r"\bthe (?:man|woman|boy|girl|doctor|teacher|lawyer|actor|author|artist|professor|actress|patient)\b"
        ),
        "{person}",
    ),
    (re.compile(r"\bthey\b"), "{first} and {person}"),
    (
        re.compile(
            r"\bthe (?:company|firm|school|team|committee|bank|hospital|university|newspaper|club|agency|party)\b"
        ),
        "{organisation}",
    ),
    (re.compile(r"\bthe (?:city|town|country|village|state|island|capital|area|region|valley|park)\b"), "{location}"),
)
_TAILS = (
    " in {location}",
    " at {site}",
    " with {person}",
    " for {organisation}",
    ", said {person}",
    " near {town}",
    " at {street}",
    ", {first}",
)


def _example(draw: Random) -> Written:
    """A sentence of WordNet, with names where it has pronouns and the like, or as it is."""
    if draw.random() < 0.25:
        return _closed(Written(draw.choice(wordnet().definitions)), draw)
    sentence = draw.choice(wordnet().sentences).replace("{", "(").replace("[", "(")
    if draw.random() < 0.7:
        for shape, slot in _SAID:
            if draw.random() < 0.6:
                sentence = shape.sub(slot, sentence, count=1)
        if draw.random() < 0.15:
            sentence = sentence.rstrip(".!?") + draw.choice(_TAILS)
    return _closed(write(sentence, SLOTS, draw), draw)


def _closed(written: Written, draw: Random) -> Written:
    """With a capital letter and a full stop, mostly."""
    text = written.text
    if draw.random() < 0.85 and text:
        text = text[0].upper() + text[1:]
    closing = "" if text[-1:] in ".!?" or draw.random() < 0.2 else draw.choice("...!?")
    return Written(text, written.spans) + Written(closing)


def _salad(draw: Random) -> Written:
    """Words of the language that are no sentence: a list, a heading."""
    words = [draw.choice(wordnet().words) for _ in range(draw.randrange(1, 9))]
    text = draw.choice((" ", " ", ", ")).join(words)
    return Written(
        draw.choice(
            (
                text,
                text.capitalize(),
                text.title(),
                text.capitalize() + ":",
                f"- {text}",
                f"[{words[0].title()}] {text}",
            )
        )
    )


def _from(templates: tuple[str, ...], draw: Random) -> Written:
    return write(draw.choice(templates), SLOTS, draw)


def text(draw: Random) -> Written:
    """A text of one to four parts, worn as texts are."""
    parts: list[Written] = []
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        kind = draw.random()
        if kind < 0.36:
            parts.append(_example(draw))
        elif kind < 0.42:
            parts.append(_salad(draw))
        elif kind < 0.5:
            parts.append(_prose(draw))
        elif kind < 0.68:
            parts.append(_from(chat.TEMPLATES, draw))
        elif kind < 0.78:
            parts.append(_from(news.TEMPLATES, draw))
        elif kind < 0.95:
            parts.append(_from(forms.TEMPLATES, draw))
        else:
            parts.append(_from(prose.NOBODY, draw))
    return worn(joined(parts, draw.choice((" ", " ", "\n", "\n\n"))), draw)
