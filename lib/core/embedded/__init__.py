"""The embedded PostgreSQL: started on demand, shared by all app processes, stopped by the last one.

Decision 0014 tells why this supervisor exists and what it promises.
"""

from lib.core.embedded.binaries import binary
from lib.core.embedded.checkup import Finding, diagnose, free_space_problem
from lib.core.embedded.server import Server
from lib.core.embedded.supervisor import ensure_running, leave, stop

__all__ = [
    "Finding",
    "Server",
    "binary",
    "diagnose",
    "ensure_running",
    "free_space_problem",
    "leave",
    "stop",
]
