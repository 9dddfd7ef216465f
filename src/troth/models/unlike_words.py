"""Words that are near each other in a language model and do not mean the same: what is never exchanged.

Embeddings put words near each other that stand in like places, so that opposites and things of one kind are neighbours
(Mrkšić et al., Counter-fitting word vectors to linguistic constraints, NAACL 2016). The lists are Troth's own, of
English, made by looking at neighbours in texts of SST-2 and banking77.
"""

from __future__ import annotations

import re

_KEPT = """
    about above across actually after afterwards again against all almost along already also although always am among
    an and another any anybody anyone anything anyway anywhere are around as at away back be became because become been
    before behind being below beneath beside besides between beyond both but by came can cannot could did do does doing
    done down during each either else enough even ever every everybody everyone everything everywhere except few fewer
    for from further had has have having he her here hers herself him himself his how however if in indeed instead into
    is it its itself just last least less like little lots many may me might mine more moreover most much must my myself
    near neither next no nobody none nor not nothing now nowhere of off often on once one only onto or other others
    otherwise ought our ours ourselves out over own per perhaps please quite rather really same several shall she should
    since so some somebody somehow someone someplace something sometimes somewhere soon still such than that the their
    theirs them themselves then there therefore these they thing things this those though through throughout thus till
    to together too toward towards underneath under unless until up upon us very via was we well were what whatever when
    whenever where wherever whether which whichever while who whoever whole whom whose why will with within without
    would yes yet you your yours yourself

    couldn didn doesn don hadn hasn haven isn aren wasn weren wouldn shouldn mustn needn ain won never unable lack lacks
    barely hardly scarcely seldom rarely

    dozen hundreds thousands millions billions half quarter double triple twice thrice single pair trio numerous
    multiple various today tomorrow yesterday tonight noon midnight percent

    man men woman women guy guys gentleman lady ladies king queen prince princess hero heroine person people adult
    adults teen teens

    began begun bent blew blown bought broke broken brought built burnt came chose chosen cut dead died done drank drew
    drawn driven drove drunk drunken dug eaten ate fallen fell felt flew flown forgot forgotten fought found froze
    frozen gave given gone got gotten grew grown heard held hid hidden hung kept knew known laid led left lent lost made
    meant met paid put ran read ridden risen rode rose sang sank sat saw seen sent shot shown slept sold spent spoke
    spoken stole stolen stood struck sung sunk swam swept taken taught thought threw thrown told took understood went
    woke wore worn written wrote arise arose catch caught forbade forbid shake shaken shook spin spun swear swore uphold
    upheld wake woken goin gonna nothin somethin thee thou
"""

KEPT = frozenset(_KEPT.split())
"""Words that stay: those of grammar, of number and of sex, and the forms of irregular verbs, which fit nowhere else."""

