import hashlib
import hmac
import secrets

from .exceptions import BackupFailed
from .streams import Program

ITERATIONS = 600_000
CIPHER = ["-aes-256-cbc", "-pbkdf2", "-iter", str(ITERATIONS), "-md", "sha256", "-pass", "env:BACKUP_KEY"]


def encrypting(key: str) -> Program:
    return Program(["openssl", "enc", *CIPHER], {"BACKUP_KEY": key})


def decrypting(key: str) -> Program:
    return Program(["openssl", "enc", "-d", *CIPHER], {"BACKUP_KEY": key})


def sign(text: str, key: str, salt: str = "") -> str:
    salt = salt or secrets.token_hex(16)
    derived = hashlib.pbkdf2_hmac("sha256", key.encode(), bytes.fromhex(salt), ITERATIONS)
    return f"{salt} {hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()}\n"


def check_signature(text: str, key: str, signature: str) -> None:
    try:
        expected = sign(text, key, signature.split()[0])
    except (IndexError, ValueError) as error:
        raise BackupFailed("The signature of the backup cannot be read: it is damaged.") from error
    if not hmac.compare_digest(signature, expected):
        raise BackupFailed("BACKUP_KEY is not the key of this backup, or somebody changed the backup.")
