"""Staff accounts in the audit log: who unlocked one."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from bookings import audit_log
from bookings.admin.read_only import member_of_staff
from clinic.staff.users import StaffUserAdmin


@admin.register(User)
class AccountAdmin(StaffUserAdmin):
    def unlock(self, request: HttpRequest, user: User) -> None:
        super().unlock(request, user)
        audit_log.log_unlocked(user, by=member_of_staff(request), now=timezone.now())
