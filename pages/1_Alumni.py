"""A door: the page itself is in lib/alumni."""

from lib import shell
from lib.alumni import page

page.show(shell.open_page("alumni"))
