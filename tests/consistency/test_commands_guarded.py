"""Every command asks for its permission before anything else: the table here is the specification, command by command.

A new command that takes a session and an actor fails these tests until it is listed with the permissions of which any
one suffices.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest

import lib
from lib.accounts.guard import OutsideOwnUnit
from lib.accounts.permissions import ROLES, permissions_of
from lib.accounts.permissions import Permission as P
from lib.accounts.queries import make_actor
from lib.core.actor import Actor
from lib.core.errors import NotAllowed

SPECIFIED: dict[str, set[P]] = {
    "lib.accounts.commands.create_account": {P.ACCOUNTS_MANAGE},
    "lib.accounts.commands.end_sessions_of": {P.ACCOUNTS_MANAGE},
    "lib.accounts.commands.make_reset_link": {P.ACCOUNTS_MANAGE},
    "lib.accounts.commands.set_active": {P.ACCOUNTS_MANAGE},
    "lib.admissions.applicants.commands.apply": {P.ADMISSIONS_IMPORT},
    "lib.admissions.applicants.commands.describe": {P.ADMISSIONS_IMPORT},
    "lib.admissions.applicants.commands.save_applicants": {P.ADMISSIONS_IMPORT},
    "lib.admissions.applicants.commands.save_evidence": {P.ADMISSIONS_IMPORT},
    "lib.admissions.rankings.commands.export": {P.ADMISSIONS_VIEW},
    "lib.admissions.rankings.commands.record_council_choice": {P.ADMISSIONS_RANK},
    "lib.admissions.rankings.commands.save_run": {P.ADMISSIONS_RANK},
    "lib.admissions.rankings.commands.withdraw_council_choice": {P.ADMISSIONS_RANK},
    "lib.admissions.rounds.commands.close_round": {P.ADMISSIONS_IMPORT},
    "lib.admissions.rounds.commands.create_round": {P.ADMISSIONS_IMPORT},
    "lib.admissions.rounds.commands.reopen_round": {P.ADMISSIONS_IMPORT},
    "lib.admissions.rounds.commands.save_offers": {P.ADMISSIONS_IMPORT},
    "lib.admissions.rounds.commands.save_rules": {P.ADMISSIONS_RANK},
    "lib.alumni.agreements.commands.register_business": {P.AGREEMENTS_RECORD},
    "lib.alumni.agreements.commands.sign": {P.AGREEMENTS_RECORD},
    "lib.alumni.directory.commands.export": {P.ALUMNI_EXPORT},
    "lib.alumni.fund.commands.contribute": {P.FUND_RECORD},
    "lib.alumni.fund.commands.disburse": {P.FUND_RECORD},
    "lib.alumni.fund.commands.reverse": {P.FUND_RECORD},
    "lib.alumni.graduates.commands.apply": {P.ALUMNI_IMPORT},
    "lib.alumni.graduates.commands.describe": {P.ALUMNI_IMPORT},
    "lib.alumni.mentors.commands.end": {P.MENTORS_RECORD},
    "lib.alumni.mentors.commands.offer": {P.MENTORS_RECORD},
    "lib.alumni.profile.commands.add_contact": {P.ALUMNI_IMPORT},
    "lib.alumni.profile.commands.add_work": {P.ALUMNI_IMPORT},
    "lib.alumni.profile.commands.verify": {P.ALUMNI_IMPORT},
    "lib.alumni.talks.commands.record": {P.TALKS_RECORD},
    "lib.demo.load.load": {P.SETTINGS_MANAGE},
    "lib.registry.commands.rename_school": {P.SETTINGS_MANAGE},
    "lib.registry.commands.save_programmes": {P.SETTINGS_MANAGE},
    "lib.registry.commands.save_units": {P.SETTINGS_MANAGE},
    "lib.registry.facts.commands.record_facts": {P.BENEFITS_IMPORT},
    "lib.registry.people.commands.save_people": {P.ALUMNI_IMPORT, P.BENEFITS_IMPORT, P.ADMISSIONS_IMPORT},
    "lib.scholarships.calculation.commands.record_export": {P.BENEFITS_VIEW},
    "lib.scholarships.calculation.commands.save_draft": {P.BENEFITS_CALCULATE},
    "lib.scholarships.students.commands.apply": {P.BENEFITS_IMPORT},
    "lib.scholarships.students.commands.describe": {P.BENEFITS_IMPORT},
}

GUARDED_BY_THEIR_CALLERS = {
    "lib.audit.commands.record",  # writes what a guarded command did
    "lib.imports.commands.bring_in",  # calls the wing's `apply`, which is in the table above
}

FOR_ONESELF = {
    # Whoever is signed in may do this to the own account, which is all that these reach.
    "lib.accounts.commands.change_own_password",
    "lib.accounts.commands.end_own_sessions",
}

NOBODY = "nobody"


class Reached(Exception):
    """The command went to the database, so its permission did not stop it."""


class Untouchable:
    """A session that tells when a command uses it."""

    def __getattr__(self, name: str) -> Any:
        raise Reached(name)


def commands() -> dict[str, Callable[..., Any]]:
    """Public functions of all command modules and the demo's loader that take a session and an actor."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(lib.__path__, "lib."):
        if module.name.endswith(".commands") or module.name == "lib.demo.load":
            made_here = inspect.getmembers(
                importlib.import_module(module.name),
                lambda one: inspect.isfunction(one) and one.__module__ == module.name,  # noqa: B023  called at once
            )
            found |= {f"{module.name}.{name}": one for name, one in made_here if not name.startswith("_")}
    return {
        name: one for name, one in found.items() if list(inspect.signature(one).parameters)[:2] == ["session", "actor"]
    }


COMMANDS = commands()


def an_actor(role: str) -> Actor:
    return make_actor(1, "thu", "Lò Thị Thử", 7, [] if role == NOBODY else [role])


def call(name: str, actor: Actor) -> None:
    """Call with nothing but the actor: what else the command wants is not looked at before the right."""
    wanted = list(inspect.signature(COMMANDS[name]).parameters.values())[2:]
    positional = [None for one in wanted if one.kind is one.POSITIONAL_OR_KEYWORD and one.default is one.empty]
    named = {one.name: None for one in wanted if one.kind is one.KEYWORD_ONLY and one.default is one.empty}
    COMMANDS[name](Untouchable(), actor, *positional, **named)


def test_every_command_is_listed_with_its_permission():
    assert set(COMMANDS) - GUARDED_BY_THEIR_CALLERS - FOR_ONESELF == set(SPECIFIED)


@pytest.mark.parametrize("role", [*ROLES, NOBODY])
@pytest.mark.parametrize("name", sorted(SPECIFIED))
def test_a_command_opens_to_exactly_the_roles_that_hold_its_permission(name: str, role: str):
    may = not permissions_of((role,)).isdisjoint(SPECIFIED[name])
    if not may:
        with pytest.raises(NotAllowed):
            call(name, an_actor(role))
        return
    with pytest.raises(Exception) as went_on:
        call(name, an_actor(role))
    assert not isinstance(went_on.value, NotAllowed) or isinstance(went_on.value, OutsideOwnUnit)
