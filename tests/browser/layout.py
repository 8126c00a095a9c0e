"""What does not fit on a page."""


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def too_wide(page, width):
    """What does not fit: the page itself, or the words in something to press."""
    return page.evaluate(
        """width => {
          const wide = document.documentElement.scrollWidth > width ? ['the page'] : [];
          const cut = [...document.querySelectorAll('button, .btn, .more, summary, .slot>span, .form-check')]
            .filter(each => getComputedStyle(each).display !== 'inline')
            .filter(each => each.scrollWidth > each.clientWidth + 1);
          return [...wide, ...cut.map(each => each.outerHTML.slice(0, 120))];
        }""",
        width,
    )


def fits(page):
    """Whether the page scrolls in no direction but down."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")
