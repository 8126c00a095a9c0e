from django.contrib.admin.apps import AdminConfig


class StaffAdmin(AdminConfig):
    """Django's admin, on our own site."""

    default_site = "clinic.staff.site.StaffSite"
