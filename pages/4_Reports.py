"""A door: the page itself is in lib/reports."""

from lib import shell
from lib.reports import page

page.show(shell.open_page("reports"))
