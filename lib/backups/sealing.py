"""A sealed file: what was put in comes out whole and unchanged, or not at all.

Layout: 16 bytes that name the format, 1 byte for the mode, a random salt of 16 bytes, a check of 16 bytes, then
chunks of 1 MiB, each followed by a seal of 16 bytes; the last one is shorter. With a passphrase the chunks are
AES-256-GCM under a key from scrypt; without one they are readable and each seal is a part of SHA-256, which
finds damage but not malice. The seal covers the header, the chunk's number and whether it is the last one, so
chunks cannot be dropped, swapped or cut off unseen. The salt gives every file a key of its own.
"""

import hashlib
import hmac
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from lib.core.errors import DomainError, InvalidInput
from lib.core.i18n import N_, _

MAGIC = b"KETNOI-BACKUP-01"
CHUNK = 1024**2  # bytes of content in each chunk
SEAL = 16
_SALT, _CHECK = 16, 16
_HEADER = len(MAGIC) + 1 + _SALT + _CHECK
_READABLE, _ENCRYPTED = b"r", b"e"
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}  # 128 MB and about 0.3 s
SHORTEST_PASSPHRASE = 12


class NotABackup(InvalidInput):
    message = N_("«{name}» không phải tệp sao lưu của phần mềm này. Hãy chọn tệp có đuôi .backup do phần mềm tạo ra.")


class Damaged(InvalidInput):
    message = N_(
        "Tệp sao lưu «{name}» bị hỏng hoặc chép thiếu, không dùng được. Hãy chép lại từ nơi lưu hoặc dùng bản khác."
    )


class PassphraseNeeded(InvalidInput):
    message = N_(
        "Tệp sao lưu «{name}» được mã hoá. Hãy đặt BACKUP_PASSPHRASE_FILE là tệp chứa mật khẩu sao lưu rồi chạy lại."
    )


class WrongPassphrase(InvalidInput):
    message = N_(
        "Mật khẩu sao lưu không đúng với tệp «{name}» (hoặc đầu tệp bị hỏng). "
        "Hãy đặt BACKUP_PASSPHRASE_FILE là tệp mật khẩu đã dùng khi tạo bản sao lưu này."
    )


class PassphraseUnusable(DomainError):
    message = N_(
        "Không dùng được tệp mật khẩu sao lưu {path}: {reason}. "
        "Dòng đầu của tệp phải là mật khẩu có ít nhất {least} ký tự."
    )


class _Seal(Protocol):
    def close(self, nonce: bytes, content: bytes) -> bytes: ...

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        """The content; raises InvalidTag when anything was changed."""


class _Cipher:
    def __init__(self, key: bytes, header: bytes) -> None:
        self._aead, self._header = AESGCM(key), header

    def close(self, nonce: bytes, content: bytes) -> bytes:
        return self._aead.encrypt(nonce, content, self._header)

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        return self._aead.decrypt(nonce, sealed, self._header)


class _Checksum:
    def __init__(self, header: bytes) -> None:
        self._header = header

    def close(self, nonce: bytes, content: bytes) -> bytes:
        return content + hashlib.sha256(self._header + nonce + content).digest()[:SEAL]

    def open(self, nonce: bytes, sealed: bytes) -> bytes:
        content = sealed[:-SEAL]
        if self.close(nonce, content) != sealed:
            raise InvalidTag
        return content


class SealedWriter:
    """Writes one sealed file; without `finish()` the file can never be opened."""

    def __init__(self, file: BinaryIO, passphrase: str | None) -> None:
        salt = os.urandom(_SALT)
        if passphrase is None:
            header = MAGIC + _READABLE + salt + bytes(_CHECK)
            self._seal: _Seal = _Checksum(header)
        else:
            key, check = _key(passphrase, salt)
            header = MAGIC + _ENCRYPTED + salt + check
            self._seal = _Cipher(key, header)
        self._file, self._waiting, self._number = file, bytearray(), 0
        file.write(header)

    def write(self, content: bytes) -> None:
        self._waiting += content
        while len(self._waiting) > CHUNK:
            self._emit(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        self._emit(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _emit(self, content: bytes, *, is_last: bool) -> None:
        self._file.write(self._seal.close(_nonce(self._number, is_last), content))
        self._number += 1


class SealedReader:
    """Reads a sealed file; every byte that comes out has been checked."""

    def __init__(self, file: BinaryIO, name: str, passphrase: str | None) -> None:
        """Raises NotABackup, PassphraseNeeded, WrongPassphrase, Damaged."""
        self._file, self._name, self._ready = file, name, b""
        header = file.read(_HEADER)
        mode = header[len(MAGIC) : len(MAGIC) + 1]
        if not header.startswith(MAGIC) or mode not in (_READABLE, _ENCRYPTED):
            raise NotABackup(name=name)
        if len(header) < _HEADER:
            raise Damaged(name=name)
        self.is_encrypted = mode == _ENCRYPTED
        self._chunks = self._opened(self._seal_for(header, passphrase))

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes from where reading stands; raises Damaged when there are fewer."""
        while len(self._ready) < size:
            more = next(self._chunks, None)
            if more is None:
                raise Damaged(name=self._name)
            self._ready += more
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

    def rest(self) -> Iterator[bytes]:
        """All that was not taken; raises Damaged when the file was changed or cut off."""
        yield self._ready
        yield from self._chunks

    def _seal_for(self, header: bytes, passphrase: str | None) -> _Seal:
        if not self.is_encrypted:
            return _Checksum(header)
        if passphrase is None:
            raise PassphraseNeeded(name=self._name)
        salt, check = header[-_SALT - _CHECK : -_CHECK], header[-_CHECK:]
        key, expected = _key(passphrase, salt)
        if not hmac.compare_digest(check, expected):
            raise WrongPassphrase(name=self._name)
        return _Cipher(key, header)

    def _opened(self, seal: _Seal) -> Iterator[bytes]:
        number, sealed = 0, self._file.read(CHUNK + SEAL)
        while True:
            following = self._file.read(CHUNK + SEAL)
            try:
                yield seal.open(_nonce(number, not following), sealed)
            except InvalidTag:
                raise Damaged(name=self._name) from None
            if not following:
                return
            number, sealed = number + 1, following


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11) + (b"\1" if is_last else b"\0")


def _key(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """The key of one file, and a check that tells a wrong passphrase from a damaged file."""
    secret = unicodedata.normalize("NFC", passphrase).encode()
    made = Scrypt(salt=salt, length=32 + _CHECK, **_SCRYPT).derive(secret)
    return made[:32], made[32:]


def passphrase_in(path: Path | None) -> str | None:
    """The first line of the configured file, without spaces at its ends; None when none is configured."""
    if path is None:
        return None
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "UTF-8"
        raise PassphraseUnusable(path=path, reason=reason, least=SHORTEST_PASSPHRASE) from problem
    found = lines[0].strip() if lines else ""
    if len(found) < SHORTEST_PASSPHRASE:
        raise PassphraseUnusable(path=path, reason=_("mật khẩu quá ngắn"), least=SHORTEST_PASSPHRASE)
    return found
