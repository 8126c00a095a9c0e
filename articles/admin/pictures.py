"""ModelAdmin of the picture library."""

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Count, Field, Prefetch, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import images, kept_uploads, publishing
from articles.admin.mixins import LeftToReviewers, SearchedByWords
from articles.admin.names_in_languages import names_inline
from articles.models import Article, Picture, PictureInWords, Section, keep_picture
from clinic.office.optimistic_lock import OptimisticLock

NOT_STORED = (
    "The picture could not be stored: the server has no room, or may not write where pictures lie. "
    "Nothing was kept. Tell whoever looks after the site, then add it again."
)
CHOOSE_AGAIN = "Please choose the file again: it could not be kept."
IS_KEPT = "The file that you chose is kept. Choose one only to take another in its place."


class PictureForm(forms.ModelForm):
    """A new picture with its file. The file of one that is there stays: another photo is another
    picture.
    """

    by: User  # set by the admin

    kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    upload = forms.FileField(
        label="File",
        required=False,
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
            self.fields.pop("kept", None)

    def full_clean(self) -> None:
        super().full_clean()
        if self.errors and self.made:
            self._keep(self.made)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        upload, key = cast("File[bytes] | None", cleaned.get("upload")), cleaned.get("kept")
        if upload:
            try:
                self.made = images.make(upload)
            except ValidationError as refused:
                self.add_error("upload", refused)
        elif key and "upload" not in self.errors:
            self.made = kept_uploads.found(key, by=self.by, now=timezone.now())
            if self.made is None:
                self.add_error("upload", CHOOSE_AGAIN)
        elif "upload" in self.fields and "upload" not in self.errors:
            self.add_error("upload", "Choose a file.")
        return cleaned

    def _keep(self, made: images.Made) -> None:
        """A browser does not send the file again, so it is kept while the form comes back."""
        kept = kept_uploads.keep(made, by=self.by, now=timezone.now())
        sent = cast(QueryDict, self.data).copy()
        sent[self.add_prefix("kept")] = str(kept.key) if kept else ""
        self.data = sent
        if kept is None:
            self.add_error("upload", CHOOSE_AGAIN)
            return
        self["upload"].help_text = format_html(
            '<img class="acu-thumb" src="{}" width="88" alt=""> {}',
            reverse("admin:articles_picture_kept", args=[kept.key]),
            IS_KEPT,
        )


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
    inlines = [names_inline(PictureInWords, "alt", verbose_name_plural="In other languages")]
    readonly_fields = ["look_closely", "where_in_full", "size", "added_at", "by"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        said: tuple[str, ...] = ("name", "alt", "depicts")
        if _may_show_people(request):
            said += ("practitioner",)
        if obj is None:
            return [(None, {"fields": ["upload", "kept", *said]})]
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

    # ---- a new one ----------------------------------------------------------------------------
    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user  # of this request alone: the class was made for it
        return form

    def get_urls(self) -> list[URLPattern]:
        kept = self.admin_site.admin_view(self.kept_view)
        name = "articles_picture_kept"
        return [path("kept/<uuid:key>/", kept, name=name), *super().get_urls()]

    def kept_view(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """The smallest size of what is kept for this person: nobody else sees it."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        made = kept_uploads.found(key, by=cast(User, request.user), now=timezone.now())
        if made is None:
            raise Http404
        data = made.files[min(made.files)]
        return HttpResponse(data, content_type="image/webp")

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
            kept_uploads.drop(by=obj.by)

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