_SIDES = """
    good great excellent fine nice wonderful fantastic terrific superb brilliant awesome amazing positive best better
        / bad poor terrible awful horrible dreadful horrific worst worse negative nasty
    right correct accurate true valid / wrong incorrect inaccurate false invalid mistaken
    big large huge enormous massive giant larger bigger / small tiny little minor smaller
    long lengthy longer tall / short brief shorter
    high higher highest upper top maximum superior / low lower lowest bottom minimum inferior
    fast quick rapid quickly rapidly swiftly faster quicker / slow slowly slower gradually
    hot warm heated warmer / cold cool chilly colder
    old older oldest eldest ancient aged former / new young youth youngest recent modern fresh newer younger
    early earlier before former previous previously predecessor / late later after latter next subsequent successor
    easy easier simple simpler easiest simplest / hard harder hardest difficult tough complex complicated
    happy glad pleased joyful cheerful / sad unhappy upset angry miserable
    love adore like / hate dislike despise loathe
    rich wealthy / poor
    cheap inexpensive cheaper / expensive costly pricey
    strong stronger / weak weaker
    safe secure / dangerous risky
    beautiful pretty lovely attractive / ugly hideous
    clean / dirty
    clear obvious transparent / vague obscure opaque translucent
    clever smart intelligent wise / stupid dumb foolish silly idiotic
    interesting exciting fascinating entertaining thrilling / boring dull tedious bland
    funny hilarious amusing humorous / serious solemn grave tragic sad
    light lighter bright thin / heavy heavier dark thick
    full / empty
    open opened opening reopened / close closed closing shut
    buy buying purchase buyer acquire / sell selling sale seller
    send sending sender / receive receiving recipient
    give giving lend / take taking borrow
    push / pull
    win winning winner victory / lose losing loser defeat
    begin start starting beginning launch / end finish ending stop stopping
    increase raise rise grow gain increased rising increasing
        / decrease reduce fall drop decline loss decreased decreasing falling
    add adding include including / remove removing delete exclude excluding subtract
    accept accepted allow allowed permit permitted approve approved enable enabled
        / reject rejected refuse refused deny denied decline declined forbid forbidden prohibited ban banned disable
        disabled prevent
    arrive arrival arriving enter entry entering entrance / leave departure depart leaving exit exiting
    remember recall / forget
    succeed success successful / fail failure failed
    live alive life living / dead death dying
    create build make / destroy
    appear appears / disappear vanish disappears
    always usually frequently regularly commonly generally typically normally
        / never occasionally periodically sometimes
    definitely certainly surely undoubtedly / probably possibly likely maybe potentially
    completely totally entirely fully utterly wholly / partly partially nearly practically mostly largely mainly
    ask asking question / answer reply
    cause / effect result
    teacher employer landlord / student employee tenant
    doctor / patient
    deposit credit / withdraw withdrawal debit
    automatically / manually
    online / offline
    public / private
    internal inside indoor inner / external outside outdoor outer
    onstage / backstage
    positively / negatively
    offensive liberal leftist / defensive conservative
    majority / minority
    married / divorced
    marital daytime days / divorced nighttime nights
    viewer viewers / reader readers
    patiently / anxiously
    reducing / eliminating
    choose / choice
    prove / proof
    use used using / usage
    sell / sale
    effect effects / affect affects
    food meal / eat
    hungry / appetite
    fly / flight
    sleep / asleep
    strong / strength
    birth / born
    theft / thief
    fear / afraid
    hurt / pain
    sue / lawsuit
    eligible / qualify
    urban / city
    quiet / silence
    odor / smell
    tooth / teeth dental
    marriage / marital
    ice / icy
    voice / vocal
    mood / moody
    money cash fee fees / cost costs price prices funds dollars cash money
    mail / email
    phone telephone / smartphone
    home house / room apartment
    room / bedroom
    memory / ram
    machine machines / computer computers
    update updated / upgrade upgraded
    oscar / award
    dance / ballet
    comedy / humour sitcom satire parody
    sex / intercourse
    sexuality gay lesbian / homosexuality heterosexual lgbt
    war / wwii wartime
    road street / highway avenue
    town village / city
    drugs / heroin
    books / textbooks
    wood / hardwood
    metal / steel
    sugar / glucose
    clothes / costumes
    creatures / organisms
    weight / lbs
    compromised / hacked
    attacked / invaded
    fish / seafood trout
    sea / beach seaside
    strengthen strengthened / weaken weakened
    tighten tightened / loosen loosened
    lending loan lend / borrowing borrow
    publicly / privately
    senior seniors / junior juniors
    primary / secondary
    internally / externally
    rude / polite
    wet / dry
    increases gains / decreases losses
    remembering recalling / forgetting
    ancestor ancestors / descendant descendants
    wider hotter / narrower colder
    yep / nope
    inhaled / exhaled
    beforehand / afterward
    annual annually monthly / yearly weekly daily
    creditors / debts
    donations / donors
    lawsuits / plaintiffs
    manufacturer / supplier
    takeover acquisitions / merger mergers
    raped / assaulted
    drug / pharmaceutical
    photo / pic
    flights airlines / airways airlines flights
    shareholders / investors
    fiction / nonfiction
    whisky / distillery
    astronomers astronomy / telescopes telescope
    traitor / betrayal treason
    caused causing / prevented preventing resulting
    freshly / newly
    vowel vowels ascending sunrise / consonant consonants syllable descending sunset
    figurative / metaphor
    cost costs / price prices
    outside / outdoor
    exhausted idea ideas dreams / tired suggestions nightmares
    waiting hotel attempted purchase / awaiting motel tried buy
    completed extremely highly funding / finished highly extremely financing
    road roads toilet / street streets bathroom restroom
    weave / woven
    poem poems / poet poets
    rooms forest / bedrooms rainforest
"""

