from django.urls import path

from servicedesk.desk.registry import imports, labels, views

urlpatterns = [
    path("registry/imports/", imports.imports, name="imports"),
    path("registry/imports/<int:import_id>/", imports.one_import, name="import"),
    path("registry/imports/<int:import_id>/rejected/", imports.rejected, name="rejected"),
    path("registry/labels/", labels.labels, name="labels"),
    path("registry/labels/<int:record_id>/revoke/", labels.revoke, name="revoke_label"),
    path("registry/labels/<int:record_id>/<slug:kind>/", labels.label_file, name="label_file"),
    path("registry/<slug:place>/", views.records, name="records"),
    path("registry/<slug:place>/new/", views.new_record, name="new_record"),
    path("registry/<slug:place>/<int:record_id>/", views.record, name="record"),
    path("registry/<slug:place>/<int:record_id>/edit/", views.edit_record, name="edit_record"),
]
