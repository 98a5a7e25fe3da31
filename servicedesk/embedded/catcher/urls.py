from django.urls import path

from servicedesk.embedded.catcher import views

app_name = "catcher"
urlpatterns = [
    path("", views.mails, name="mails"),
    path("<str:name>/", views.mail, name="mail"),
    path("<str:name>/html/", views.mail_html, name="mail_html"),
]
