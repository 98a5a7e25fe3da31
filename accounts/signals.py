"""What people's accounts announce. Higher layers connect in their `apps.py`."""

from django.dispatch import Signal

# kwargs: person: User. Sent before an account is switched off; a receiver forbids that by raising
# ValidationError.
account_ends = Signal()
