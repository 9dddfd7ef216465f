"""Organisations: companies, banks, schools, authorities, clubs, media; known ones and such as might be."""

from __future__ import annotations

from random import Random

from tagger.english.people import COMMON_GIVEN, family
from tagger.english.places import CITIES, COUNTRIES, REGIONS, invented
from tagger.spelled import Spelled
from tagger.written import Written, listed, marked

ORGANISATION = "organisation"

KNOWN = listed(
    "Google, Microsoft, Apple, Amazon, Facebook, Meta, Twitter, Netflix, IBM, Intel, Oracle, Cisco, Samsung, "
    "Sony, Toshiba, Panasonic, Toyota, Honda, Nissan, Ford, Tesla, Volkswagen, BMW, Mercedes-Benz, Siemens, "
    "Bosch, SAP, Bayer, BASF, Nestle, Novartis, Roche, UBS, Credit Suisse, HSBC, Barclays, Lloyds, "
    "Deutsche Bank, Citibank, Goldman Sachs, Morgan Stanley, JPMorgan, Visa, Mastercard, PayPal, Revolut, "
    "eBay, Walmart, Target, Tesco, Ikea, Carrefour, Lidl, Aldi, Nike, Adidas, Coca-Cola, PepsiCo, McDonald's, "
    "Starbucks, Unilever, Shell, BP, Exxon, Total, Gazprom, Airbus, Boeing, Lufthansa, Emirates, "
    "British Airways, Ryanair, Uber, Airbnb, Spotify, Zoom, Slack, Reuters, BBC, CNN, NBC, Fox News, "
    "The New York Times, The Guardian, Bloomberg, NASA, FBI, CIA, NATO, UN, United Nations, World Bank, IMF, "
    "WHO, UNESCO, UNICEF, Red Cross, EU, European Union, European Commission, OPEC, Interpol, Greenpeace, "
    "Amnesty International, FIFA, UEFA, NBA, NFL, Manchester United, Real Madrid, Bayern Munich, Juventus, "
    "Ajax, Arsenal, Chelsea, Yankees, Lakers, Red Sox, Alibaba, Tencent, Taobao, WeChat, Alipay, Meituan, "
    "Didi, Huawei, Xiaomi, JD.com, Baidu, ByteDance, Douyin, Weibo, Bilibili, DingTalk, NetEase, Ctrip, "
    "Pinduoduo, Zhihu, China Mobile, Bank of China, China Merchants Bank, SF Express, Tata, Infosys, Reliance"
)
_SUFFIXES = listed(
    "Inc, Inc., Ltd, Ltd., LLC, Corp, Corp., Corporation, Co., Company, GmbH, AG, S.A., plc, PLC, Group, "
    "Holdings, BV, Pty Ltd, SpA, KK, Co. Ltd."
)
_TRADES = listed(
    "Logistics, Foods, Motors, Systems, Technologies, Software, Media, Energy, Partners, Capital, Consulting, "
    "Insurance, Pharma, Electronics, Airlines, Telecom, Textiles, Industries, Brothers, Associates, Solutions, "
    "Labs, Studios, Steel, Chemicals, Properties, Securities, Mining, Shipping, Networks, Robotics, Analytics, "
    "Design, Records, Books, Pictures, Games, Bakery, Clinic, Dental, Pharmacy, Gym, Fitness, Travel, Tours, "
    "Optics, Interiors, Construction, Law, Realty, Orchestra, Band, Cafe"
)
_SCHOOLS = listed(
    "University, College, High School, Primary School, Academy, Institute of Technology, Business School, "
    "Conservatory, Middle School, Grammar School"
)
_PUBLIC = listed(
    "Police Department, City Council, Fire Department, Public Library, Hospital, General Hospital, "
    "Medical Center, Court, Chamber of Commerce, Tax Office, School District, Housing Association, "
    "Transit Authority, Water Board, Health Service, People's Hospital"
)
_STATE = listed(
    "Ministry of Health, Ministry of Finance, Ministry of Justice, Department of Labor, Department of State, "
    "Treasury, Central Bank, National Bank, Parliament, Supreme Court, Air Force, Navy, Football Federation, "
    "Chess Federation, Olympic Committee, Post, Railways, Airlines, Telecom"
)
_CLUBS = listed(
    "United, City, Rovers, FC, Athletic, Wanderers, Tigers, Bears, Hawks, Eagles, Giants, Rangers, Wolves, "
    "Dynamo, Sharks"
)
_PRESS = listed(
    "Times, Herald, Post, Gazette, Tribune, Daily News, Chronicle, Mail, Star, Evening News, Morning Post, "
    "Journal, Radio, TV, Observer"
)
_ABSTRACT = listed(
    "Hope, Future, Unity, Liberty, Progress, Rescue, Care, Justice, Climate, Peace, Learning, Ocean, Forest, Children"
)
_BODIES = listed(
    "Foundation, Trust, Society, Association, Union, Alliance, League, Network, Initiative, Party, Front, Church, Club"
)
_MADE = Spelled(
    tuple(name.lower() for name in KNOWN if name.isalpha()) + tuple(name.lower() for name in COMMON_GIVEN[:60])
)
_PARTS = listed(
    "blue, green, red, bright, smart, quick, cloud, sky, star, sun, moon, river, north, data, soft, net, pay, "
    "pix, gen, omni, ever, next, first, true, open, iron, gold, nova, terra, aqua, bio, eco, cyber, meta, zen, "
    "alpha, apex, atlas, core"
)


