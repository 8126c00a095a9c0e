"""Paste cleaning: what Word, Google Docs, Pages and Wix write, as the editor's plain structure.

It decides nothing about safety: whatever comes out of here is cleaned by `articles.text.sanitizer`
like all else.
"""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

import nh3

from articles.text import pasted_looks as looks

DEEPEST = 60  # tags in tags; what stands deeper stays, without tags of its own
_BLOCKS = {"p", "h3", "ul", "ol", "li", "blockquote", "table", "tbody", "tr", "th", "td"}
_INLINE = {"strong", "em", "a", "br"}
_WRAPPERS = {"div", "section", "article", "header", "main", "center", "footer", "aside", "nav"}
_WRAPPERS |= {"figure", "figcaption", "dl", "dt", "dd", "address", "pre", "fieldset", "legend"}
_WRAPPERS |= {"details", "summary", "hgroup", "form", "caption"}
_MEANT = {"span", "font", "sup", "sub", "del", "s", "strike", "q"}  # by their looks, or what is in
_VOID = {"br", "img", "input"}
_SAME = {"b": "strong", "i": "em", "thead": "tbody", "tfoot": "tbody"}
_SAME |= dict.fromkeys(("h1", "h2", "h4", "h5", "h6"), "h3")
_KEPT = {"a": {"href", "title"}, "ol": {"start", "type"}}
_KEPT["th"] = _KEPT["td"] = {"colspan", "rowspan", "colwidth"}
_LOOKED_AT = {"style", "class", "role", "hidden", "aria-checked"}
_MORE = {"img": {"alt"}, "input": {"type", "checked"}, "font": {"face"}}
_READ = _BLOCKS | _INLINE | _WRAPPERS | _MEANT | _VOID | set(_SAME)
# What our own editor never writes: text without any of it is left as it is.
_FOREIGN = re.compile(
    rf"<(?:{'|'.join(sorted([*_WRAPPERS, *_SAME, *_MEANT, *_VOID, 'xml', 'o:p']))})\b"
    r"|<[^<>]*\s(?:class|style|role|hidden|aria-checked)\b"
    r"|<a\s[^<>]*href=[\"']?(?:#(?:_|ftnt|cmnt)|file:)|</[uo]l>\s*<[uo]l\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"mso-list:\s*l\d+\s+level([1-9])", re.IGNORECASE)
_MARKER = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\(?(\d{1,6}|[a-z]|[ivx]{1,6})[.)]", re.IGNORECASE)
_LIST_PARAGRAPH = re.compile(r"\bmsolistparagraph", re.IGNORECASE)
_TYPED_MARKER = re.compile(r"\s*(?:[·•▪◦‣§Øüo–-]|\(?(?:\d{1,3}|[a-z])[.)])[ \xa0\t]{2,}")
_read = nh3.Cleaner(
    tags=_READ,
    attributes={tag: _KEPT.get(tag, set()) | _MORE.get(tag, set()) | _LOOKED_AT for tag in _READ},
    clean_content_tags={"script", "style", "title", "xml", "template", "noscript"},
    url_schemes={"http", "https", "mailto", "tel", "sms", "file"},
    link_rel=None,
)


class Node:
    """A tag that stays, or a wrapper that goes."""

    def __init__(self, tag: str, attributes: Iterable[tuple[str, str | None]] = ()) -> None:
        self.tag = tag
        self.attributes = [
            (name, value) for name, value in attributes if name in _KEPT.get(tag, ())
        ]
        self.children: list[Node | str] = []
        self.level = 0  # of a paragraph that Word shows as a list's entry
        self.tick = ""  # of an entry in a list of tasks
        self.marker = ""  # what Word wrote before it: a bullet, or its number
        self.is_list_like = False  # the same, where its bullet or number is part of the words
        self.is_made = False  # a list that was no list in Word's own HTML
        self.next_number = 0  # of such a list

    @property
    def text(self) -> str:
        return "".join(each if isinstance(each, str) else each.text for each in self.children)

    @property
    def holds_blocks(self) -> bool:
        nodes = [each for each in self.children if isinstance(each, Node)]
        return any(each.tag not in _INLINE or each.holds_blocks for each in nodes)

    @property
    def html(self) -> str:
        inner = "".join(
            escape(each, quote=False) if isinstance(each, str) else each.html
            for each in self.children
        )
        attributes = "".join(f' {name}="{escape(value or "")}"' for name, value in self.attributes)
        if self.tag == "br":
            return " "
        return f"<{self.tag}{attributes}>{inner}</{self.tag}>"


def tidied(html: str) -> str:
    """`html` with headings, lists, links, emphasis and tables alone; the editor's own as it is."""
    if not _FOREIGN.search(html):
        return html
    tree = _Tree()
    tree.feed(_read.clean(html))
    tree.close()
    return "".join(block.html for block in _blocks(tree.top.children))


class _Around(NamedTuple):
    """What holds for all that stands in an open tag."""

    node: Node
    entry: Node | None = None  # one of Word's paragraphs that look like a list
    font: str = ""
    level: str = ""  # raised or lowered
    is_done: bool = False  # a task
    after: str = ""  # written behind it
    ends: str = ""  # what its end tag decides about


class _Tree(HTMLParser):
    """Nodes from what nh3 wrote, where every tag is closed. Tags that only style leave their
    content.
    """

    def __init__(self) -> None:
        super().__init__()
        self.top = Node("div")
        self.open = [_Around(self.top)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        tag = _SAME.get(tag, tag)
        if tag in _VOID:
            self._add_void(tag, given)
            return
        around = self.open[-1]
        is_marker = bool(_MARKER.search(given.get("style", "")))
        if is_marker or looks.is_left_out(tag, given, in_done=around.is_done):
            # in no tree: a bullet or a number is drawn by the list
            ends = "marker" if is_marker else ""
            self.open.append(around._replace(node=Node("out"), font="", after="", ends=ends))
            return
        if looks.is_space(given):
            around.node.children.append(" ")
            self.open.append(around._replace(node=Node("out"), after="", ends=""))
            return
        if tag == "p":
            tag = _paragraph_as(given)
        self._add(tag, attrs, given)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]], given: dict[str, str]) -> None:
        around, after = self.open[-1], ""
        font = looks.font_of(given) or around.font
        level = looks.level_of(tag, given) or around.level
        node = Node(tag, attrs)
        if list_level := _LEVEL.search(given.get("style", "")):
            node.level = int(list_level[1])
        elif tag == "p" and _LIST_PARAGRAPH.search(given.get("class", "")):
            node.is_list_like = True
        if tag == "a" and looks.leads_within(given.get("href", "")):
            tag = ""
        if tag == "q":
            around.node.children.append("“")
            after = "”"
        kept = [] if tag in _MEANT or tag in ("strong", "em", "") else [node]
        if tag in ("strong", "em", "span", "font", "a", "p", ""):
            kept += [Node(name) for name in looks.emphasis(tag, given)]
        if tag == "li":
            node.tick = looks.tick(given)
        parent = around.node
        for each in kept:
            if len(self.open) <= DEEPEST:
                parent.children.append(each)
                parent = each
        if level != around.level:
            parent = Node("out")  # put in its place once its words are known
        entry = node if node.level else around.entry
        is_done = around.is_done or node.tick == looks.DONE
        ends = "level" if level != around.level else ""
        self.open.append(_Around(parent, entry, font, level, is_done, after, ends))

    def _add_void(self, tag: str, given: dict[str, str]) -> None:
        children = self.open[-1].node.children
        if tag == "br":
            children.append(Node("br"))
        elif tag == "img":
            children.append(looks.words_of_image(given))
        elif given.get("type", "").lower() == "checkbox":
            children.append(looks.DONE if "checked" in given else looks.TO_DO)

    def handle_endtag(self, tag: str) -> None:
        closed, around = self.open.pop(), self.open[-1]
        children = around.node.children
        if closed.ends == "level":
            signs = looks.in_signs(closed.node.text, closed.level)
            children += closed.node.children if signs is None else [signs]
        elif closed.ends == "marker" and closed.entry:
            closed.entry.marker = closed.node.text.strip("\xa0 \t\r\n")
            if closed.entry.tag == "h3":
                children.append(f"{closed.entry.marker} ")  # a heading's number is read
        if closed.after:
            children.append(closed.after)

    def handle_data(self, data: str) -> None:
        around = self.open[-1]
        around.node.children.append(looks.as_signs(data, around.font))


