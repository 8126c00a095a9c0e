"""Who waits for an earlier time, which ones were offered to them, and the counts that stay of those.
New tables and columns alone; changes no row.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_changes_are_announced"),
        ("bookings", "0024_booked_again_for_another"),
        ("clinic", "0016_passkeys"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="earlier time offered")),
                ("ends_at", models.DateTimeField()),
                ("answer_by", models.DateTimeField(verbose_name="held until")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "Not answered yet"),
                            ("accepted", "Accepted"),
                            ("kept", "Kept their own time"),
                            ("expired", "Not answered in time"),
                            ("unheard", "They did not hear of it in time"),
                            ("withdrawn", "Ended by another change"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered or ended"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Wait",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="waits for an earlier time since")),
                (
                    "free_then",
                    models.JSONField(
                        default=list,
                        help_text="Starts of the times on offer before their own, in minutes since 1970.",
                        verbose_name="free at that time",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="monthlycount",
            name="monthlycount_is_of_requests_or_of_visits",
        ),
        migrations.AddField(
            model_name="monthlycount",
            name="accepted",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="monthlycount",
            name="offered",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("asked", "Asked for a consultation"),
                    ("aside", "Asked for a consultation, set aside"),
                    ("booked", "Booked by phone or at the door"),
                    ("released", "Released"),
                    ("confirmed", "Confirmed"),
                    ("proposed", "Other times proposed"),
                    ("picked", "Chose a proposed time"),
                    ("turned_down", "None of the proposed times suits"),
                    ("moved", "Moved"),
                    ("canceled", "Canceled"),
                    ("declined", "Declined"),
                    ("lapsed", "Lapsed"),
                    ("completed", "Completed"),
                    ("no_show", "Did not come"),
                    ("corrected", "E-mail or phone corrected"),
                    ("link", "Asked for the link again"),
                    ("offered", "Earlier time offered"),
                    ("kept", "Kept their own time"),
                    ("expired", "Earlier time not held any more"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Request received"),
                    ("aside", "Requests set aside"),
                    ("overdue", "Answer overdue"),
                    ("digest", "What happened in a day"),
                    ("confirmed", "Confirmed"),
                    ("proposed", "Other times proposed"),
                    ("turned_down", "None of the proposed times suits"),
                    ("moved", "Moved"),
                    ("canceled", "Canceled"),
                    ("declined", "Declined"),
                    ("lapsed", "Lapsed"),
                    ("reminder", "Reminder"),
                    ("link", "The link again"),
                    ("earlier", "Earlier time offered"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlycount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("accepted", 0),
                        ("completed", 0),
                        ("concern__isnull", False),
                        ("no_shows", 0),
                        ("offered", 0),
                    ),
                    models.Q(
                        ("article", None),
                        ("asked", 0),
                        ("by_phone", 0),
                        ("came_to_be", 0),
                        ("concern", None),
                    ),
                    _connector="OR",
                ),
                name="monthlycount_is_of_requests_or_of_visits",
            ),
        ),
        migrations.AddField(
            model_name="earlieroffer",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="earlier_offers",
                to="bookings.consultation",
            ),
        ),
        migrations.AddField(
            model_name="earlieroffer",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="earlier_offer",
                to="bookings.event",
            ),
        ),
        migrations.AddField(
            model_name="earlieroffer",
            name="hold",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="earlier_offer",
                to="bookings.hold",
            ),
        ),
        migrations.AddField(
            model_name="wait",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="waits",
                to="bookings.consultation",
            ),
        ),
        migrations.AddIndex(
            model_name="earlieroffer",
            index=models.Index(
                condition=models.Q(("outcome", "open")),
                fields=["answer_by"],
                name="earlier_offer_open_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                name="earlier_offer_starts_before_it_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_by__lt", models.F("starts_at"))),
                name="earlier_offer_is_answered_before_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["open", "accepted", "kept", "expired", "unheard", "withdrawn"])
                ),
                name="earlier_offer_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieroffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("hold__isnull", False), ("outcome", "open")),
                    models.Q(
                        models.Q(("outcome", "open"), _negated=True),
                        ("ended_at__isnull", False),
                        ("hold", None),
                    ),
                    _connector="OR",
                ),
                name="earlier_offer_holds_its_time_while_it_is_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieroffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", "open")),
                fields=("consultation",),
                name="earlier_offer_one_open_a_consultation",
            ),
        ),
        migrations.AddConstraint(
            model_name="wait",
            constraint=models.UniqueConstraint(
                fields=("consultation",), name="wait_once_a_consultation"
            ),
        ),
    ]
