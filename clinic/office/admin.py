"""ModelAdmins of the clinic's facts."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from clinic.office import email_suggestion, emails, formats, prices, sharing
from clinic.office.admin_rows import EditableList, Named, NamedInOrder
from clinic.office.language_admin import SiteLanguageAdmin as SiteLanguageAdmin
from clinic.office.models import (
    Closure,
    Concern,
    Office,
    OfficeAddress,
    Practitioner,
    Treatment,
    TreatmentStep,
)
from clinic.office.optimistic_lock import OptimisticLock
from clinic.office.translation_admin import Translatable
from clinic.office.translation_admin import TranslationAdmin as TranslationAdmin
from clinic.staff.users import StaffUserAdmin as StaffUserAdmin

Hears = OfficeAddress.Hears


class SomebodyHears(Named):
    """Refuses a list of addresses of which none is told that somebody asks for a consultation."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        chosen = [
            form.cleaned_data.get("hears") for form in kept if getattr(form, "cleaned_data", None)
        ]
        if not set(chosen) & {Hears.EVERY, Hears.DIGEST}:
            raise ValidationError(
                "Somebody has to be told when a patient asks. Let at least one address hear of"
                " every request, or once a day."
            )


class OfficeAddressInline(admin.TabularInline):
    model = OfficeAddress
    formfield_overrides = emails.IN_THE_ADMIN
    formset = SomebodyHears
    extra = 0


