"""The page for when the database is away: it needs nothing and tries again by itself."""

from html import escape

from starlette.responses import HTMLResponse

from lib.core.i18n import N_, _

SECONDS_BETWEEN_TRIES = 3
TITLE = N_("Cơ sở dữ liệu đang tạm ngắt")
TEXT = N_("Phần mềm đang nối lại. Trang này tự tải lại sau vài giây; chưa có dữ liệu nào bị mất.")
_PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><meta http-equiv="refresh" content="{seconds}">
<meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="font-family: sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1rem">
<h1>{title}</h1><p>{text}</p></body></html>"""


def page() -> HTMLResponse:
    html = _PAGE.format(seconds=SECONDS_BETWEEN_TRIES, title=escape(_(TITLE)), text=escape(_(TEXT)))
    return HTMLResponse(
        html, status_code=503, headers={"Retry-After": str(SECONDS_BETWEEN_TRIES), "Cache-Control": "no-store"}
    )
