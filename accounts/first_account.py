"""The very first account: nobody can make it but who reads the console of the installation."""

import base64

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

LENGTH = 10  # bytes: 80 bits, sixteen letters and digits
GROUP = 4


def is_unopened() -> bool:
    """Whether there is nobody at all who could sign in."""
    return not User.objects.exists()


def opening_code() -> str:
    """What opens this installation, the same in all its processes and of no use once somebody is there.

    Derived from the secret key and the moment this database was made: nothing is stored, and another
    database has another code.
    """
    made = MigrationRecorder(connection).migration_qs.order_by("id").values_list("applied", flat=True).first()
    proof = salted_hmac("accounts.first_account", str(made), secret=settings.SECRET_KEY, algorithm="sha256")
    text = base64.b32encode(proof.digest()[:LENGTH]).decode()
    return "-".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def is_opening_code(typed: str) -> bool:
    """Compared in constant time; hyphens, spaces and small letters do not matter."""
    return constant_time_compare(_bare(typed), _bare(opening_code()))


def _bare(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")
