"""The app as AppTest sees it: the frame script, signed in as an actor."""

from pathlib import Path

from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from lib.accounts import commands
from lib.core.actor import Actor

ROOT = Path(__file__).parents[1]
FILES = {
    "alumni": "1_Alumni.py",
    "admissions": "2_Admissions.py",
    "scholarships": "3_Scholarships.py",
    "reports": "4_Reports.py",
}


def open_app(session: Session, actor: Actor | None, page: str | None = None, **query: str) -> AppTest:
    """Run the app as the actor sees it; `page` is a name of `FILES`, none for the home page."""
    at = AppTest.from_file(str(ROOT / "lib" / "frame.py"), default_timeout=60)
    if actor is not None:
        token = commands.begin_session(session, account_id=actor.user_id)
        session.commit()
        at.user = {"session": commands.digest(token).hex()}
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if page is not None:
        at.switch_page(str(ROOT / "pages" / FILES[page])).run()
    return at
