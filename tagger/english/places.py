"""Places: countries, cities, districts, waters, mountains, buildings; known ones and such as might be."""

from __future__ import annotations

from random import Random

from tagger.english.people import family, full
from tagger.english.wordnet import wordnet
from tagger.spelled import Spelled
from tagger.written import Written, listed, marked

LOCATION = "location"

COUNTRIES = listed(
    "Afghanistan, Albania, Algeria, Andorra, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, "
    "the Bahamas, Bahrain, Bangladesh, Barbados, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, "
    "Bosnia and Herzegovina, Botswana, Brazil, Brunei, Bulgaria, Burkina Faso, Burundi, Cambodia, Cameroon, "
    "Canada, Cape Verde, Chad, Chile, China, Colombia, Costa Rica, Croatia, Cuba, Cyprus, the Czech Republic, "
    "Denmark, Djibouti, the Dominican Republic, East Timor, Ecuador, Egypt, El Salvador, Eritrea, Estonia, "
    "Ethiopia, Fiji, Finland, France, Gabon, the Gambia, Georgia, Germany, Ghana, Greece, Grenada, Guatemala, "
    "Guinea, Guyana, Haiti, Honduras, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, "
    "Ivory Coast, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kiribati, Kosovo, Kuwait, Kyrgyzstan, Laos, "
    "Latvia, Lebanon, Lesotho, Liberia, Libya, Liechtenstein, Lithuania, Luxembourg, Madagascar, Malawi, "
    "Malaysia, the Maldives, Mali, Malta, Mauritania, Mauritius, Mexico, Moldova, Monaco, Mongolia, "
    "Montenegro, Morocco, Mozambique, Myanmar, Namibia, Nepal, the Netherlands, New Zealand, Nicaragua, Niger, "
    "Nigeria, North Korea, North Macedonia, Norway, Oman, Pakistan, Panama, Papua New Guinea, Paraguay, Peru, "
    "the Philippines, Poland, Portugal, Qatar, Romania, Russia, Rwanda, Samoa, San Marino, Saudi Arabia, "
    "Senegal, Serbia, Sierra Leone, Singapore, Slovakia, Slovenia, Somalia, South Africa, South Korea, "
    "South Sudan, Spain, Sri Lanka, Sudan, Suriname, Sweden, Switzerland, Syria, Taiwan, Tajikistan, Tanzania, "
    "Thailand, Togo, Tonga, Trinidad and Tobago, Tunisia, Turkey, Turkmenistan, Uganda, Ukraine, "
    "the United Arab Emirates, the United Kingdom, the United States, Uruguay, Uzbekistan, Venezuela, Vietnam, "
    "Yemen, Zambia, Zimbabwe, England, Scotland, Wales, Northern Ireland, Britain, the UK, the US, the USA, "
    "UK, USA, U.S., America, Hong Kong, Macau, Greenland, Palestine, Holland"
)
CITIES = listed(
    "London, Paris, Berlin, Madrid, Rome, Vienna, Lisbon, Dublin, Brussels, Amsterdam, Copenhagen, Stockholm, "
    "Oslo, Helsinki, Warsaw, Prague, Budapest, Bucharest, Sofia, Athens, Belgrade, Zagreb, Ljubljana, "
    "Bratislava, Vilnius, Riga, Tallinn, Minsk, Kyiv, Kiev, Moscow, Istanbul, Ankara, Tbilisi, Yerevan, Baku, "
    "Tehran, Baghdad, Damascus, Beirut, Jerusalem, Amman, Riyadh, Doha, Dubai, Abu Dhabi, Muscat, Kabul, "
    "Islamabad, Karachi, Lahore, New Delhi, Mumbai, Kolkata, Chennai, Bangalore, Hyderabad, Pune, Dhaka, "
    "Kathmandu, Colombo, Yangon, Bangkok, Hanoi, Ho Chi Minh City, Phnom Penh, Kuala Lumpur, Jakarta, Manila, "
    "Beijing, Shanghai, Guangzhou, Shenzhen, Chengdu, Chongqing, Wuhan, Nanjing, Hangzhou, Suzhou, Tianjin, "
    "Xi'an, Qingdao, Dalian, Harbin, Changsha, Xiamen, Kunming, Zhengzhou, Jinan, Fuzhou, Hefei, Ningbo, "
    "Shenyang, Guiyang, Nanchang, Wuxi, Foshan, Dongguan, Zhuhai, Lanzhou, Urumqi, Lhasa, Haikou, Sanya, "
    "Taipei, Kaohsiung, Tokyo, Osaka, Kyoto, Nagoya, Sapporo, Fukuoka, Seoul, Busan, Incheon, Pyongyang, "
    "Ulaanbaatar, Sydney, Melbourne, Brisbane, Perth, Adelaide, Canberra, Hobart, Auckland, Wellington, "
    "Christchurch, Cairo, Alexandria, Tripoli, Tunis, Algiers, Casablanca, Rabat, Khartoum, Addis Ababa, "
    "Nairobi, Mombasa, Kampala, Kigali, Dar es Salaam, Lusaka, Harare, Maputo, Johannesburg, Cape Town, "
    "Durban, Pretoria, Luanda, Kinshasa, Lagos, Abuja, Accra, Abidjan, Dakar, Bamako, New York, Los Angeles, "
    "Chicago, Houston, Phoenix, Philadelphia, San Antonio, San Diego, Dallas, San Jose, Austin, Jacksonville, "
    "Columbus, Indianapolis, Seattle, Denver, Washington, Boston, Nashville, El Paso, Detroit, Portland, "
    "Las Vegas, Memphis, Louisville, Baltimore, Milwaukee, Albuquerque, Tucson, Fresno, Sacramento, Atlanta, "
    "Kansas City, Miami, Raleigh, Omaha, Oakland, Minneapolis, Tulsa, Tampa, New Orleans, Cleveland, Honolulu, "
    "Anchorage, Pittsburgh, Cincinnati, St. Louis, Orlando, Buffalo, Newark, Toronto, Montreal, Vancouver, "
    "Calgary, Ottawa, Edmonton, Winnipeg, Quebec City, Halifax, Mexico City, Guadalajara, Monterrey, Havana, "
    "Kingston, San Juan, Bogota, Medellin, Caracas, Quito, Lima, La Paz, Santiago, Buenos Aires, Montevideo, "
    "Sao Paulo, Rio de Janeiro, Brasilia, Manchester, Birmingham, Liverpool, Leeds, Sheffield, Bristol, "
    "Glasgow, Edinburgh, Cardiff, Belfast, Newcastle, Nottingham, Leicester, Oxford, Cambridge, Brighton, "
    "York, Bath, Munich, Hamburg, Cologne, Frankfurt, Stuttgart, Dresden, Leipzig, Bremen, Hanover, Nuremberg, "
    "Lyon, Marseille, Toulouse, Nice, Bordeaux, Lille, Nantes, Strasbourg, Barcelona, Valencia, Seville, "
    "Bilbao, Malaga, Zaragoza, Milan, Naples, Turin, Florence, Venice, Bologna, Genoa, Palermo, Verona, "
    "Rotterdam, The Hague, Utrecht, Eindhoven, Antwerp, Ghent, Bruges, Zurich, Geneva, Basel, Bern, Salzburg, "
    "Graz, Krakow, Gdansk, Wroclaw, Porto, Braga, Gothenburg, Malmo, Aarhus, Bergen, Reykjavik, Odessa, Lviv"
)
REGIONS = listed(
    "Alabama, Alaska, Arizona, Arkansas, California, Colorado, Connecticut, Delaware, Florida, Hawaii, Idaho, "
    "Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Maryland, Massachusetts, Michigan, "
    "Minnesota, Mississippi, Missouri, Montana, Nebraska, Nevada, New Hampshire, New Jersey, New Mexico, "
    "North Carolina, North Dakota, Ohio, Oklahoma, Oregon, Pennsylvania, Rhode Island, South Carolina, "
    "South Dakota, Tennessee, Texas, Utah, Vermont, Virginia, West Virginia, Wisconsin, Wyoming, Ontario, "
    "Quebec, British Columbia, Alberta, Manitoba, Nova Scotia, Queensland, Victoria, Tasmania, "
    "New South Wales, Bavaria, Saxony, Hesse, Tuscany, Sicily, Sardinia, Lombardy, Catalonia, Andalusia, "
    "Galicia, Normandy, Brittany, Provence, Flanders, Wallonia, Kent, Cornwall, Devon, Surrey, Essex, "
    "Yorkshire, Punjab, Gujarat, Kerala, Maharashtra, Tamil Nadu, Bihar, Guangdong, Sichuan, Zhejiang, "
    "Jiangsu, Hunan, Hubei, Henan, Hebei, Shandong, Fujian, Yunnan, Shaanxi, Anhui, Jiangxi, Liaoning, Jilin, "
    "Guangxi, Inner Mongolia, Xinjiang, Tibet, Hainan, Gansu, Hokkaido, Okinawa, Europe, Asia, Africa, "
    "South America, North America, the Middle East, Latin America, Southeast Asia, the Balkans, Scandinavia, "
    "the Caribbean, Siberia, Patagonia, the Midwest, the Bay Area, Silicon Valley, Manhattan, Brooklyn, "
    "Queens, Soho, Westminster, Camden, Pudong, Haidian, Chaoyang, Kowloon, Harlem, Montmartre, Kreuzberg, "
    "Shibuya, Gangnam"
)
NATURE = listed(
    "the Thames, the Danube, the Rhine, the Nile, the Amazon, the Mississippi, the Yangtze, the Ganges, "
    "the Alps, the Himalayas, the Andes, the Pyrenees, the Rockies, the Sahara, the Gobi, the Pacific, "
    "the Atlantic, the Mediterranean, the Baltic Sea, the Black Sea, the North Sea, the Red Sea, Lake Geneva, "
    "Lake Victoria, Lake Michigan, Mount Everest, Mount Fuji, Mount Kilimanjaro, West Lake, Loch Ness, "
    "Niagara Falls, the Great Wall, Yosemite, Yellowstone"
)
_AMERICAN = listed(
    "ville, ton, field, burg, wood, port, dale, ford, view, haven, brook, side, land, mont, bury, ham, worth, stead"
)
_KINDS = listed(
    "Park, Square, Airport, Station, Bridge, Harbour, Beach, Bay, Island, Valley, River, Lake, Hills, Heights, "
    "County, District, Forest, Village, Town, Museum, Stadium, Mall, Plaza, Tower, Castle, Cathedral, Market, "
    "Garden, Gardens, Community, Pier, Centre, Subdistrict, Residential Community, Scenic Area, National Park, "
    "Shopping Mall, Railway Station, Township, Province"
)
_TWO = listed(
    "New, North, South, East, West, Port, Fort, Lake, Mount, San, Santa, St., Saint, El, La, Upper, Lower, "
    "Old, Great, Little"
)
_CHINESE = listed(
    "an, bei, chang, cheng, chuan, da, dong, fang, feng, fu, guang, hai, han, he, hong, hu, hua, huai, jia, "
    "jian, jin, jing, jiu, kai, lan, li, lian, liao, lin, ling, liu, long, lu, luo, mei, mian, nan, ning, "
    "ping, qi, qing, qiu, quan, ren, rong, san, shan, shang, shao, shen, shi, shui, song, su, tai, tang, tian, "
    "tong, wan, wei, wen, wu, xi, xia, xian, xiang, xin, xing, xu, yan, yang, yi, yin, yong, yu, yuan, yue, "
    "yun, zhang, zhao, zhen, zhong, zhou, zhu, zi"
)
_SPELLED = Spelled(CITIES + REGIONS)


