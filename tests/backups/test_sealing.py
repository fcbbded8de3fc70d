"""A sealed file comes back whole and unchanged, or not at all."""

import io
from pathlib import Path

import pytest

from lib.backups import sealing
from lib.backups.sealing import CHUNK, SEAL, SealedReader, SealedWriter

PASSPHRASE = "Đèo Pha Đin mùa mận chín"
HEADER = 49
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]


def sealed(content: bytes, passphrase: str | None = PASSPHRASE) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, passphrase)
    for start in range(0, len(content), 300_000):
        writer.write(content[start : start + 300_000])
    writer.finish()
    return file.getvalue()


def opened(data: bytes, passphrase: str | None = PASSPHRASE) -> bytes:
    return b"".join(SealedReader(io.BytesIO(data), "thử.backup", passphrase).rest())


def content(size: int) -> bytes:
    return bytes(range(256)) * (size // 256) + b"x" * (size % 256)


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
@pytest.mark.parametrize("size", SIZES)
def test_what_was_put_in_comes_out(size: int, passphrase: str | None):
    assert opened(sealed(content(size), passphrase), passphrase) == content(size)


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
def test_any_changed_byte_is_found(passphrase: str | None):
    whole = sealed(content(2 * CHUNK + 5), passphrase)
    for place in (HEADER, HEADER + CHUNK // 2, HEADER + CHUNK + SEAL - 1, len(whole) - 1):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(sealing.Damaged):
            opened(bytes(changed), passphrase)


@pytest.mark.parametrize("passphrase", [PASSPHRASE, None])
@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_a_file_cut_off_between_chunks_is_found(chunks: int, passphrase: str | None):
    whole = sealed(content(2 * CHUNK + 5), passphrase)
    with pytest.raises(sealing.Damaged):
        opened(whole[: HEADER + chunks * (CHUNK + SEAL)], passphrase)


def test_swapped_and_repeated_chunks_are_found():
    whole = sealed(content(3 * CHUNK))
    pieces = [whole[HEADER + n * (CHUNK + SEAL) : HEADER + (n + 1) * (CHUNK + SEAL)] for n in range(3)]
    for order in ((1, 0, 2), (0, 0, 2), (0, 2), (0, 1, 2, 2)):
        with pytest.raises(sealing.Damaged):
            opened(whole[:HEADER] + b"".join(pieces[n] for n in order))


def test_another_passphrase_is_told_apart_from_damage():
    with pytest.raises(sealing.WrongPassphrase, match="Mật khẩu sao lưu không đúng"):
        opened(sealed(b"x"), "Đèo Pha Đin mùa đào nở")
    with pytest.raises(sealing.PassphraseNeeded, match="BACKUP_PASSPHRASE_FILE"):
        opened(sealed(b"x"), None)


def test_an_encrypted_file_cannot_be_passed_off_as_a_plain_one():
    whole = bytearray(sealed(b"x" * 1000))
    whole[len(sealing.MAGIC)] = ord("r")
    with pytest.raises(sealing.Damaged):
        opened(bytes(whole), None)


def test_nothing_of_the_content_is_readable_and_no_two_files_are_alike():
    text = "Lò Thị Ươm".encode() * 100
    first, second = sealed(text), sealed(text)
    assert "Ươm".encode() not in first
    assert first[HEADER:] != second[HEADER:]


@pytest.mark.parametrize(
    "data", [b"", b"PGDMP\x01\x0e", b"PK\x03\x04" + b"x" * 100, sealing.MAGIC, sealing.MAGIC + b"z" * 60]
)
def test_a_foreign_file_is_no_backup(data: bytes):
    with pytest.raises(sealing.NotABackup, match="không phải tệp sao lưu"):
        opened(data)


def test_the_passphrase_is_the_first_line_whatever_its_composition(tmp_path: Path):
    path = tmp_path / "p"
    path.write_bytes("  Đèo Pha Đin mùa mận chín \r\nghi chú\n".encode())
    decomposed = "Đèo Pha Đin mùa mận chín".replace("è", "e\u0300")
    assert sealing.passphrase_in(path) == PASSPHRASE
    assert opened(sealed(b"x", decomposed)) == b"x"
    assert sealing.passphrase_in(None) is None


@pytest.mark.parametrize("text", [b"", b"\n", b"ng\xe1\xba\xafn", b"\xff\xfe" * 20, None])
def test_a_passphrase_file_that_cannot_serve_is_told(tmp_path: Path, text: bytes | None):
    path = tmp_path / "p"
    if text is not None:
        path.write_bytes(text)
    with pytest.raises(sealing.PassphraseUnusable, match="ít nhất 12"):
        sealing.passphrase_in(path)
