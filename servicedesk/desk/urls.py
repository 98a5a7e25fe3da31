from django.urls import path

from servicedesk.desk.registry.urls import urlpatterns as registry
from servicedesk.desk.views import (
    files,
    follow_up,
    handing_over,
    intake,
    log,
    merging,
    people,
    queue,
    related,
    settings,
    states,
    tasks,
    ticket,
)

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("new/", intake.new_ticket, name="new"),
    path("new/find/", intake.find, name="find"),
    path("alerts/", people.alerts, name="alerts"),
    path("alerts/read/", people.read_alerts, name="read_alerts"),
    path("me/", people.me, name="me"),
    path("settings/", settings.settings, name="settings"),
    path("duty/", people.duty, name="duty"),
    path("states/", states.states, name="states"),
    path("tasks/", tasks.queue, name="tasks"),
    path("tickets/<str:number>/tasks/<int:task>/", tasks.task, name="task"),
    path("tickets/<str:number>/tasks/<int:task>/<slug:key>/", tasks.take_step, name="task_step"),
    path("people/<int:person_id>/hand-over/", handing_over.hand_over, name="hand_over"),
    path("tickets/<str:number>/", ticket.ticket, name="ticket"),
    path("tickets/<str:number>/log/", log.printed, name="log_print"),
    path("tickets/<str:number>/log/export/", log.export, name="log_export"),
    path("tickets/<str:number>/log/erase/", log.erase, name="erase"),
    path("tickets/<str:number>/related/", related.related, name="related"),
    path("tickets/<str:number>/related/<slug:key>/", related.change_related, name="change_related"),
    path("tickets/<str:number>/merge/", merging.merge, name="merge"),
    path("tickets/<str:number>/merge/undo/", merging.undo, name="undo_merge"),
    path("tickets/<str:number>/preview/", queue.preview, name="preview"),
    path("tickets/<str:number>/files/<int:file_id>/", files.download, name="file"),
    path("tickets/<str:number>/messages/<int:message_id>/call/", follow_up.finish_call, name="call"),
    path("tickets/<str:number>/messages/<int:message_id>/retry/", follow_up.retry, name="retry"),
    path(
        "tickets/<str:number>/clocks/<int:clock_id>/acknowledge/",
        follow_up.acknowledge_clock,
        name="acknowledge",
    ),
    path("tickets/<str:number>/steps/<slug:key>/", ticket.take_step, name="step"),
    *registry,
]
