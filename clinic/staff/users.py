"""ModelAdmin of staff accounts, with roles in place of single permissions, and invitations."""

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
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator

from clinic.office import emails
from clinic.office.forms import LengthFirst
from clinic.office.models import Office
from clinic.office.optimistic_lock import OptimisticLock, locked
from clinic.staff import account_deletion, account_messages, administrators, invitations, lockout
from clinic.staff.account_messages import AccountMessage
from clinic.staff.password_again import ask_password_again

again = method_decorator(ask_password_again)
UNLOCKED = "Unlocked sign-in."
INVITED, REVOKED = "Sent an invitation.", "Revoked the invitation."

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

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        # One that is older than this rule stays as it is.
        is_new = "email" in self.changed_data and email
        if is_new and invitations.is_taken(email, by_other_than=self.instance):
            raise ValidationError(invitations.TAKEN)
        return email

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

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit)
        account_messages.tell(user, AccountMessage.Kind.PASSWORD, now=timezone.now())
        return user


class StaffUserAdmin(OptimisticLock, UserAdmin):
    """Whoever adds, changes or removes an account gave their password a moment ago.

    Registered by `bookings.admin.reports.accounts`, which keeps the audit log.
    """

    form = AccountForm
    add_form = invitations.InvitationForm
    add_form_template = None  # Django's speaks of a password
    add_fieldsets = [(None, {"fields": ("first_name", "last_name", "email", "role")})]
    change_password_form = AccountPasswordForm
    list_display = ["username", "first_name", "last_name", "invitation", "is_active", "is_staff"]
    list_display += ["last_login"]
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

    change_view = again(UserAdmin.change_view)
    changelist_view = again(UserAdmin.changelist_view)  # it deletes several at once
    user_change_password = again(
        method_decorator(transaction.atomic)(UserAdmin.user_change_password)
    )

    def get_urls(self) -> list[URLPattern]:
        ours = self.admin_site.admin_view
        return [
            path("<path:object_id>/unlock/", ours(self.unlock_view), name="auth_user_unlock"),
            path("<path:object_id>/invite/", ours(self.invite_view), name="auth_user_invite"),
            path("<path:object_id>/revoke/", ours(self.revoke_view), name="auth_user_revoke"),
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

    # ---- a new colleague -------------------------------------------------------------------------

    @again
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, extra_context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {}  # nobody is invited by an address that says who

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        invited = AccountMessage.objects.filter(kind=AccountMessage.Kind.INVITATION)
        last = Prefetch("account_messages", invited.select_related("user"), to_attr="invitations")
        return super().get_queryset(request).prefetch_related(last)

    @admin.display(description="Invitation")
    def invitation(self, user: Any) -> str:
        return invitations.words(next(iter(user.invitations), None), now=timezone.now())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            administrators.lock_keepers()  # so that two colleagues get two names
            obj.username = invitations.new_username(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            form.instance.groups.set([form.cleaned_data["role"]])
            account_messages.invite(form.instance, now=timezone.now())

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        said = f"An invitation goes to {obj.email}. They sign in with that address or as “{obj}”."
        self.message_user(request, said, messages.SUCCESS)
        if "_addanother" in request.POST:
            return redirect("admin:auth_user_add")
        return redirect("admin:auth_user_change", obj.pk)

    @again
    def invite_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Mail an invitation anew; the link of the last one does not work any more."""
        user = self._whom_to_press_for(request, object_id)
        if request.method != "POST":  # led here after giving the password again
            return self._back_to(request, user, "Nothing is sent yet. Press the button now.")
        if not _can_be_invited(user):
            said = "They have set a password already, or have no address, or are not active."
            return self._back_to(request, user, f"No invitation is sent. {said}", messages.ERROR)
        account_messages.invite(user, now=timezone.now())
        self.log_change(request, user, INVITED)
        said = f"An invitation goes to {user.email}. Links of earlier ones do not work any more."
        return self._back_to(request, user, said, messages.SUCCESS)

    @again
    def revoke_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The invitation's link works no more, whether it has gone out or not."""
        user = self._whom_to_press_for(request, object_id)
        if request.method != "POST":
            return self._back_to(request, user, "Nothing is revoked yet. Press the button now.")
        with transaction.atomic():
            was_open = account_messages.revoke_invitation(user, now=timezone.now())
        if was_open:
            self.log_change(request, user, REVOKED)
            said = "The invitation is revoked: its link does not work any more."
            return self._back_to(request, user, said, messages.SUCCESS)
        return self._back_to(request, user, "No invitation is open.", messages.WARNING)

    def _whom_to_press_for(self, request: HttpRequest, object_id: str) -> User:
        user: User | None = self.get_object(request, unquote(object_id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def _back_to(
        self, request: HttpRequest, user: User, said: str, level: int = messages.INFO
    ) -> HttpResponse:
        self.message_user(request, said, level)
        return redirect("admin:auth_user_change", user.pk)

    # ---- too many wrong passwords ----------------------------------------------------------------

    @again
    def unlock_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """Let somebody try again who gave too many wrong passwords or codes."""
        user = self._whom_to_press_for(request, object_id)
        if request.method != "POST":  # led here after giving the password again
            return self._back_to(request, user, "Nothing is unlocked yet. Press the button now.")
        self.unlock(request, user)
        said = f"Sign-in is unlocked: with the right password {user} can sign in at once."
        return self._back_to(request, user, said, messages.SUCCESS)

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
            context["asked_to_join"] = _asked_to_join(user)
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


def _can_be_invited(user: User) -> bool:
    return user.is_active and bool(user.email) and not user.has_usable_password()


def _asked_to_join(user: User) -> dict[str, Any] | None:
    """What the account's page says of its invitation; None for somebody who has a password."""
    if user.has_usable_password():
        return None
    now, last = timezone.now(), account_messages.latest_invitation(user)
    is_open = last is not None and not last.revoked_at and not last.used_at
    return {
        "state": invitations.words(last, now=now) or "never sent",
        "message": last,
        "office": Office.objects.first(),
        "is_open": last is not None and last.is_open(now=now),
        "may_send": _can_be_invited(user),
        "may_revoke": is_open,
        "send": reverse("admin:auth_user_invite", args=[user.pk]),
        "revoke": reverse("admin:auth_user_revoke", args=[user.pk]),
    }
