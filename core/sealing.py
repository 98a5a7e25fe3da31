"""Texts that lie encrypted in the database, so that a copy of it alone gives them to nobody.

The key is made from SECRET_KEY; keys in SECRET_KEY_FALLBACKS still open what they once sealed.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError

MARK = "sealed:"  # what lies there without it was written before texts were sealed
PURPOSE = b"core.sealing"


class SealUnknown(DomainError):
    code = "seal_unknown"
    status = 503
    message = _(
        "This was encrypted with a key that the desk no longer has. Ask your administrator to bring the "
        "older key back, or to remove your second step so that you can set it up anew."
    )


def seal(text: str) -> str:
    """Another text each time, even for the same one."""
    return MARK + _fernet(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed, and what never was as it is; raises SealUnknown."""
    if not sealed.startswith(MARK):
        return sealed
    keys = MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])
    try:
        return keys.decrypt(sealed.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise SealUnknown from error


def is_sealed_now(sealed: str) -> bool:
    """Whether SECRET_KEY itself opens it: neither plain nor under an older key."""
    try:
        _fernet(settings.SECRET_KEY).decrypt(sealed.removeprefix(MARK))
    except InvalidToken:
        return False
    return True


def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
