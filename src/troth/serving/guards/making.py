"""From a charter's section to the guards that it names, ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from troth.errors import TrothError
from troth.serving.guards.interface import Guard
from troth.standard import Charter


def guards_of(charter: Charter) -> tuple[Guard, ...]:
    """The guards before a charter's model, in its order. Raises TrothError where one cannot be made here.

    `limits` are part of the contract, which every request is held against whatever the charter names.
    """
    made: list[Guard] = []
    for name in charter.serving.guards:
        if name == "limits":
            continue
        make = MAKERS.get(name)
        if make is None:
            raise TrothError(
                f"the guard {name} is designed and not built",
                where=str(charter.path),
                remedy="Take it out of serving.guards; a gateway that left it out unseen would promise what is not so.",
            )
        try:
            made.append(make(getattr(charter.serving, name), str(charter.path)))
        except ImportError as error:
            raise TrothError(
                f"{error.name} is not installed, which the guard {name} needs",
                where=str(charter.path),
                remedy="Install it: pip install 'troth[serve]'",
            ) from None
    return tuple(made)


def _personal_data(settings: Any, where: str) -> Guard:
    from troth.serving.guards.personal_data import PersonalData

    return PersonalData(settings, where=where)


def _rules(settings: Any, where: str) -> Guard:
    from troth.serving.guards.rules import Rules

    return Rules(settings, where=where)


def _injection(settings: Any, where: str) -> Guard:
    from troth.serving.guards.injection import Injection

    return Injection(settings)


MAKERS: dict[str, Callable[[Any, str], Guard]] = {
    "injection": _injection,
    "personal_data": _personal_data,
    "rules": _rules,
}
