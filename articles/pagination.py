"""Pagination of the lists of articles and questions."""

import math
from collections.abc import Iterator

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property


class NumberedPage(Page):
    @property
    def numbers(self) -> Iterator[int | str]:
        """The pages to link to: the first, the last and those near this one, with an ellipsis
        between.
        """
        return self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)


class NumberedPages(Paginator):
    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        begins = (number - 1) * self.per_page
        return NumberedPage(self.object_list[begins : begins + self.per_page], number, self)


class PagesWithALead(Paginator):
    """Pages of `per_page`, and on the first one more, which leads."""

    @cached_property
    def num_pages(self) -> int:
        return max(1, math.ceil((self.count - 1) / self.per_page))

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        begins = (number - 1) * self.per_page + (number > 1)
        return NumberedPage(self.object_list[begins : number * self.per_page + 1], number, self)
