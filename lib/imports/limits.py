"""How large a file may be before it is refused: figures measured against hostile files (decision 0013)."""

MEGABYTE = 1024 * 1024

MAX_UPLOAD = 20 * MEGABYTE
MAX_PARTS = 300
MAX_UNPACKED = 200 * MEGABYTE
MAX_PART = 100 * MEGABYTE
MAX_RATIO = 200
RATIO_MATTERS_FROM = MEGABYTE
"""A small part may be packed tighter than MAX_RATIO: a sheet of a few hundred equal cells honestly is."""

MAX_SHEETS = 40
MAX_ROWS = 20_000
MAX_TITLE_ROWS = 20
"""Rows above the first row of data (letterhead, title, headings): they do not count towards MAX_ROWS."""
MAX_COLUMNS = 150
MAX_CELL = 32_767
"""Characters that Excel itself keeps in one cell."""
MAX_TEXT = 40_000_000
"""Characters of all cells together; a short shared text can be named by millions of cells."""
MAX_MERGES = 10_000

CHILD_MEMORY = 1024 * MEGABYTE
CHILD_CPU_SECONDS = 30
CHILD_FILES = 32
CHILD_WALL_SECONDS = 60
CHILDREN_AT_ONCE = 2
