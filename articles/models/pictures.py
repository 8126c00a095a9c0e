"""Picture library, from which articles choose."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import images
from clinic import languages
from clinic.office.models import Practitioner

SMALLEST_SHARED = 600  # wide; networks show less as a small square


def new_key() -> str:
    return uuid4().hex


class Picture(models.Model):
    """One picture in up to four widths. Who is in it is said wherever it is shown."""

    language = languages.ENGLISH  # of its own words

    class Depicts(models.TextChoices):
        NOBODY = "nobody", "No person"
        MODEL = "model", "A model"
        PATIENT = "patient", "An actual patient, who agreed to it"
        PORTRAIT = "portrait", "One of our practitioners: their portrait"

    name = models.CharField(
        max_length=80, help_text="For staff, to find it again. Readers do not see it."
    )
    alt = models.CharField(
        "picture in words", max_length=200, help_text="Read aloud to people who cannot see it."
    )
    depicts = models.CharField(
        "who is in the picture",
        max_length=10,
        choices=Depicts.choices,
        help_text=(
            "The page says by itself whether it is a photo of a model or of an actual patient."
        ),
    )
    practitioner = models.OneToOneField(
        Practitioner,
        models.CASCADE,
        verbose_name="whose portrait",
        null=True,
        blank=True,
        related_name="portrait",
        help_text=(
            "Stands beside their name on About us, on the pages of what they treat, and on articles"
            " that they reviewed."
        ),
        error_messages={
            "unique": (
                "This person has a portrait already. Delete that one first, then add the new one."
            )
        },
    )
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    widths = models.JSONField(editable=False, help_text="Of its files, the smallest first.")
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="added by",
    )

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt="") & Q(depicts__in=["nobody", "model", "patient", "portrait"]),
                name="picture_says_what_it_shows",
                violation_error_message="Describe the picture in words, and say who is in it.",
            ),
            models.CheckConstraint(
                condition=Q(depicts="portrait", practitioner__isnull=False)
                | ~Q(depicts="portrait") & Q(practitioner__isnull=True),
                name="picture_that_is_a_portrait_says_of_whom",
                violation_error_message=(
                    "Of a portrait say whose it is; of any other picture leave that empty."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def caption(self) -> str:
        """What the law wants beside a picture of a person; empty for all others."""
        captions: dict[str, str] = {
            self.Depicts.MODEL: _("Photo of a model"),
            self.Depicts.PATIENT: _("Photo of an actual patient"),
            self.Depicts.PORTRAIT: _("Photo of one of our practitioners"),
        }
        return captions.get(self.depicts, "")

    @property
    def described(self) -> "PictureInWords | Picture":
        """What is read aloud on the page, in the language in use; where that has no words yet, the
        English ones.
        """
        code = languages.current()
        if code == self.language or self.pk is None:
            return self
        return next((row for row in self.in_languages.all() if row.language == code), self)

    @property
    def is_foreign(self) -> bool:
        return self.language != languages.current()

    @property
    def is_to_be_shared(self) -> bool:
        """Whether it may stand for a page elsewhere: nobody is in it, since its caption does not
        come along and the law wants that beside a person; and it lies, since it is cut to two by
        one.
        """
        is_large = self.width >= SMALLEST_SHARED
        return self.depicts == self.Depicts.NOBODY and self.width > self.height and is_large

    @property
    def url(self) -> str:
        """The address of the largest file."""
        return self._address(self.widths[-1])

    @property
    def thumbnail(self) -> str:
        """The address of the smallest file."""
        return self._address(self.widths[0])

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self._address(width)} {width}w" for width in self.widths)

    def _address(self, width: int) -> str:
        return default_storage.url(images.file_name(self.key, width))


class PictureInWords(models.Model):
    """A picture in words of another language."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="in_languages")
    language = models.CharField(max_length=10)
    alt = models.CharField(
        "picture in words", max_length=200, help_text="Read aloud to people who cannot see it."
    )
    is_foreign = False

    class Meta:
        ordering = ["language"]
        verbose_name = "picture in words of another language"
        verbose_name_plural = "pictures in words of other languages"
        default_permissions = ()  # whoever may change the picture may
        constraints = [
            models.UniqueConstraint(
                fields=["picture", "language"],
                name="picture_is_described_once_a_language",
                violation_error_message="It is described in this language already.",
            )
        ]

    def __str__(self) -> str:
        return self.alt


class KeptUpload(models.Model):
    """The sizes of a file whose form came back with a mistake: a browser does not send it again.

    The last one of each person, for some hours, and seen by nobody else.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    by = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kept_at = models.DateTimeField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    files = models.JSONField(help_text="By its width, each file as base64.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"File kept for {self.by}"


def keep_picture(picture: Picture, made: images.Made) -> None:
    """Store the row and, once that is certain, its files: a transaction rolled back leaves neither.

    Raises images.NotStored, and takes the row back, when the files cannot be written.
    """
    picture.width, picture.height, picture.widths = made.width, made.height, sorted(made.files)

    def write() -> None:
        try:
            images.store(picture.key, made.files)
        except images.NotStored:
            Picture.objects.filter(key=picture.key).delete()
            raise

    with transaction.atomic():
        picture.save(force_insert=True)
        transaction.on_commit(write)


@receiver(post_delete, sender=Picture)
def _remove_files(instance: Picture, **_kwargs: Any) -> None:
    """However a row goes, its files go with it: once it is certain, and not before."""
    key, widths = instance.key, list(instance.widths)
    transaction.on_commit(lambda: images.remove(key, widths), robust=True)
