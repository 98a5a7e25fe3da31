"""What the console says while nobody can sign in yet."""

from django.conf import settings
from django.db import Error

from accounts.first_account import is_unopened, opening_code


def first_words() -> str:
    """Where the first account is made, and its code; nothing once there is one, or without a database."""
    try:
        if not is_unopened():
            return ""
        return f"Nobody can sign in yet. Open {settings.BASE_URL}/desk/ and enter the code {opening_code()}"
    except Error:
        return ""