_CLASSES = (
    "john mary david michael james robert maria anna peter thomas carlos akira",
    "smith jones rodriguez fernandez zhang miller johnson kowalski tanaka singh",
    "paris london tokyo berlin moscow chicago madrid cairo sydney toronto istanbul shanghai",
    "germany france china japan india brazil mexico canada turkey iran ireland spain",
    "german french chinese japanese indian brazilian mexican canadian turkish iranian irish spanish",
    "two three seven twelve twenty hundred million first third fourth seventh",
    "red blue green yellow purple orange pink brown",
    "dog cat horse cow rat fish wolf bird rabbit",
    "beef pork salmon rice bread cheese potatoes tomatoes lunch soup",
    "baseball basketball football hockey tennis golf soccer cricket",
    "father mother son daughter uncle sister husband wife nephew boyfriend",
    "monday friday january july summer winter morning evening weeks minutes years",
    "doctor teacher lawyer actor nurse soldier engineer journalist",
    "hand eye nose heart stomach knee fingers tooth",
    "catholic jewish muslim hindu buddhist protestant christian",
    "train ship truck boat bicycle bus airplane",
    "google microsoft nokia toyota visa mastercard apple samsung",
    "kilometers pounds inches dollars euros percent grams",
    "north south east west left right northern southern",
    "military army navy soldiers troops warships",
    "million billion trillion thousand",
    "quarterback shortstop midfielder goalkeeper striker outfielder batsman",
    "semifinal finals playoff touchdown welterweight heavyweight",
    "yankees redskins bengals arsenal lakers chelsea",
    "democrats republicans liberals conservatives communists socialists",
    "communism socialism capitalism fascism",
    "pistol rifle gun handgun bomb missile",
    "obama clinton lenin saddam stalin muhammad",
    "hurricane cyclone storm typhoon earthquake flood",
    "facebook myspace twitter iphone laptop linux",
    "oil petroleum gasoline fuel",
    "senator ambassador governor congressman mayor embassy",
    "cocaine heroin opium tobacco whisky beer",
    "jeans pants shirt sneakers jacket shoes",
    "refugees migrants immigrants terrorists militants detainees",
    "insects lizards beetles reptiles",
    "mosque church temple bible testament scripture",
    "horizontal vertical upward downward upstairs downstairs",
    "feminine masculine male female lesbian gay heterosexual homosexual",
    "karate judo anime manga baseball",
    "fuck shit ass damn crap bitch whore",
    "university college school sophomore freshman",
    "holocaust auschwitz nazi fascist genocide",
)

CLASSES = tuple(tuple(seeds.split()) for seeds in _CLASSES)
"""Things of one kind, by some of each: names, places, colours, foods … What is like them is not exchanged."""

NEGATING = ("un", "in", "im", "il", "ir", "dis", "non", "mis")


def _sided() -> dict[str, frozenset[tuple[int, int]]]:
    """Of each word, which lists of opposites it stands in, and on which side."""
    found: dict[str, set[tuple[int, int]]] = {}
    for number, listed in enumerate(re.sub(r"\n\s+/", " /", re.sub(r"\n {8,}", " ", _SIDES)).strip().splitlines()):
        for side, words in enumerate(listed.split("/")):
            for word in words.split():
                found.setdefault(word, set()).add((number, side))
    return {word: frozenset(places) for word, places in found.items()}


_SIDED = _sided()


def opposed(one: str, other: str) -> bool:
    """Whether two words stand on the two sides of a list."""
    sides = _SIDED.get(other, frozenset())
    return any((number, 1 - side) in sides for number, side in _SIDED.get(one, frozenset()))