def _paragraph_as(given: dict[str, str]) -> str:
    """What a paragraph is by its style's name."""
    if looks.is_heading(given):
        return "h3"
    if looks.is_quote(given):
        return "blockquote"
    return "p"


def _blocks(children: Iterable[Node | str]) -> list[Node]:
    """Paragraphs, headings, lists and tables in reading order; loose text stands in paragraphs."""
    found: list[Node] = []
    loose = Node("p")
    for child in children:
        if isinstance(child, Node):
            _read_typed_marker(child)
        if isinstance(child, str) or (child.tag in _INLINE - {"br"} and not child.holds_blocks):
            loose.children.append(child)
            continue
        _add(found, loose)
        loose = Node("p")
        for block in _unwrapped(child):
            _add(found, block)
    _add(found, loose)
    return found


def _unwrapped(node: Node) -> list[Node]:
    if node.tag == "br":
        return []
    if node.tag == "h3" and not node.holds_blocks:
        return [node]
    if node.tag == "p" and not node.holds_blocks:
        # one paragraph for each line
        if node.level:
            return [node]
        return _blocks(node.children)
    if node.tag in ("p", "h3") or node.tag not in _BLOCKS:
        return _blocks(node.children)
    if node.tag in ("li", "blockquote", "td", "th"):
        node.children = list(_blocks(node.children))
        if node.tick:
            first = node.children[0] if node.children else None
            if not isinstance(first, Node) or first.tag != "p":
                node.children.insert(0, first := Node("p"))
            first.children.insert(0, node.tick)
    else:  # a list or a part of a table holds no text of its own
        inner = [child for child in node.children if isinstance(child, Node)]
        blocks = [block for child in inner for block in _unwrapped(child)]
        node.children = _in_entries(blocks) if node.tag in ("ul", "ol") else list(blocks)
    return [node]


