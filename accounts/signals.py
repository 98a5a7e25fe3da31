"""What people's accounts announce. Higher layers connect in their `apps.py`."""

from django.dispatch import Signal

# kwargs: person: User, with the values he is to have. Sent before an account is changed or switched off; a
# receiver forbids that by raising ValidationError.
account_changes = Signal()
