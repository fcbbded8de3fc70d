"""Checks at the door of a command: raise unless the actor may."""

from lib.accounts.permissions import Permission
from lib.core.actor import Actor
from lib.core.errors import NotAllowed
from lib.core.i18n import N_


class OutsideOwnUnit(NotAllowed):
    message = N_("Bản ghi này thuộc đơn vị khác. Bạn chỉ làm việc với dữ liệu của đơn vị mình.")


def require(actor: Actor, *permissions: Permission) -> None:
    """Raise NotAllowed unless the actor has one of the permissions."""
    if not actor.may(*permissions):
        raise NotAllowed()


def require_unit(actor: Actor, unit_id: int | None) -> None:
    """Raise OutsideOwnUnit unless records of this unit are within the actor's limits."""
    if not actor.reaches(unit_id):
        raise OutsideOwnUnit()
