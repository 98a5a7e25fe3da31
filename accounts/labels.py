"""The label on a thing we sold: the signed purchase id and the version of the label. Nothing is stored.

Raising `Purchase.label_version` revokes every label printed before.
"""

from django.core import signing
from django.utils.translation import gettext_lazy as _

from accounts.models import Purchase
from accounts.querysets import PurchaseQuerySet
from core.errors import NotFound

SALT = "accounts.label"


class NoSuchLabel(NotFound):
    code = "no_such_label"
    message = _("This label is not valid any more, or its address is damaged.")


def label_token(purchase: Purchase) -> str:
    """The token of the present version of the label."""
    return signing.Signer(salt=SALT).sign_object([purchase.pk, purchase.label_version])


def purchase_for_label(token: str) -> Purchase:
    """The purchase the label is fixed to; raises NoSuchLabel when it is forged, damaged or revoked."""
    try:
        purchase_id, version = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NoSuchLabel from error
    rows = PurchaseQuerySet(Purchase).for_rows()
    purchase = rows.filter(pk=purchase_id, label_version=version).first()
    if purchase is None:
        raise NoSuchLabel
    return purchase
