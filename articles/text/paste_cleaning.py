"""Paste cleaning: what Word and Wix write, as the plain structure of the editor.

It decides nothing about safety: whatever comes out of here is cleaned by `articles.text.sanitizer`
like all else.
"""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser

import nh3

DEEPEST = 60  # tags in tags; what stands deeper stays, without tags of its own
_BLOCKS = {"p", "h3", "ul", "ol", "li", "blockquote", "table", "tbody", "tr", "th", "td"}
_INLINE = {"strong", "em", "a", "br"}
_WRAPPERS = {"div", "section", "article", "header", "main", "center"}
_SAME = {"b": "strong", "i": "em", "thead": "tbody", "tfoot": "tbody"}
_SAME |= dict.fromkeys(("h1", "h2", "h4", "h5", "h6"), "h3")
_KEPT = {"a": {"href", "title"}, "ol": {"start", "type"}}
_KEPT["th"] = _KEPT["td"] = {"colspan", "rowspan", "colwidth"}
_READ = _BLOCKS | _INLINE | _WRAPPERS | set(_SAME) | {"span"}
# What our own editor never writes: text without any of it is left as it is.
_FOREIGN = re.compile(
    rf"<(?:{'|'.join([*_WRAPPERS, *_SAME, 'span', 'font', 'br', 'o:p'])})\b"
    r"|<[^<>]*\s(?:class|style)\s*=",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"mso-list:\s*l\d+\s+level([1-9])", re.IGNORECASE)
_MARKER = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\(?(?:\d+|[a-z]|[ivx]+)[.)]", re.IGNORECASE)
_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|400)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style:\s*italic", re.IGNORECASE)
_read = nh3.Cleaner(
    tags=_READ,
    attributes={tag: _KEPT.get(tag, set()) | {"style"} for tag in _READ},
    clean_content_tags={"script", "style", "title"},
    link_rel=None,
)


class Node:
    """A tag that stays, or a wrapper that goes."""

    def __init__(self, tag: str, attributes: Iterable[tuple[str, str | None]] = ()) -> None:
        self.tag = tag
        self.attributes = [(name, value) for name, value in attributes if name != "style"]
        self.children: list[Node | str] = []
        self.level = 0  # of a paragraph that Word shows as a list's entry
        self.is_numbered = False
        self.is_made = False  # a list that was no list in Word's own HTML

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


class _Tree(HTMLParser):
    """Nodes from what nh3 wrote, where every tag is closed. Tags that only style leave their
    content.
    """

    def __init__(self) -> None:
        super().__init__()
        self.top = Node("div")
        self.open = [self.top]
        self.entries: list[Node | None] = [None]  # in which of Word's entries each open tag stands

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = dict(attrs).get("style") or ""
        tag = _SAME.get(tag, tag)
        if _MARKER.search(style):
            self._open(Node("marker"))  # in no tree: a bullet or a number is drawn by the list
            return
        if tag == "span":
            if _BOLD.search(style):
                tag = "strong"
            elif _ITALIC.search(style):
                tag = "em"
            else:
                tag = ""
        elif tag == "strong" and _NOT_BOLD.search(style):
            tag = ""
        node = Node(tag, attrs)
        if level := _LEVEL.search(style):
            node.level = int(level[1])
        is_kept = tag and len(self.open) <= DEEPEST
        if is_kept:
            self.open[-1].children.append(node)
        if tag != "br":
            self._open(node if is_kept else self.open[-1])

    def _open(self, node: Node) -> None:
        self.open.append(node)
        self.entries.append(node if node.level else self.entries[-1])

    def handle_endtag(self, tag: str) -> None:
        closed = self.open.pop()
        self.entries.pop()
        entry = self.entries[-1]
        if closed.tag == "marker" and entry:
            entry.is_numbered = bool(_NUMBER.match(closed.text))

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _blocks(children: Iterable[Node | str]) -> list[Node]:
    """Paragraphs, headings, lists and tables in reading order; loose text stands in paragraphs."""
    found: list[Node] = []
    loose = Node("p")
    for child in children:
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
    else:  # a list or a part of a table holds no text of its own
        inner = [child for child in node.children if isinstance(child, Node)]
        node.children = [block for child in inner for block in _unwrapped(child)]
    return [node]


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


def _add_entry(found: list[Node], entry: Node) -> None:
    """One of Word's paragraphs that look like a list, into the list begun by the one before it."""
    kind = "ol" if entry.is_numbered else "ul"
    siblings: list[Node | str] = found  # type: ignore[assignment]
    for level in range(1, entry.level + 1):
        last = siblings[-1] if siblings else None
        goes_on = (
            isinstance(last, Node) and last.is_made and (level < entry.level or last.tag == kind)
        )
        if not goes_on or not isinstance(last, Node):
            last = Node(kind)
            last.is_made = True
            siblings.append(last)
        if level == entry.level or not last.children:
            last.children.append(Node("li"))
        item = last.children[-1]
        siblings = item.children if isinstance(item, Node) else siblings
    siblings.append(entry)
