"""A door: the page itself is in lib/admissions."""

from lib import shell
from lib.admissions import page

page.show(shell.open_page("admissions"))
