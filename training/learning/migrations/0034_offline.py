import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from training.learning.migrations._append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0033_contacts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SyncedDevice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("device", models.UUIDField()),
                ("name", models.CharField(blank=True, max_length=60)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("counted_to", models.DateTimeField()),
                ("waiting", models.PositiveIntegerField(default=0)),
                ("packs", models.JSONField(default=dict)),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="学员",
                    ),
                ),
            ],
            options={
                "verbose_name": "离线设备",
                "verbose_name_plural": "离线设备",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "device"), name="synced_device_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SyncedItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("client_id", models.UUIDField()),
                ("device", models.UUIDField()),
                ("seq", models.PositiveBigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("phone_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("done", "已记入"), ("refused", "没有记入")], max_length=8
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=30)),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        blank=True, help_text="How an answer was marked.", max_length=12
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="学员",
                    ),
                ),
            ],
            options={
                "verbose_name": "离线记录",
                "verbose_name_plural": "离线记录",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "client_id"), name="synced_item_unique"
                    )
                ],
            },
        ),
        refuse_changes("learning_synceditem"),
    ]
