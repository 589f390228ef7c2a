import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0027_feedback"),
        ("cohorts", "0004_timetable"),
        ("people", "0003_roster"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kid", models.CharField(max_length=16, unique=True)),
                ("public", models.CharField(help_text="32 bytes in hexadecimal.", max_length=64)),
                ("first_used_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "签名公钥",
                "verbose_name_plural": "签名公钥",
                "ordering": ["-first_used_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ClassRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at_once",
                    models.BooleanField(
                        default=False,
                        help_text="不勾选时，由工作机构核对名单以后发。",
                        verbose_name="达到结业要求就自动发证",
                    ),
                ),
                (
                    "short_name",
                    models.CharField(blank=True, max_length=30, verbose_name="编号里的班次"),
                ),
                ("last_number", models.PositiveIntegerField(default=0)),
                (
                    "cohort",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_rules",
                        to="cohorts.cohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "班次发证设置",
                "verbose_name_plural": "班次发证设置",
            },
        ),
        migrations.CreateModel(
            name="IssuerRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(blank=True, max_length=60, verbose_name="发证单位")),
                (
                    "issuer_en",
                    models.CharField(blank=True, max_length=120, verbose_name="发证单位（英文）"),
                ),
                (
                    "title",
                    models.CharField(default="结业证书", max_length=20, verbose_name="证书名称"),
                ),
                (
                    "title_en",
                    models.CharField(
                        blank=True,
                        default="Certificate of Completion",
                        max_length=60,
                        verbose_name="证书名称（英文）",
                    ),
                ),
                (
                    "number_format",
                    models.CharField(
                        default="{年}{班次}第{序号}号", max_length=60, verbose_name="编号格式"
                    ),
                ),
                ("signer", models.CharField(blank=True, max_length=40, verbose_name="签发人")),
                (
                    "seal",
                    models.CharField(
                        blank=True, help_text="A Seal's digest.", max_length=64, verbose_name="印章"
                    ),
                ),
                (
                    "congress",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_rules",
                        to="people.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "发证设置",
                "verbose_name_plural": "发证设置",
            },
        ),
        migrations.CreateModel(
            name="PrintRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "certificates",
                    models.JSONField(help_text="Pairs of learner and certificate, in print order."),
                ),
                (
                    "address",
                    models.CharField(
                        help_text="The site's own, as the codes name it.", max_length=200
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("total", models.PositiveIntegerField()),
                ("done", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "等待中"),
                            ("running", "正在生成"),
                            ("done", "已生成"),
                            ("failed", "没有生成"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=200)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("file", models.BinaryField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cohorts.cohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "批量打印",
                "verbose_name_plural": "批量打印",
                "ordering": ["-asked_at"],
            },
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("number", models.CharField(max_length=80, verbose_name="编号")),
                ("told", models.JSONField(help_text="Everything printed on it, see freezing.py.")),
                ("digest", models.CharField(help_text="SHA-256 of what is told.", max_length=64)),
                ("token", models.TextField(help_text="What is told in short, signed (tokens.py).")),
                ("seal", models.CharField(blank=True, help_text="A Seal's digest.", max_length=64)),
                ("requirement_version", models.PositiveIntegerField(null=True)),
                (
                    "evidence",
                    models.CharField(
                        help_text="SHA-256 of the statements it rests on.", max_length=64
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="发证时间")),
                (
                    "status",
                    models.CharField(
                        choices=[("valid", "有效"), ("revoked", "已撤销"), ("replaced", "已换发")],
                        default="valid",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="失效时间")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="cohorts.enrolment",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="learning.certificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "结业证书",
                "verbose_name_plural": "结业证书",
                "ordering": ["-issued_at"],
                "indexes": [
                    models.Index(fields=["enrolment", "status"], name="certificate_by_class")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("learner", "code"), name="certificate_code_unique"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "valid")),
                        fields=("learner", "enrolment"),
                        name="certificate_one_valid",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateCode",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=80)),
                (
                    "certificate",
                    models.UUIDField(
                        help_text="The certificate's id: no key into a learner's rows."
                    ),
                ),
                (
                    "congress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.congress",
                    ),
                ),
                (
                    "learner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "证书核验码",
                "verbose_name_plural": "证书核验码",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("congress", "number"), name="certificate_number_unique"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("image", models.BinaryField(help_text="PNG, as made by seals.py.")),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "congress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.congress",
                    ),
                ),
            ],
            options={
                "verbose_name": "印章",
                "verbose_name_plural": "印章",
                "constraints": [
                    models.UniqueConstraint(fields=("congress", "digest"), name="seal_unique")
                ],
            },
        ),
    ]
