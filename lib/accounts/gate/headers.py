"""What the browser is told about every answer: where scripts may come from, who may frame the page, what is kept."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
KEPT_BY_NOBODY = ("/media/", "/session/", "/_stcore/upload_file/")
ONE_YEAR = 365 * 24 * 60 * 60
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    # Without "same-origin" a form would send `Origin: null`, which the gate refuses.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=()",
}
_CORS = [f"access-control-allow-{what}" for what in ("origin", "credentials", "methods", "headers")]
_NOT_OURS = ("server", *_CORS)
"""Nothing is for other origins; nobody needs to know what serves."""


def put_into(headers: MutableHeaders, *, path: str, host: str, secure: bool) -> None:
    """Add what every answer carries; `host` is the request's own, already found to be a plain host and port."""
    for name in _NOT_OURS:
        if name in headers:
            del headers[name]
    for name, value in _FIXED.items():
        headers[name] = value
    headers["Content-Security-Policy"] = content_security_policy(host, secure=secure)
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
    if path.startswith(KEPT_BY_NOBODY):
        headers["Cache-Control"] = "no-store"


def content_security_policy(host: str, *, secure: bool) -> str:
    """Scripts only from here, with the one inline script of Streamlit's page by its hash (ASVS 5.0 3.4.3)."""
    socket = f"{'wss' if secure else 'ws'}://{host}"
    hashes = " ".join(f"'sha256-{value}'" for value in inline_script_hashes())
    return (
        "default-src 'self'; "
        f"script-src 'self' {hashes} 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; "  # Streamlit writes its styles into the page
        "img-src 'self' data: blob:; font-src 'self' data:; "
        f"connect-src 'self' {socket}; "
        "worker-src 'self' blob:; frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


@cache
def inline_script_hashes() -> tuple[str, ...]:
    """Hashes of the scripts written into the installed Streamlit's page, read once a process."""
    page = re.sub(r"<!--.*?-->", "", INDEX.read_text(encoding="utf-8"), flags=re.DOTALL)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return tuple(base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
