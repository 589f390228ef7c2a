"""Which articles the cases already on the shelf rest on."""

import json
from typing import Any

from django.db import migrations


def _cited(raw: Any) -> set[int]:
    found: set[int] = set()
    if isinstance(raw, dict):
        if isinstance(raw.get("provision"), int):
            found.add(raw["provision"])
        raw = list(raw.values())
    if isinstance(raw, list):
        for value in raw:
            found |= _cited(value)
    return found


def fill(apps: Any, schema_editor: Any) -> None:
    """One row per live case and article; articles that are gone are left out."""
    there = set(apps.get_model("cms", "Provision").objects.values_list("pk", flat=True))
    rows = apps.get_model("cms", "CaseProvision")
    live = apps.get_model("cms", "CaseStudyPage").objects.filter(live=True)
    live = set(live.values_list("pk", flat=True))
    with schema_editor.connection.cursor() as cursor:
        # The model of this moment knows no blocks and would drop them all.
        cursor.execute("SELECT page_ptr_id, body FROM cms_casestudypage")
        stored = cursor.fetchall()
    for case, body in stored:
        keys = _cited(json.loads(body) if isinstance(body, str) else body) & there
        if case in live:
            rows.objects.bulk_create(rows(case_id=case, provision_id=key) for key in sorted(keys))


class Migration(migrations.Migration):
    dependencies = [("cms", "0005_cases")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
