"""What an administrator does first: a branch, its people, who choose their own passwords."""

import re

from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import Branch, User


def test_an_administrator_adds_a_branch_and_people_who_choose_their_own_password(
    db: None, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    admin = Client()
    admin.force_login(get_user_model().objects.create_superuser("boss@desk.example", "x", name="Boss"))
    admin.post(
        "/admin/accounts/branch/add/", {"code": "north", "name": "North", "zone": "UTC", "is_default": "on"}
    )
    branch = Branch.objects.get()
    facts = {"email": "New@Desk.example", "name": "New Person", "role": "agent", "branch": branch.pk}
    admin.post("/admin/accounts/user/add/", facts | {"language": "en", "is_active": "on", "is_on_duty": "on"})
    person = User.objects.get(name="New Person")
    assert not person.has_usable_password()

    visitor = Client()
    visitor.post("/accounts/password/reset/", {"email": "new@desk.example"})
    [sent] = mail.outbox
    link = re.search(r"http://\S+?(/accounts/password/reset/key/\S+)", str(sent.body))
    assert link is not None
    page = visitor.get(link.group(1), follow=True)
    chosen = {"password1": "a-long-enough-password", "password2": "a-long-enough-password"}
    visitor.post(page.request["PATH_INFO"], chosen)
    person.refresh_from_db()
    assert person.check_password("a-long-enough-password")


def test_nobody_else_gets_into_the_administration(client: Client, agent: User, manager: User) -> None:
    for user in (agent, manager):
        client.force_login(user)
        assert client.get("/admin/").status_code == 302
