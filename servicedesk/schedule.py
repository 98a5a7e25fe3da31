"""Every periodic task in one table, each with its reason. The database knows what is due."""

from typing import Any

from celery.schedules import crontab, schedule

SCHEDULE: dict[str, dict[str, Any]] = {
    # Deadlines are columns, so watching them is one indexed read; a sweep nobody took within three
    # seconds is stale, the next one sees the same rows.
    "watch the clocks": {
        "task": "sla.tasks.sweep_clocks",
        # At every full second: deadlines are whole seconds.
        "schedule": schedule(1.0, relative=True),
        "options": {"expires": 3},
    },
    # Publishing after commit is only a nudge; this is what guarantees that a message leaves.
    "deliver what waits in the outbox": {
        "task": "notifications.tasks.sweep_outbox",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    # The customer waits for it in front of his mailbox. No nudge, so that asking takes the same time for
    # addresses that we know and for others.
    "mail the links to all requests": {
        "task": "notifications.tasks.send_entry_links",
        "schedule": 2.0,
        "options": {"expires": 5},
    },
    # Whoever rewrites the service log later must also forge the anchors of every day since.
    "anchor the service log": {
        "task": "notifications.tasks.anchor_log",
        # By the clock: an interval would begin anew with every restart of beat.
        "schedule": crontab(hour="0", minute="10"),
        "options": {"expires": 3600},
    },
    # Whoever repeats a request does so within a day; the kept answers hold customers' data.
    "forget answered requests of the API": {
        "task": "servicedesk.api.tasks.forget_answers",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    # Erased files leave the disk at once; where it did not answer then, they leave now.
    "remove what is left of erased files": {
        "task": "tickets.tasks.remove_erased_bytes",
        "schedule": 3600.0,
        "options": {"expires": 600},
    },
    # Nobody waits for a customer for ever: the clocks go on and the owner must act.
    "end waits that lasted too long": {
        "task": "tickets.tasks.end_waits",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # An open ticket is without an owner who is there for a minute at most: leave begins, accounts end.
    "let deputies stand in": {
        "task": "tickets.tasks.take_over",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    # The database keeps them with each change of a ticket; what was done with its triggers switched off
    # (a restored table, a hand in the data) would send work to the wrong people for ever.
    "compare what people carry": {
        "task": "tickets.tasks.compare_loads",
        "schedule": crontab(hour=3, minute=50),
        "options": {"expires": 3600},
    },
    # Close of business is another instant in every calendar; a look a minute finds each in time, and reads
    # only what falls due in the next minutes.
    "send the daily updates that may leave by themselves": {
        "task": "notifications.tasks.send_updates",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # They hold the personal data of many customers; what they brought in stays.
    "forget uploaded tables": {
        "task": "accounts.tasks.forget_imports",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 3600},
    },
    # They hold the addresses of whoever was typed into the form.
    "forget links to all requests": {
        "task": "accounts.tasks.forget_entry_links",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 3600},
    },
    # New ones are sealed as they are made; this takes those from before, and those under an older key.
    "seal the secrets of second steps": {
        "task": "accounts.tasks.seal_second_steps",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 3600},
    },
    # Expired sessions are refused anyway; in the database they only grow.
    "forget expired sessions": {
        "task": "accounts.tasks.forget_sessions",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 3600},
    },
}
