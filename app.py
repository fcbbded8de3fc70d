"""The server: `uvicorn app:app` or `streamlit run app.py`."""

import streamlit as st
from starlette.middleware import Middleware

from lib import startup
from lib.accounts.gate import middleware, routes
from lib.core.config import ROOT
from lib.ui import incidents

app = st.App(
    ROOT / "lib" / "frame.py",
    middleware=[Middleware(middleware.Gate)],
    routes=routes.routes,
    lifespan=startup.lifespan,
    on_script_error=incidents.on_script_error,
)
