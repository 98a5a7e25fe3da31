"""Opening an installation: the first administrator."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.first_account import is_opening_code, is_unopened
from accounts.locks import lock_registry
from accounts.models import Role, User
from accounts.services.records import note_changes
from core.actors import Actor
from core.errors import BadInput, NotFound
from core.rows import check_row


class AlreadyOpened(NotFound):
    code = "already_opened"
    message = _("This installation has its first account already. Sign in.")


class WrongCode(BadInput):
    code = "wrong_code"
    message = _("This is not the code. It stands on the console that the installation was started on.")


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Who opens the installation."""

    name: str
    email: str
    password: str
    language: str


@transaction.atomic
def open_installation(*, actor: Actor, code: str, person: FirstPerson, now: datetime) -> User:
    """Make the first administrator, of management, for whoever knows the opening code.

    Of two at once one is made. Raises AlreadyOpened, WrongCode, BadInput with the fields that are wrong.
    """
    lock_registry()
    if not is_unopened():
        raise AlreadyOpened
    if not is_opening_code(code):
        raise WrongCode.at("code")
    user = User(name=person.name, email=person.email, language=person.language, role=Role.MANAGEMENT)
    user.is_staff = user.is_superuser = True
    _set_password(user, person.password)
    check_row(user)
    user.save()
    note_changes([(user, {})], actor=actor, now=now)
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(fields={"password": list(error.messages)}) from error
    user.set_password(password)
