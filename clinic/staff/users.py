"""ModelAdmin of staff accounts, with roles in place of single permissions."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from clinic.office import emails
from clinic.office.forms import LengthFirst
from clinic.office.optimistic_lock import OptimisticLock, locked
from clinic.staff import account_deletion, administrators, lockout
from clinic.staff.password_again import ask_password_again

again = method_decorator(ask_password_again)
UNLOCKED = "Unlocked sign-in."

admin.site.unregister(User)
admin.site.unregister(Group)  # `manage.py make_roles` keeps them


class AccountForm(LengthFirst, UserChangeForm):
    """Refuses to take from the last who may keep accounts what lets them."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            self.instance.pk
            and not self._would_keep(data)
            and not administrators.others_keep([self.instance.pk])
        ):
            raise ValidationError(administrators.NOBODY_LEFT)
        return data

    def _would_keep(self, data: dict[str, Any]) -> bool:
        user = self.instance
        if not (data.get("is_active", user.is_active) and data.get("is_staff", user.is_staff)):
            return False
        roles = data.get("groups", user.groups.all())
        return administrators.keeps_by_itself(user) or administrators.roles_keep(roles)


class AccountPasswordForm(AdminPasswordChangeForm):
    """Refuses to take the password from the last who may keep accounts: without one nobody signs
    in.
    """

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("set_usable_password") is False and not administrators.others_keep(
            [self.user.pk]
        ):
            self.add_error("usable_password", administrators.NOBODY_LEFT)
        return data


class StaffUserAdmin(OptimisticLock, UserAdmin):
    """Whoever adds, changes or removes an account gave their password a moment ago.

    Registered by `bookings.admin.reports.accounts`, which keeps the audit log.
    """

    form = AccountForm
    change_password_form = AccountPasswordForm
    list_display = ["username", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    formfield_overrides = emails.IN_THE_ADMIN
    filter_horizontal = []  # a box to tick for each role
    readonly_fields = ["last_login", "date_joined"]
    actions = ["delete_selected"]
    fieldsets = [
        (None, {"fields": ("username", "password")}),
        ("Who", {"fields": ("first_name", "last_name", "email")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    ]

    add_view = again(UserAdmin.add_view)
    change_view = again(UserAdmin.change_view)
    changelist_view = again(UserAdmin.changelist_view)  # it deletes several at once
    user_change_password = again(
        method_decorator(transaction.atomic)(UserAdmin.user_change_password)
    )

    def get_urls(self) -> list[URLPattern]:
        unlock = self.admin_site.admin_view(self.unlock_view)
        return [
            path("<path:object_id>/unlock/", unlock, name="auth_user_unlock"),
            *super().get_urls(),
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def lock_row(self, object_id: str) -> User | None:
        """First those whom `others_keep` will lock: two owners may save each other."""
        administrators.lock_keepers()
        return locked(User, object_id)

    # ---- somebody always keeps the accounts, and none goes that a history names ------------------

    @again
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        user = self.get_object(request, unquote(object_id))
        with transaction.atomic():
            if user is None or not self.has_delete_permission(request, user):
                return super().delete_view(request, object_id, extra_context)
            why = self._why_kept(User.objects.filter(pk=user.pk))
            if not why:
                return super().delete_view(request, object_id, extra_context)
        self.message_user(request, f"The account {user} is not deleted. {why}", messages.ERROR)
        return redirect("admin:auth_user_change", user.pk)

    def _why_kept(self, users: QuerySet[User]) -> str:
        """Why these accounts are not deleted; empty if they may be."""
        if not administrators.others_keep(list(users.values_list("pk", flat=True))):
            return administrators.NOBODY_LEFT
        kept = account_deletion.in_histories(users)
        if kept:
            return account_deletion.why(kept)
        return ""

    @admin.action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
    @transaction.atomic
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> HttpResponseBase | None:
        why = self._why_kept(queryset)
        if not why:
            return delete_selected(self, request, queryset)
        self.message_user(request, f"Nobody is deleted. {why}", messages.ERROR)
        return None

    # ---- too many wrong passwords ----------------------------------------------------------------

    @again
    def unlock_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Let somebody try again who gave too many wrong passwords or codes."""
        user = self.get_object(request, unquote(object_id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            self.unlock(request, user)
            said = f"Sign-in is unlocked: with the right password {user} can sign in at once."
            self.message_user(request, said, messages.SUCCESS)
        else:  # led here after giving the password again
            self.message_user(
                request, "Nothing is unlocked yet. Press the button now.", messages.INFO
            )
        return redirect("admin:auth_user_change", user.pk)

    def unlock(self, request: HttpRequest, user: User) -> None:
        lockout.lift(user)
        self.log_change(request, user, UNLOCKED)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        user = context.get("original")
        if user is not None and self.has_change_permission(request, user):
            context["is_locked"] = lockout.holds(user, now=timezone.now())
            context["unlock_address"] = reverse("admin:auth_user_unlock", args=[user.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    # ---- who may touch whom ----------------------------------------------------------------------

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, user: User | None) -> bool:
        """Whose account the server's own commands made is changed by themselves alone."""
        return (
            user is None
            or not user.is_superuser
            or bool(getattr(request.user, "is_superuser", False))
        )
