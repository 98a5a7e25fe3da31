"""Addresses below `/insights/commitments/`."""

from django.urls import path

from servicedesk.insights import commitments_drafts as drafts
from servicedesk.insights import commitments_moving as moving
from servicedesk.insights import commitments_pages as pages
from servicedesk.insights import commitments_promises as promises
from servicedesk.insights import commitments_signing as signing

urlpatterns = [
    path("", pages.overview, name="commitments"),
    path("new/", drafts.new, name="commitment-new"),
    path("install/", drafts.install, name="commitment-install"),
    path("<int:pk>/", pages.version, name="commitment"),
    path("<int:pk>/changes/<int:since>/", pages.changes, name="commitment-changes"),
    path("<int:pk>/edit/", drafts.edit, name="commitment-edit"),
    path("<int:pk>/amend/", drafts.amend, name="commitment-amend"),
    path("<int:pk>/discard/", drafts.discard, name="commitment-discard"),
    path("<int:pk>/sign/", signing.sign, name="commitment-sign"),
    path("<int:pk>/move/", moving.move, name="commitment-move"),
    path("<int:pk>/promises/new/", promises.edit, name="promise-new"),
    path("<int:pk>/promises/<int:promise>/", promises.edit, name="promise-edit"),
    path("<int:pk>/promises/<int:promise>/remove/", promises.remove, name="promise-remove"),
]
