"""People's names as English writes them."""

from __future__ import annotations

from random import Random

from tagger.english.faked import faked
from tagger.spelled import Spelled
from tagger.written import Written, listed, marked
from troth.data import ORIGINS

PERSON = "person"
LEARNED = {origin: names.learned for origin, names in ORIGINS.items()}
_GIVEN = {origin: Spelled(names.given) for origin, names in LEARNED.items()}
_FAMILY = {origin: Spelled(names.family) for origin, names in LEARNED.items()}
_ORIGINS = tuple(LEARNED)
NEW = 0.5  # share of names of our own lists that are made up
FAKED = 0.5  # share of names that are of other lists

COMMON_GIVEN = listed(
    "John, Mary, Robert, Patricia, Michael, Linda, William, Barbara, David, Richard, Joseph, Sarah, Charles, "
    "Karen, Daniel, Lisa, Nancy, Anthony, Betty, Sandra, Donald, Ashley, Paul, Kimberly, Joshua, Donna, Emma, "
    "Kevin, Michelle, Brian, Carol, Melissa, Laura, Ryan, Nicholas, Angela, Eric, Shirley, Anna, Larry, "
    "Justin, Brenda, Scott, Pamela, Brandon, Nicole, Benjamin, Samuel, Frank, Christine, Raymond, Rachel, "
    "Alexander, Catherine, Patrick, Carolyn, Jack, Dennis, Jerry, Tyler, Heather, Aaron, Julie, Jose, Joyce, "
    "Adam, Nathan, Kelly, Zachary, Lauren, Walter, Peter, Judith, Kyle, Megan, Cheryl, Roger, Andrea, Terry, "
    "Martha, Jane, Tom, Ben, Sam, Kate, Lucy, Sophie, Mia, Olivia, Noah, Liam, Lucas, Ethan, Mason, Logan, "
    "Jacob, Owen, Leo, Max, Ella, Chloe, Zoe, Lily, Ruby, Ann, Anne, Sue, Bob, Bill, Jim, Mike, Steve, Dave, "
    "Chris, Alex, Nick, Matt, Tony, Joe, Dan, Greg, Jeff, Phil, Rob, Ted, Ray, Amy, Beth, Jen, Jess, Liz, "
    "Maggie, Meg, Peg, Sally, Tina, Wendy, Yvonne, Diane, Gail, Ian, Neil, Colin, Keith, Stuart, Derek, Craig"
)
COMMON_FAMILY = listed(
    "Smith, Johnson, Williams, Jones, Davis, Miller, Wilson, Moore, Taylor, Anderson, Thomas, Jackson, Martin, "
    "Lee, Thompson, Harris, Clark, Lewis, Robinson, Walker, Allen, King, Wright, Scott, Hill, Green, Adams, "
    "Nelson, Baker, Hall, Campbell, Mitchell, Carter, Roberts, Phillips, Evans, Turner, Parker, Collins, "
    "Edwards, Stewart, Morris, Murphy, Cook, Rogers, Morgan, Cooper, Peterson, Reed, Bailey, Bell, Kelly, "
    "Howard, Ward, Cox, Richardson, Wood, Watson, Brooks, Bennett, Gray, James, Hughes, Price, Myers, Long, "
    "Foster, Sanders, Ross, Morales, Powell, Sullivan, Russell, Ortiz, Jenkins, Perry, Butler, Barnes, Fisher, "
    "Henderson, Coleman, Simpson, Patterson, Jordan, Reynolds, Hamilton, Graham, Kim, Gonzalez, Alexander, "
    "Ramos, Wallace, Griffin, West, Cole, Hayes, Chavez, Gibson, Bryant, Ellis, Stevens, Murray, Ford, "
    "Marshall, Owens, McDonald, Harrison, Ruiz, Kennedy, Wells, Alvarez, Woods, Mendoza, Castillo, Olson, "
    "Webb, Washington, Tucker, Freeman, Burns, Henry, Vasquez, Snyder, Simpson, Crawford, Jimenez, Porter, "
    "Mason, Shaw, Gordon, Wagner, Hunter, Romero, Hicks, Dixon, Hunt, Palmer, Robertson, Black, Holmes, Stone, "
    "Meyer, Boyd, Mills, Warren, Fox, Rose"
)
TITLES = listed(
    "Mr., Mrs., Ms., Miss, Dr., Prof., Mr, Mrs, Ms, Dr, Professor, Doctor, Sir, Lady, Captain, Sergeant, "
    "Officer, Judge, Senator, President, Minister, Coach, Nurse, Pastor, Father, Sister, Uncle, Aunt, "
    "Director, Manager Comrade, Teacher, Chef"
)
_PARTICLES = listed(
    "de, de la, van, van der, von, bin, al-, da, di, del, du, le, ten, ibn, dos, O', Mc, Mac, El, Ben, abu"
)


