"""Staff's accounts, which the owner keeps. Who may do what is chosen by role and not by single permission."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils.decorators import method_decorator

from clinic.staff.password_again import ask_password_again

again = method_decorator(ask_password_again)

admin.site.unregister(User)
admin.site.unregister(Group)  # `manage.py make_roles` keeps them


@admin.register(User)
class StaffUserAdmin(UserAdmin):
    """Whoever adds, changes or removes an account gave their password a moment ago."""

    list_display = ["username", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ("username", "password")}),
        ("Who", {"fields": ("first_name", "last_name", "email")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    ]

    add_view = again(UserAdmin.add_view)
    change_view = again(UserAdmin.change_view)
    delete_view = again(UserAdmin.delete_view)
    changelist_view = again(UserAdmin.changelist_view)  # it deletes several at once
    user_change_password = again(UserAdmin.user_change_password)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, user: User | None) -> bool:
        """Whose account the server's own commands made is changed by themselves alone."""
        return user is None or not user.is_superuser or bool(getattr(request.user, "is_superuser", False))
