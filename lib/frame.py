"""The script that Streamlit runs around every page."""

from lib import shell

shell.run()