def given(draw: Random) -> str:
    """A given name."""
    if draw.random() < FAKED:
        return draw.choice(draw.choice(faked())[0])
    if draw.random() < 0.12:
        return draw.choice(COMMON_GIVEN)
    origin = draw.choice(_ORIGINS)
    return _of(origin, draw, LEARNED[origin].given, _GIVEN[origin])


def family(draw: Random) -> str:
    """A family's name."""
    if draw.random() < FAKED:
        return draw.choice(draw.choice(faked())[1])
    if draw.random() < 0.12:
        return draw.choice(COMMON_FAMILY)
    origin = draw.choice(_ORIGINS)
    return _of(origin, draw, LEARNED[origin].family, _FAMILY[origin])


def _of(origin: str, draw: Random, known: tuple[str, ...], spelled: Spelled) -> str:
    return _cased(spelled.name(draw)) if draw.random() < NEW else draw.choice(known)


def _cased(name: str) -> str:
    return name[:1].upper() + name[1:]


def _both(draw: Random) -> tuple[str, str, bool]:
    """Given name, family's name, and whether the family comes first; of one origin mostly."""
    if draw.random() < FAKED:
        names_given, names_family = draw.choice(faked())
        return draw.choice(names_given), draw.choice(names_family), False
    chance = draw.random()
    if chance < 0.15:
        return draw.choice(COMMON_GIVEN), draw.choice(COMMON_FAMILY), False
    origin = draw.choice(_ORIGINS)
    names = LEARNED[origin]
    first = _of(origin, draw, names.given, _GIVEN[origin])
    last = _of(origin, draw, names.family, _FAMILY[origin])
    if chance > 0.93:
        last = family(draw)
    return first, last, names.family_first and draw.random() < 0.7


def full(draw: Random) -> str:
    """Given and family's name, with what stands between them in some countries."""
    first, last, family_first = _both(draw)
    if family_first:
        first = first + draw.choice(("", "", "", given(draw).lower()[:4])) if draw.random() < 0.3 else first
        return f"{last} {first}"
    form = draw.random()
    if form < 0.62:
        return f"{first} {last}"
    if form < 0.72:
        return f"{first} {draw.choice('ABCDEFGHJKLMNPRSTVW')}. {last}"
    if form < 0.77:
        return f"{first} {given(draw)} {last}"
    if form < 0.81:
        return f"{draw.choice('ABCDEFGHJKLMNPRST')}. {last}"
    if form < 0.83:
        return f"{draw.choice('ABCDEJKLMPRS')}.{draw.choice('ABCDEJKLMPRS')}. {last}"
    if form < 0.87:
        return f"{first} {last}-{family(draw)}"
    if form < 0.90:
        return f"{first}-{given(draw)} {last}"
    if form < 0.95:
        particle = draw.choice(_PARTICLES)
        return f"{first} {particle}{'' if particle[-1] in '-' + chr(39) + 'c' else ' '}{last}"
    if form < 0.97:
        return f"{first} {last} {draw.choice(('Jr.', 'Sr.', 'II', 'III'))}"
    return f"{first} {last} {family(draw)}"


def person(draw: Random) -> Written:
    """However somebody may be named in running text; a title is not of the name."""
    form = draw.random()
    if form < 0.58:
        return marked(full(draw), PERSON)
    if form < 0.78:
        return marked(given(draw), PERSON)
    if form < 0.92:
        return Written(draw.choice(TITLES) + " ") + marked(family(draw) if draw.random() < 0.6 else full(draw), PERSON)
    return marked(family(draw), PERSON)


def full_person(draw: Random) -> Written:
    """By the whole name."""
    return marked(full(draw), PERSON)


def first_person(draw: Random) -> Written:
    """By the given name."""
    return marked(given(draw), PERSON)


def titled(draw: Random) -> Written:
    """By title and family."""
    return Written(draw.choice(TITLES) + " ") + marked(family(draw), PERSON)


def filed(draw: Random) -> Written:
    """As lists have it: the family's name, a comma, the given one."""
    first, last, _ = _both(draw)
    return marked(f"{last}, {first}", PERSON)
