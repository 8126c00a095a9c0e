"""Image choices: pictures and drawings are chosen by what they look like."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Field, ForeignKey
from django.forms import Media, RadioSelect
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from articles.models import Drawing, Picture
from clinic.office.models import Plate

LATEST = 12
DRAWN = {plate: f"img/plate-{plate}.svg" for plate in Plate.values} | {
    Drawing.COLLAGEN.value: "img/pore-3.svg",
    Drawing.SERIES.value: "img/timeline-wide.svg",
}


class DrawingSelect(RadioSelect):
    """Radio buttons with the drawing beside each name."""

    def __init__(self, label: str, attrs: Any = None, choices: Any = ()) -> None:
        super().__init__(attrs, choices)
        self.label = label

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = [option for _, group, _ in widget["optgroups"] for option in group]
        for option in options:
            drawn = DRAWN.get(str(option["value"]))
            option["address"] = static(drawn) if drawn else ""
            option["words"] = option["label"] if option["value"] else "No drawing"
        context = {"label": self.label, "options": options}
        return render_to_string("staff/choose_drawing.html", context)


class PictureSelect(AutocompleteSelect):
    """A search among all pictures, and the latest ones to be pressed."""

    def __init__(self, *args: Any, is_open: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_open = is_open
        # Shared by the copies of this widget in all rows of a form: one query for all of them.
        self.latest = SimpleLazyObject(lambda: list(Picture.objects.all()[:LATEST]))

    @property
    def media(self) -> Media:
        return super().media + Media(js=["admin/js/jquery.init.js", "js/pictures.js"])

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {
            "data-placeholder": "No picture of our own"
        }  # else the empty field has no name

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        select = super().render(name, value, attrs, renderer)
        offered = list(self.latest)
        chosen = str(value or "")
        if chosen.isdecimal() and all(str(each.pk) != chosen for each in offered):
            offered = [*Picture.objects.filter(pk=chosen), *offered]
        context = {"pictures": offered, "chosen": chosen, "is_open": self.is_open}
        return select + render_to_string(
            "staff/choose_picture.html", context
        )  # both are safe, and so their sum


class ChoosesPictures(admin.options.BaseModelAdmin):
    """For the forms of rows with a drawing, `plate` or `drawing`, and a `picture`."""

    pictures_are_open = False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "picture":
            kwargs["widget"] = PictureSelect(
                db_field, self.admin_site, is_open=self.pictures_are_open
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in ("plate", "drawing"):
            kwargs["widget"] = DrawingSelect("Drawing")
        return super().formfield_for_choice_field(db_field, request, **kwargs)
