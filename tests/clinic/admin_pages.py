"""Every address of the admin, and what asking for one wrote."""

import re

from django.contrib import admin
from django.urls import URLResolver

# What looking writes: when the session was used, and who looked.
LOGS = "django_session|bookings_access"


def addresses_of_models(rows):
    """Every address of every model in the admin: the model's label, what it is for, the address."""
    for resolver in (each for each in admin.site.urls[0] if isinstance(each, URLResolver)):
        label = ".".join(str(resolver.pattern).strip("/").split("/"))
        for pattern in resolver.url_patterns:
            what = (pattern.name or "").removeprefix(label.replace(".", "_")).strip("_")
            route = re.sub(r"<[^>]+>", str(rows[label].pk), str(pattern.pattern))
            yield label, what, f"/admin/{resolver.pattern}{route}"


def written(queries):
    """The statements that changed something besides the logs, and were not taken back."""
    changes = re.compile(rf'(INSERT INTO|UPDATE|DELETE FROM) "(?!{LOGS})', re.IGNORECASE)
    kept: list[str] = []
    for sql in (each["sql"] for each in queries):
        if sql.startswith("ROLLBACK TO SAVEPOINT"):
            begun = kept.index(sql.removeprefix("ROLLBACK TO "))
            del kept[begun:]
        else:
            kept.append(sql)
    return [sql for sql in kept if changes.match(sql)]
