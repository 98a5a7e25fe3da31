from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0006_deadlines_moved"),
    ]

    operations = [
        migrations.AlterField(
            model_name="staffalert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "A ticket is yours"),
                    ("warned", "A promise is at risk"),
                    ("missed", "A promise was missed"),
                    ("escalated", "A missed promise was escalated to you"),
                    ("limit_passed", "The limit of a promise has passed"),
                    ("unbound", "A request came in while no commitment was in force"),
                    ("customer_wrote", "The customer wrote"),
                    ("date_agreed", "The customer agreed to a later date"),
                    ("appointment", "The customer chose an appointment"),
                    ("contested", "A missed promise is contested: decide in the ledger"),
                    ("decision_asked", "You are asked to decide on the classification"),
                    ("not_solved", "The customer says that it is not solved"),
                    ("call_due", "The customer has no e-mail: call with the news"),
                    ("wait_ended", "The customer did not answer in time: the clock runs again"),
                    ("appointment_began", "The time of the appointment has come: the clock runs again"),
                    ("appointment_off", "The appointment was called off: the clock runs again"),
                    ("watched_state", "A request you watch is in another state"),
                    ("delivery_failed", "A message could not be delivered"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