def pinyin(draw: Random) -> str:
    """A Chinese place in letters, of two syllables mostly."""
    return "".join(draw.choice(_CHINESE) for _ in range(draw.choice((2, 2, 2, 3)))).capitalize()


def invented(draw: Random) -> str:
    """A town that may be."""
    form = draw.random()
    if form < 0.45:
        name = _SPELLED.name(draw, 4)
        return name[0].upper() + name[1:]
    if form < 0.6:
        return family(draw).split("-")[0].capitalize() + draw.choice(_AMERICAN)
    if form < 0.75:
        return f"{draw.choice(_TWO)} {draw.choice((_SPELLED.name(draw, 4).title(), family(draw)))}"
    return pinyin(draw)


def city(draw: Random) -> str:
    """A town, known or invented."""
    return draw.choice(CITIES) if draw.random() < 0.5 else invented(draw)


def _building(draw: Random) -> str:
    form = draw.random()
    name = (
        invented(draw)
        if form < 0.55
        else draw.choice(CITIES)
        if form < 0.7
        else family(draw)
        if form < 0.9
        else full(draw)
    )
    return f"{name} {draw.choice(_KINDS)}"


def location(draw: Random) -> Written:
    """Any place; an article before it is not of the name."""
    form = draw.random()
    if form < 0.24:
        name = draw.choice(COUNTRIES)
    elif form < 0.52:
        name = city(draw)
    elif form < 0.62:
        name = draw.choice(wordnet().places)
    elif form < 0.74:
        name = draw.choice(REGIONS)
    elif form < 0.79:
        name = draw.choice(NATURE)
    else:
        name = ("the " if draw.random() < 0.25 else "") + _building(draw)
    if name.startswith("the "):
        return Written("the ") + marked(name[4:], LOCATION)
    return marked(name, LOCATION)


def town(draw: Random) -> Written:
    """A city."""
    return marked(city(draw), LOCATION)


def country(draw: Random) -> Written:
    """A country without its article."""
    return marked(draw.choice(COUNTRIES).removeprefix("the "), LOCATION)


def region(draw: Random) -> Written:
    """A state, a province, a part of the world."""
    return marked(draw.choice(REGIONS).removeprefix("the "), LOCATION)


def site(draw: Random) -> Written:
    """A building, a park, a square."""
    return marked(_building(draw), LOCATION)


def nested(draw: Random) -> Written:
    """From the small to the large, as one place: `Renmin Park, Tianhe District, Guangzhou City`."""
    parts = [_building(draw), f"{pinyin(draw)} {draw.choice(('District', 'County', 'Town', 'Street', 'Road'))}"]
    parts += [f"{pinyin(draw)} {draw.choice(('City', 'City', 'Municipality', 'Province'))}"]
    return marked(", ".join(parts[draw.randrange(2) :]), LOCATION)
