"""Who is connected to this process, and which addresses were given to whom.

An export or an upload has an address of its own. Streamlit answers whoever knows it; here it opens only to the
session to which a page sent it. What a stranger's page was sent (the school's mark) is for everybody.
All of this lives in one event loop, so nothing is locked; a second process keeps its own.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import Message
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STRANGER = ""
ENDED = 4401
MOST_STORED = 100 * 1024 * 1024  # bytes of uploads that one session may hold at a time
MOST_STRANGERS = 100  # open pages without a session from one address
MOST_EVENTS = 20  # kept between two rounds of the watch: a flood of refusals must not fill the record
_ADDRESS = re.compile(rb"/(?:media/[0-9a-f]{32}|_stcore/upload_file/[0-9a-f-]{36}/[0-9a-f-]{36})")

Sender = Callable[[Message], Awaitable[None]]


@dataclass(eq=False)
class Socket:
    """An open page: the digest of its session (or STRANGER), where it comes from, how to reach it."""

    digest: str
    address: str
    send: Sender
    is_over: bool = False

    async def end(self) -> None:
        """Send the page away and hang up; what the page is still being told goes nowhere."""
        if self.is_over:
            return
        self.is_over = True
        message = ForwardMsg()
        message.auth_redirect.url = "/"
        await self.send({"type": "websocket.send", "bytes": message.SerializeToString()})
        await self.send({"type": "websocket.close", "code": ENDED})


@dataclass
class Event:
    """Something to put on record: a `security.…` action and its facts."""

    action: str
    facts: dict[str, object] = field(default_factory=dict)


class Presence:
    """The open pages of this process. `live` holds the digests that were found alive at the last look."""

    def __init__(self) -> None:
        self.database_answers = True
        self.live: set[str] = set()
        self.touched: set[str] = set()
        self.events: deque[Event] = deque(maxlen=MOST_EVENTS)
        self._sockets: defaultdict[str, set[Socket]] = defaultdict(set)
        self._given: defaultdict[str, set[str]] = defaultdict(set)
        self._stored: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def enter(self, socket: Socket) -> None:
        self._sockets[socket.digest].add(socket)
        if socket.digest != STRANGER:
            self.live.add(socket.digest)

    def leave(self, socket: Socket) -> None:
        """The page is closed; its session stays known until it ends, because a page may come back to its files."""
        socket.is_over = True
        self._sockets[socket.digest].discard(socket)

    def is_crowded(self, address: str) -> bool:
        return sum(socket.address == address for socket in self._sockets[STRANGER]) >= MOST_STRANGERS

    def note_addresses(self, digest: str, frame: bytes) -> None:
        """Remember which addresses a frame on its way to a page gives to the page's session."""
        if b"/media/" in frame or b"/upload_file/" in frame:
            self._given[digest].update(found.decode() for found in _ADDRESS.findall(frame))

    def was_given(self, digest: str, path: str) -> bool:
        found = _ADDRESS.match(path.encode())
        if found is None:
            return False
        address = found.group().decode()
        return address in self._given[STRANGER] or (digest != STRANGER and address in self._given[digest])

    def has_room(self, digest: str, path: str, size: int) -> bool:
        stored = self._stored[digest]
        return stored.total() - stored[path] + size <= MOST_STORED

    def store(self, digest: str, path: str, size: int) -> None:
        self._stored[digest][path] = size

    def report(self, action: str, **facts: object) -> None:
        self.events.append(Event(action, facts))

    async def end(self, digest: str) -> None:
        """Forget a session that is over and close its pages."""
        self.live.discard(digest)
        self._given.pop(digest, None)
        self._stored.pop(digest, None)
        for socket in list(self._sockets.pop(digest, ())):
            await socket.end()


here = Presence()
