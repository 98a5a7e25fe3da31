from django.urls import path

from servicedesk.desk.views import files, follow_up, intake, people, queue, tasks, ticket

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("new/", intake.new_ticket, name="new"),
    path("alerts/", people.alerts, name="alerts"),
    path("alerts/read/", people.read_alerts, name="read_alerts"),
    path("me/", people.me, name="me"),
    path("duty/", people.duty, name="duty"),
    path("tasks/", tasks.queue, name="tasks"),
    path("tickets/<str:number>/tasks/<int:task>/", tasks.task, name="task"),
    path("tickets/<str:number>/tasks/<int:task>/<slug:key>/", tasks.take_step, name="task_step"),
    path("tickets/<str:number>/", ticket.ticket, name="ticket"),
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
]
