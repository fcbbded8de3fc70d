"""Password hashes and the few rules that a password must meet."""

import base64
import hashlib
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path

import bcrypt

from lib.core.errors import InvalidInput
from lib.core.i18n import N_
from lib.core.names import fold

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 128
COMMON = Path(__file__).with_name("common_passwords.txt")
_DISGUISES = str.maketrans("@4013$57!", "aaoiessti")
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes a quarter of a second of a processor


class WeakPassword(InvalidInput):
    message = N_("Mật khẩu phải dài từ {least} đến {most} ký tự. Gợi ý: ghép vài từ dễ nhớ, ví dụ một câu ngắn.")


class PersonalPassword(WeakPassword):
    message = N_("Mật khẩu không được chứa tên hoặc tên đăng nhập của bạn. Hãy chọn câu khác.")


class CommonPassword(WeakPassword):
    message = N_("Mật khẩu này quá dễ đoán (từ quen thuộc, lặp lại hoặc theo thứ tự). Hãy chọn câu khác.")


def check_password(password: str, *, username: str, full_name: str) -> None:
    """Raise WeakPassword, saying why, when the password is too short, personal or trivially guessed."""
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise WeakPassword(least=MINIMUM_LENGTH, most=MAXIMUM_LENGTH)
    low = unicodedata.normalize("NFC", password).casefold()
    bare = fold(low).replace(" ", "")
    personal = [_letters_and_digits(username), _letters_and_digits(full_name)]
    if any(len(word) >= 4 and word in _letters_and_digits(low) for word in personal):
        raise PersonalPassword()
    trivial = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop")
    if len(set(low)) < 5 or any(low.startswith(row[:8]) for row in trivial) or _is_common(bare):
        raise CommonPassword()


def _letters_and_digits(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _is_common(bare: str) -> bool:
    """True when nothing but common words is left without digits and signs, or with letters in their disguise.

    `bare` is the password in small letters without accents and spaces.
    """
    middle = re.sub(r"^[^a-z]+|[^a-z]+$", "", bare)
    plain, undisguised = (re.sub(r"[^a-z]", "", text) for text in (middle, middle.translate(_DISGUISES)))
    return not plain or bool(_common_words().fullmatch(plain)) or bool(_common_words().fullmatch(undisguised))


@cache
def _common_words() -> re.Pattern[str]:
    """One to four of the words of the list, one after the other."""
    words = [line for line in COMMON.read_text(encoding="ascii").split() if line]
    return re.compile(f"(?:{'|'.join(sorted(words, key=len, reverse=True))}){{1,4}}")


def _digest(password: str) -> bytes:
    """A fixed-length stand-in, because bcrypt itself reads only 72 bytes and stops at a NUL."""
    return base64.b64encode(hashlib.sha256(unicodedata.normalize("NFC", password).encode()).digest())


def hash_password(password: str) -> str:
    with _AT_ONCE:
        return bcrypt.hashpw(_digest(password), bcrypt.gensalt(rounds=12)).decode("ascii")


_ABSENT = "$2b$12$SENXshQp3Aqj0UW4oB80C.IVEc20UyJrEBODS1al8pRPBw9mWwQl."


def matches(password: str, stored: str | None) -> bool:
    """Compare in the same time whether or not there is a hash to compare with."""
    try:
        with _AT_ONCE:
            return bcrypt.checkpw(_digest(password), (stored or _ABSENT).encode("ascii")) and stored is not None
    except ValueError:
        return False
