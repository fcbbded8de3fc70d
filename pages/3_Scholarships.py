"""A door: the page itself is in lib/scholarships."""

from lib import shell
from lib.scholarships import page

page.show(shell.open_page("scholarships"))
