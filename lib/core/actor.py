"""Who is acting: the value that every command takes."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """A signed-in user as the database knew them when this action began.

    `unit_id` is the user's own unit; `unit_ids` the units whose records they may touch, None for all.
    `permissions` are codes of `lib.accounts.permissions.Permission`.
    """

    user_id: int
    username: str
    full_name: str
    roles: tuple[str, ...]
    permissions: frozenset[str] = field(repr=False)
    unit_id: int | None = None
    unit_ids: frozenset[int] | None = frozenset()
    must_change_password: bool = False

    def may(self, *codes: str) -> bool:
        """True when the actor has any of the permissions."""
        return not self.permissions.isdisjoint(codes)

    def reaches(self, unit_id: int | None) -> bool:
        """True when records of this unit are within the actor's limits."""
        return self.unit_ids is None or (unit_id is not None and unit_id in self.unit_ids)
