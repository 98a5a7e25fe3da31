"""One sign-in for everybody: with second factors and limits, for administrators too."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_administration_has_no_sign_in_of_its_own(client: Client) -> None:
    answer = client.get("/admin/login/", {"next": "/admin/"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
