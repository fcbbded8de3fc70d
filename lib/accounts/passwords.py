"""Password hashes and the few rules that a password must meet."""

import base64
import hashlib
import unicodedata

import bcrypt

from lib.core.errors import InvalidInput
from lib.core.i18n import N_

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 128


class WeakPassword(InvalidInput):
    message = N_("Mật khẩu phải dài từ {least} đến {most} ký tự. Gợi ý: ghép vài từ dễ nhớ, ví dụ một câu ngắn.")


class PersonalPassword(WeakPassword):
    message = N_("Mật khẩu không được chứa tên hoặc tên đăng nhập của bạn. Hãy chọn câu khác.")


class CommonPassword(WeakPassword):
    message = N_("Mật khẩu này quá dễ đoán (lặp lại hoặc theo thứ tự). Hãy chọn câu khác.")


def check_password(password: str, *, username: str, full_name: str) -> None:
    """Raise WeakPassword, saying why, when the password is too short, personal or trivially guessed."""
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise WeakPassword(least=MINIMUM_LENGTH, most=MAXIMUM_LENGTH)
    low = unicodedata.normalize("NFC", password).casefold()
    personal = [username.casefold(), full_name.casefold().replace(" ", "")]
    if any(len(word) >= 4 and word in low.replace(" ", "") for word in personal):
        raise PersonalPassword()
    trivial = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "matkhau", "password")
    if len(set(low)) < 5 or any(low.startswith(row[:8]) for row in trivial):
        raise CommonPassword()


def _digest(password: str) -> bytes:
    """A fixed-length stand-in, because bcrypt itself reads only 72 bytes and stops at a NUL."""
    return base64.b64encode(hashlib.sha256(unicodedata.normalize("NFC", password).encode()).digest())


def hash_password(password: str) -> str:
    return bcrypt.hashpw(_digest(password), bcrypt.gensalt(rounds=12)).decode("ascii")


_ABSENT = "$2b$12$SENXshQp3Aqj0UW4oB80C.IVEc20UyJrEBODS1al8pRPBw9mWwQl."


def matches(password: str, stored: str | None) -> bool:
    """Compare in the same time whether or not there is a hash to compare with."""
    try:
        return bcrypt.checkpw(_digest(password), (stored or _ABSENT).encode("ascii")) and stored is not None
    except ValueError:
        return False