def _in_entries(blocks: list[Node]) -> list[Node | str]:
    """A list that stands in a list, beside its entries, belongs to the entry before it."""
    found: list[Node] = []
    for block in blocks:
        if block.tag == "li":
            found.append(block)
            continue
        if not found:
            found.append(Node("li"))
        found[-1].children.append(block)
    return list(found)


def _add(found: list[Node], block: Node) -> None:
    is_cell = block.tag in ("td", "th")
    if not is_cell and not block.text.strip("\xa0\u200b \t\r\n"):
        return
    if block.tag in ("p", "h3"):
        _trim(block)
    if block.tag == "p" and block.level:
        _add_entry(found, block)
    else:
        found.append(block)


def _trim(block: Node) -> None:
    """Take off what stands round its words only because lines were broken there."""
    for at, strip in ((0, str.lstrip), (-1, str.rstrip)):
        end = block.children[at]
        if isinstance(end, str):
            block.children[at] = strip(end)


def _read_typed_marker(node: Node) -> None:
    """A paragraph whose bullet was pasted among its words becomes an entry like others."""
    if not node.is_list_like:
        return
    node.is_list_like = False
    found = _TYPED_MARKER.match(node.text)
    if found:
        node.level, node.marker = 1, found[0].strip("\xa0 \t\r\n")
        _take_off(node, len(found[0]))


def _take_off(node: Node, letters: int) -> int:
    """Take so many letters off the beginning; how many are left to be taken off."""
    for at, child in enumerate(node.children):
        if not letters:
            break
        if isinstance(child, str):
            node.children[at], letters = child[letters:], max(0, letters - len(child))
        else:
            letters = _take_off(child, letters)
    return letters


def _add_entry(found: list[Node], entry: Node) -> None:
    """One of Word's paragraphs that look like a list, into the list begun by the one before it."""
    number = _NUMBER.match(entry.marker)
    kind = "ol" if number else "ul"
    siblings: list[Node | str] = found  # type: ignore[assignment]
    for level in range(1, entry.level + 1):
        last = siblings[-1] if siblings else None
        is_own = level == entry.level
        goes_on = (
            isinstance(last, Node)
            and last.is_made
            and (not is_own or (last.tag == kind and _follows(last, number)))
        )
        if not goes_on or not isinstance(last, Node):
            last = _list(kind, number if is_own else None)
            siblings.append(last)
        if is_own or not last.children:
            last.children.append(Node("li"))
            last.next_number += 1
        item = last.children[-1]
        siblings = item.children if isinstance(item, Node) else siblings
    siblings.append(entry)


def _follows(made: Node, number: re.Match[str] | None) -> bool:
    """Whether an entry goes on with the list before it, and does not begin another at 1."""
    return number is None or not number[1].isdecimal() or int(number[1]) == made.next_number


def _list(kind: str, number: re.Match[str] | None) -> Node:
    """A list that counts as Word's did: from the same number, or in letters."""
    made = Node(kind)
    made.is_made, made.next_number = True, 1
    if number and number[1].isdecimal():
        made.next_number = int(number[1])
        if made.next_number != 1:
            made.attributes = [("start", number[1])]
    elif number and number[1] in ("a", "A", "i", "I"):
        made.attributes = [("type", number[1])]
    return made
