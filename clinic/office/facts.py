"""Facts: the office and its treatments as readers see them, kept by each process of the web server.

Every page shows them and nobody changes them for weeks. Who changes rows, or decides by them under
a lock, asks the models.
"""

from clinic.changes.content_version import content
from clinic.office.models import Office, Practitioner, Treatment


def office() -> Office:
    """The clinic's one office, as `Office.objects.current()` finds it. Raises
    Office.DoesNotExist.
    """
    tables = (Office._meta.db_table, Practitioner._meta.db_table)
    return content.fact("office", Office.objects.current, of=tables)


def treatments() -> list[Treatment]:
    """All treatments, in their order."""
    tables = (Treatment._meta.db_table,)
    return content.fact("treatments", lambda: list(Treatment.objects.all()), of=tables)