def brand(draw: Random) -> str:
    """A word somebody made up."""
    form = draw.random()
    if form < 0.4:
        return _MADE.name(draw, 4, 10).capitalize()
    if form < 0.75:
        first, second = draw.choice(_PARTS).capitalize(), draw.choice(_PARTS)
        return first + (second.capitalize() if draw.random() < 0.4 else second)
    return f"{draw.choice(_PARTS).capitalize()} {draw.choice(_PARTS).capitalize()}"


def _acronym(draw: Random) -> str:
    return "".join(draw.choice("ABCDEFGHIKLMNOPRSTUVW") for _ in range(draw.choice((3, 3, 4))))


def _company(draw: Random) -> str:
    form = draw.random()
    if form < 0.25:
        name = brand(draw)
    elif form < 0.45:
        name = f"{family(draw)} {draw.choice(_TRADES)}"
    elif form < 0.6:
        name = f"{family(draw)} {draw.choice(('&', 'and', '-', '&'))} {draw.choice((family(draw), 'Sons', 'Co', 'Partners', 'Daughters'))}"
    elif form < 0.75:
        name = f"{brand(draw)} {draw.choice(_TRADES)}"
    elif form < 0.87:
        name = f"{draw.choice(CITIES) if draw.random() < 0.5 else invented(draw)} {draw.choice(_TRADES)}"
    else:
        name = f"{family(draw)}, {family(draw)} and {family(draw)}"
    return f"{name} {draw.choice(_SUFFIXES)}" if draw.random() < 0.4 else name


def name(draw: Random) -> str:
    """Any of them."""
    form = draw.random()
    town = draw.choice(CITIES) if draw.random() < 0.5 else invented(draw)
    if form < 0.17:
        return draw.choice(KNOWN)
    if form < 0.5:
        return _company(draw)
    if form < 0.58:
        return f"{town} {draw.choice(_SCHOOLS)}" if draw.random() < 0.7 else f"University of {town}"
    if form < 0.65:
        return f"{town} {draw.choice(_PUBLIC)}"
    if form < 0.7:
        return f"{draw.choice(COUNTRIES + REGIONS).removeprefix('the ')} {draw.choice(_STATE)}"
    if form < 0.75:
        return (
            f"Bank of {town}"
            if draw.random() < 0.5
            else f"{town} {draw.choice(('Bank', 'Savings Bank', 'Credit Union'))}"
        )
    if form < 0.8:
        return f"{town} {draw.choice(_CLUBS)}"
    if form < 0.85:
        return f"{draw.choice(('The ', ''))}{town} {draw.choice(_PRESS)}"
    if form < 0.92:
        return f"{draw.choice((draw.choice(_ABSTRACT), family(draw), town))} {draw.choice(_BODIES)}"
    if form < 0.96:
        return _acronym(draw)
    return brand(draw)


def organisation(draw: Random) -> Written:
    """By whatever name."""
    return marked(name(draw), ORGANISATION)


def company(draw: Random) -> Written:
    """A company."""
    return marked(_company(draw) if draw.random() < 0.75 else draw.choice(KNOWN), ORGANISATION)


def school(draw: Random) -> Written:
    """A school."""
    town = draw.choice(CITIES) if draw.random() < 0.5 else invented(draw)
    return marked(f"{town} {draw.choice(_SCHOOLS)}" if draw.random() < 0.8 else f"University of {town}", ORGANISATION)


def hospital(draw: Random) -> Written:
    """A hospital."""
    town = invented(draw) if draw.random() < 0.5 else draw.choice(("St. ", "Saint ")) + draw.choice(COMMON_GIVEN) + "'s"
    return marked(f"{town} {draw.choice(('Hospital', 'General Hospital', 'Medical Center', 'Clinic'))}", ORGANISATION)
