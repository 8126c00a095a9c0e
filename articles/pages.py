"""How the list of articles is cut into pages."""

import math

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property


class PagesWithALead(Paginator):
    """Pages of `per_page`, and on the first one more, which leads."""

    @cached_property
    def num_pages(self) -> int:
        return max(1, math.ceil((self.count - 1) / self.per_page))

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        begins = (number - 1) * self.per_page + (number > 1)
        return Page(self.object_list[begins : number * self.per_page + 1], number, self)
