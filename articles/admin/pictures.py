"""ModelAdmin of the picture library."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Count, Field, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import images, publishing
from articles.admin.mixins import LeftToReviewers, SearchedByWords
from articles.models import Article, Picture, Section, keep_picture
from clinic.office.optimistic_lock import OptimisticLock

NOT_STORED = (
    "The picture could not be stored: the server has no room, or may not write where pictures lie. "
    "Nothing was kept. Tell whoever looks after the site, then add it again."
)


class PictureForm(forms.ModelForm):
    """A new picture with its file. The file of one that is there stays: another photo is another
    picture.
    """

    upload = forms.FileField(
        label="File",
        help_text=(
            "JPEG or PNG of at most 25 megapixels, WebP of at most 13. "
            "Where and with what it was taken is not kept."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Picture
        fields = ["name", "alt", "depicts", "practitioner"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made: images.Made | None = None
        if self.instance.pk:
            self.fields.pop("upload", None)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        upload = cast("File[bytes] | None", cleaned.get("upload"))
        # browsers do not send it again, and making its sizes takes a second
        if upload and self.errors:
            self.add_error("upload", "Please choose the file again.")
        elif upload:
            try:
                self.made = images.make(upload)
            except ValidationError as refused:
                self.add_error("upload", refused)
        return cleaned


@admin.register(Picture)
class PictureAdmin(OptimisticLock, SearchedByWords, LeftToReviewers):
    form = PictureForm
    change_form_template = "admin/articles/picture/change_form.html"
    left_alone = (
        "Readers see an article with this picture, or will. Somebody who may publish can change"
        " what is said of it: a reviewer or the owner. A portrait is the owner's alone to change."
    )
    list_display = ["look", "name", "where", "who", "size", "added_at"]
    list_display_links = ["name"]
    list_filter = ["depicts"]
    search_fields = ["name", "alt"]
    ordering = ["-added_at", "-pk"]
    readonly_fields = ["look_closely", "where_in_full", "size", "added_at", "by"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        said: tuple[str, ...] = ("name", "alt", "depicts")
        if _may_show_people(request):
            said += ("practitioner",)
        if obj is None:
            return [(None, {"fields": ["upload", *said]})]
        return [
            (None, {"fields": ["look_closely", *said]}),
            ("Where it stands", {"fields": ["where_in_full"]}),
            ("How it came here", {"fields": ["size", "added_at", "by"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Picture]:
        pictures: QuerySet[Picture] = super().get_queryset(request)
        return pictures.annotate(
            article_count=Count("articles", distinct=True),
            section_count=Count("sections", distinct=True),
        )

    # ---- what is seen ----------------------------------------------------------------------------
    @admin.display(description="picture")
    def look(self, picture: Picture) -> SafeString:
        return format_html(
            '<img class="acu-thumb" src="{}" width="88" height="66" alt="" loading="lazy">',
            picture.thumbnail,
        )

    @admin.display(description="picture")
    def look_closely(self, picture: Picture) -> SafeString:
        return format_html(
            '<img class="acu-picture" src="{}" srcset="{}" sizes="{}" width="{}" height="{}"'
            ' alt="{}">',
            picture.url,
            picture.srcset,
            "(min-width:44rem) 22rem,90vw",
            picture.width,
            picture.height,
            picture.alt,
        )

    @admin.display(description="who is in it", ordering="depicts")
    def who(self, picture: Picture) -> str:
        return str(picture.get_depicts_display())

    @admin.display(description="used")
    def where(self, picture: Picture) -> str:
        places = getattr(picture, "article_count", 0) + getattr(picture, "section_count", 0)
        if places:
            return f"In {places} place{'' if places == 1 else 's'}"
        return "Not used"

    @admin.display(description="used")
    def where_in_full(self, picture: Picture) -> SafeString | str:
        return _list(places([picture])) or "In no article yet."

    @admin.display(description="size")
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}"

    # ---- who may ---------------------------------------------------------------------------------
    def is_left(self, request: HttpRequest, row: Any) -> bool:
        """A portrait stands where the owner alone decides who does."""
        is_portrait = row is not None and row.practitioner_id is not None
        return super().is_left(request, row) or (is_portrait and not _may_show_people(request))

    def formfield_for_choice_field(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "depicts" and not _may_show_people(request):
            portrait = Picture.Depicts.PORTRAIT
            offered = db_field.get_choices(include_blank=True)
            kwargs["choices"] = [each for each in offered if each[0] != portrait]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    # ---- what is done ----------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except images.NotStored:
            list(messages.get_messages(request))  # "was added successfully" was said too early
            messages.error(request, NOT_STORED)
            return HttpResponseRedirect(reverse("admin:articles_picture_changelist"))

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        if change:
            now = timezone.now()
            articles = publishing.about_to_change_picture(obj, now=now)
            super().save_model(request, obj, form, change)
            publishing.part_changed(articles, by=cast(User, request.user), now=now)
        else:
            obj.by = cast(User, request.user)
            keep_picture(obj, form.made)

    def is_for_readers(self, row: Picture) -> bool:
        return publishing.is_for_readers(row)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """With the sentences that say where a picture stands, instead of bare rows."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, lacking, places(objs) if protected else protected


def _may_show_people(request: HttpRequest) -> bool:
    return request.user.has_perm("clinic.change_practitioner")


def places(pictures: Iterable[Picture]) -> list[SafeString]:
    """A sentence for each article that shows one of `pictures`, with the link to where that is
    changed.
    """
    shown = {picture.pk: picture for picture in pictures}
    found = []
    with_sections = Prefetch(
        "sections", Section.objects.filter(picture__in=shown).only("article", "heading", "picture")
    )
    articles = Article.objects.filter(picture__in=shown) | Article.objects.filter(
        sections__picture__in=shown
    )
    for article in articles.distinct().order_by("title", "pk").prefetch_related(with_sections):
        spots = [(article.picture_id, "at the top and on its card")]
        spots += [
            (section.picture_id, f"under “{section.heading}”") for section in article.sections.all()
        ]
        address = reverse("admin:articles_article_change", args=[article.pk])
        found += [
            format_html(
                '“{}” stands in <a href="{}">{}</a>, {}.', shown[key], address, article, spot
            )
            for key, spot in spots
            if key in shown
        ]
    return found


def _list(sentences: list[SafeString]) -> SafeString:
    rows = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    if sentences:
        return format_html('<ul class="acu-places">{}</ul>', rows)
    return SafeString("")