class ClosureInline(admin.TabularInline):
    """Those still to come, to be seen: one is made and changed on its own page, which says whom it
    meets.
    """

    model = Closure
    fields = ("closed", "reason")
    readonly_fields = ("closed",)
    extra = 0
    show_change_link = True
    verbose_name_plural = "closures to come (nobody is seen, no times are offered)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Closure]:
        ahead = super().get_queryset(request).filter(ends_at__gt=timezone.now() - timedelta(days=1))
        return ahead.select_related("office")

    @admin.display(description="closed")
    def closed(self, closure: Closure) -> str:
        return formats.closure(closure, closure.office)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfficeAdmin(Translatable, OptimisticLock):
    """The one office. Its hours decide what the booking page offers.

    Registered by `bookings.admin.office`, which knows what is owed to its addresses.
    """

    list_display = ["name", "address", "phone", "booking_off_until"]
    inlines = [ClosureInline, OfficeAddressInline]
    fieldsets = [
        (
            "Where we are",
            {
                "description": (
                    "Stands at the top and bottom of every page, in every mail and calendar file."
                ),
                "fields": [
                    "name",
                    "street",
                    "suite",
                    ("city", "state", "postal_code"),
                    ("latitude", "longitude"),
                    "time_zone",
                ],
            },
        ),
        (
            "How to reach us",
            {"fields": ["phone", "instagram", "parking", "access", "in_other_languages"]},
        ),
        (
            "Consultations online",
            {
                "description": (
                    "They take effect at once. Nobody who has asked already loses a time."
                ),
                "fields": [
                    "hours_are_samples",
                    "booking_off_until",
                    "add_closure",
                    "consultation_minutes",
                    "slot_step_minutes",
                    "notice_hours",
                    "horizon_days",
                    "reply_within_hours",
                    "change_limit_hours",
                    "choose_within_days",
                    "lapse_after_days",
                ],
            },
        ),
    ]

    readonly_fields = ["add_closure", "in_other_languages"]

    @admin.display(description="closures")
    def add_closure(self, office: Office) -> str:
        address = reverse("admin:clinic_closure_add")
        return format_html('<a href="{}">Add a closure</a>. Those to come stand below.', address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Office.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Two who save at one moment do so one after the other: the second form is judged by what
        the first one left, so that together they do not leave nobody who hears.
        """
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            list(Office.objects.select_for_update().values_list("pk"))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: Any, change: bool
    ) -> None:
        super().save_formset(request, form, formset, change)
        changed = [row for row, _ in formset.changed_objects]
        for row in [*formset.new_objects, *changed]:
            if isinstance(row, OfficeAddress):
                better = email_suggestion.meant(row.email)
            else:
                better = ""
            if better:
                slip, domain = row.email.rpartition("@")[2], better.rpartition("@")[2]
                said = (
                    f"It is stored as …@{slip}. Did you mean …@{domain}?"
                    " Then change it, or nobody hears."
                )
                self.message_user(request, said, messages.WARNING)


class TreatmentStepInline(admin.TabularInline):
    model = TreatmentStep
    formset = NamedInOrder
    extra = 0


class TreatmentForm(forms.ModelForm):
    """A treatment, with its price as people type one."""

    class Meta:
        field_classes = {"price": prices.PriceField}
        widgets = {
            "price": AdminTextInputWidget(attrs={"inputmode": "decimal"}),
            "price_includes": forms.Textarea(attrs={"rows": 3}),
            "call_us_if": forms.Textarea(attrs={"rows": 3}),
            "practitioners": forms.CheckboxSelectMultiple,
        }

    def clean_price_includes(self) -> str:
        words = str(self.cleaned_data["price_includes"])
        prices.plain_includes(words)
        return words


@admin.register(Treatment)
class TreatmentAdmin(Translatable, OptimisticLock, EditableList):
    form = TreatmentForm
    list_display = ["name", "menu_name", "position"]
    list_editable = ["position"]
    search_fields = ["name", "lead"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TreatmentStepInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "slug",
                    "menu_name",
                    "lead",
                    "plate",
                    "position",
                    "in_other_languages",
                ]
            },
        ),
        (
            "Facts",
            {
                "description": (
                    "Written once here; pages and articles take them from here. "
                    "Leave both numbers of a fact empty if it is not known: then nobody claims it."
                ),
                "fields": [
                    ("session_minutes_least", "session_minutes_most"),
                    ("sessions_least", "sessions_most"),
                    ("weeks_between_least", "weeks_between_most", "weeks_between_is_sample"),
                    ("redness_days_least", "redness_days_most"),
                    "feeling",
                ],
            },
        ),
        (
            "Price",
            {
                "description": (
                    "A price stands on the page only if you let it. It is one exact amount with all"
                    " that it includes; ask counsel before you show one."
                ),
                "fields": ["price_on_page", "price", "price_includes"],
            },
        ),
        (
            "What the page says",
            {
                "description": "Say “may” and “often”. Never: cure, guaranteed, painless, no risk.",
                "fields": [
                    "what_it_is",
                    "practitioners",
                    "shows_collagen_drawings",
                    "may_help",
                    "cannot",
                    "authorized_use",
                    "not_yet",
                ],
            },
        ),
        (
            "The days after",
            {
                "fields": [
                    "same_day",
                    "next_day",
                    "redness_fades",
                    "following_days",
                    "after_that",
                    "call_us_if",
                    "hand_out",
                ]
            },
        ),
        ("In search results", {"classes": ["collapse"], "fields": ["search_title"]}),
    ]

    readonly_fields = ["hand_out", "in_other_languages"]

    @admin.display(description="hand-out")
    def hand_out(self, treatment: Treatment) -> str:
        if treatment._state.adding or not treatment.has_days_after:
            return "Fill in some of these days and save: then they are a page of their own."
        address = reverse("office:aftercare", args=[treatment.slug])
        return format_html(
            '<a href="{}">Aftercare on one sheet</a>, with a code to scan: print it, hand it over.',
            address,
        )

    def save_model(self, request: HttpRequest, obj: Treatment, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        sharing.draw(obj.shared_as)

    def view_on_site(self, treatment: Treatment) -> str:
        return treatment.get_absolute_url()


@admin.register(Concern)
class ConcernAdmin(Translatable, OptimisticLock, EditableList):
    list_display = ["name", "slug", "invitation", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "invitation", "position", "in_other_languages"]
    readonly_fields = ["in_other_languages"]


@admin.register(Practitioner)
class PractitionerAdmin(Translatable, OptimisticLock, EditableList):
    list_display = ["name", "license_type", "license_number", "is_published", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "account"]}),
        (
            "License",
            {
                "description": "Printed with the name, also where this person reviewed an article.",
                "fields": ["license_type", "license_number", "board_notice"],
            },
        ),
        (
            "About us",
            {"fields": ["own_portrait", "about", "is_published", "position", "in_other_languages"]},
        ),
    ]
    readonly_fields = ["own_portrait", "in_other_languages"]

    @admin.display(description="portrait")
    def own_portrait(self, person: Practitioner) -> str:
        """It is one of the pictures, kept by whoever keeps those; from here it is a press away."""
        if person._state.adding:
            return "Save this person first, then add their portrait here."
        picture = getattr(person, "portrait", None)
        if picture is None:
            asked = urlencode({"depicts": "portrait", "practitioner": person.pk})
            address = f"{reverse('admin:articles_picture_add')}?{asked}"
            return format_html('<a href="{}">Add a portrait</a>', address)
        return format_html(
            '<img class="acu-thumb" src="{}" width="88" height="66" alt="{}"> '
            '<a href="{}">Its words</a>, or <a href="{}">delete it</a> to add another.',
            picture.thumbnail,
            picture.alt,
            reverse("admin:articles_picture_change", args=[picture.pk]),
            reverse("admin:articles_picture_delete", args=[picture.pk]),
        )
