/* What Word, Google Docs, Pages, Wix or another page puts on the clipboard, before the editor reads it: its
   headings become ours, paragraphs that look like lists become lists, and what its reader did not read goes
   (hidden, struck out, comments). Everything else that the editor does not offer it leaves out by itself, and
   the server cleans again, by the rules of articles/text/pasted_looks.py, which are these. */
(function () {
  const WINGDINGS = signs("àßáâóüûþý¨§ØvlnJL", "→←↑↓↔✓✗☑☒☐▪➢❖●■☺☹");
  const SYMBOL = signs("£³¹»´®¬­¯«mabDW±°", "≤≥≠≈×→←↑↓↔μαβΔΩ±°");
  const RAISED = signs("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ");
  const LOWERED = signs("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎");
  const BLOCKS = "p, h3, ul, ol, table, blockquote, div, section, article, dl, address, pre";
  const MARKER = /mso-list:\s*ignore/i;
  const NUMBER = /^\s*\(?(\d{1,6}|[a-z]|[ivx]{1,6})[.)]/i;
  const TYPED = /^\s*(?:[·•▪◦‣§Øüo–-]|\(?(?:\d{1,3}|[a-z])[.)])[ \u00a0\t]{2,}/;

  function signs(from, to) {
    const into = [...to];
    return new Map([...from].map((letter, at) => [letter, into[at]]));
  }

  window.tidyPasted = function (html) {
    if (html.indexOf("data-pm-slice") >= 0) {
      return html;
    } /* copied in the editor itself */
    /* The page's policy would refuse its styles aloud, so they are read under another name. */
    html = html
      .replace(/<style[\s\S]*?<\/style>/gi, "")
      .replace(/(<[^>]*?\s)style(\s*=)/gi, "$1data-look$2");
    const page = new DOMParser().parseFromString(html, "text/html");
    leaveOut(page);
    letters(page);
    paragraphs(page);
    lists(page);
    tasks(page);
    emphasis(page);
    lines(page);
    return page.body.innerHTML;
  };

  function look(element) {
    return element.getAttribute("data-look") || "";
  }

  function all(page, selector) {
    return [...page.body.querySelectorAll(selector)];
  }

  function renamed(old, name) {
    const made = old.ownerDocument.createElement(name);
    if (look(old)) {
      made.setAttribute("data-look", look(old));
    }
    made.append(...old.childNodes);
    old.replaceWith(made);
    return made;
  }

  function isDone(element) {
    return element.closest("[role=checkbox][aria-checked=true]") !== null;
  }

  function leaveOut(page) {
    all(page, "xml, template, noscript, title, hr").forEach((element) => element.remove());
    all(page, "*").forEach((element) => {
      const style = look(element);
      const isHidden =
        element.hidden || /(^|[^-\w])(display:\s*none|visibility:\s*hidden|mso-hide:\s*all)/i.test(style);
      const isComment =
        /mso-element:\s*comment|mso-special-character:\s*comment/i.test(style) ||
        /\bmso(commentreference|comoff|comanchor)\b/i.test(element.className) ||
        element.matches('a[href^="#cmnt"]');
      const isStruck =
        element.matches("del, s, strike") ||
        /(^|[^-\w])text-decoration(-line)?:[^;]{0,80}?line-through/i.test(style);
      if (isHidden || isComment || (isStruck && !isDone(element))) {
        element.remove();
      }
    });
  }

  /* Signs of picture fonts, figures above and below the line, spaces that only keep a distance. */
  function letters(page) {
    all(page, "*").forEach((element) => {
      const found = /(?:mso-symbol-font-family|(?:^|[^-\w])font-family):\s*["']?(wingdings|symbol)/i.exec(
        look(element),
      );
      const font = found ? found[1] : element.getAttribute("face") || "";
      if (/^(wingdings|symbol)$/i.test(font) && !isMarker(element)) {
        inSigns(element, font.toLowerCase() === "symbol" ? SYMBOL : WINGDINGS);
      }
    });
    all(page, "sup, sub, [data-look]").forEach((element) => {
      const isRaised = element.matches("sup") || /(^|[^-\w])vertical-align:\s*super/i.test(look(element));
      const isLowered = element.matches("sub") || /(^|[^-\w])vertical-align:\s*sub\b/i.test(look(element));
      const table = isRaised ? RAISED : isLowered ? LOWERED : null;
      const text = element.textContent;
      if (table && text && [...text.trim()].every((letter) => table.has(letter))) {
        element.textContent = [...text].map((letter) => table.get(letter) || letter).join("");
      }
    });
    all(page, "*").forEach((element) => {
      if (/mso-tab-count|\bapple-(converted-space|tab-span)\b/i.test(`${look(element)} ${element.className}`)) {
        element.replaceWith(" ");
      }
    });
    all(page, "q").forEach((quoted) => {
      quoted.replaceWith("“", ...quoted.childNodes, "”");
    });
    all(page, "img").forEach((image) => {
      const words = (image.getAttribute("alt") || "").trim();
      const isSign = words.length <= 8 && words && !/[\p{L}\p{N}\s]/u.test(words);
      image.replaceWith(isSign ? words : "");
    });
    all(page, "input[type=checkbox]").forEach((box) => {
      box.replaceWith(box.hasAttribute("checked") ? "☑ " : "☐ ");
    });
    all(page, "a[href]").forEach((link) => {
      if (/^(#(_|ftnt|cmnt|heading=|bookmark=|h\.)|file:)/i.test(link.getAttribute("href"))) {
        link.replaceWith(...link.childNodes);
      }
    });
  }

  function isMarker(element) {
    return element.closest("[data-look*='mso-list' i]") && MARKER.test(element.innerHTML);
  }

  function inSigns(element, table) {
    const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      walk.currentNode.data = [...walk.currentNode.data]
        .map((letter) => {
          const code = letter.codePointAt(0);
          const plain = code >= 0xf000 && code <= 0xf0ff ? String.fromCodePoint(code - 0xf000) : letter;
          return table.get(plain) || plain;
        })
        .join("");
    }
  }

  function paragraphs(page) {
    all(page, "h1, h2, h4, h5, h6").forEach((heading) => {
      renamed(heading, "h3");
    });
    all(page, "p").forEach((paragraph) => {
      const isHeading =
        /\b(mso(title|subtitle|heading\d)|title|subtitle)\b/i.test(paragraph.className) ||
        /mso-outline-level:\s*[1-9]/i.test(look(paragraph)) ||
        paragraph.getAttribute("role") === "heading";
      if (isHeading) {
        renamed(paragraph, "h3");
      } else if (/\bmso(intense)?quote\b/i.test(paragraph.className)) {
        const quote = page.createElement("blockquote");
        paragraph.replaceWith(quote);
        quote.append(paragraph);
      }
    });
    all(page, "h3 span").forEach((marker) => {
      if (MARKER.test(look(marker))) {
        marker.replaceWith(`${marker.textContent.trim()} `); /* a heading's number is read */
      }
    });
  }

  function levelOf(element) {
    if (!element || element.tagName !== "P") {
      return 0;
    }
    const found = /mso-list:\s*l\d+\s+level(\d)/i.exec(look(element));
    if (found) {
      return Number(found[1]);
    }
    const isLike = /\bmsolistparagraph/i.test(element.className);
    return isLike && TYPED.test(element.textContent) ? 1 : 0;
  }

  /* What stands before an entry as its bullet or number, which goes. */
  function takeMarker(item) {
    const marker = [...item.querySelectorAll("span")].find((span) => MARKER.test(look(span)));
    if (marker) {
      marker.remove();
      return marker.textContent;
    }
    const typed = TYPED.exec(item.textContent);
    let left = typed && !/mso-list/i.test(look(item)) ? typed[0].length : 0;
    const walk = document.createTreeWalker(item, NodeFilter.SHOW_TEXT);
    while (left && walk.nextNode()) {
      const text = walk.currentNode;
      const taken = Math.min(left, text.data.length);
      text.data = text.data.slice(taken);
      left -= taken;
    }
    return typed ? typed[0] : "";
  }

  function lists(page) {
    all(page, "p")
      .filter(levelOf)
      .forEach((first) => {
        if (!first.isConnected || !levelOf(first)) {
          return;
        }
        const open = [];
        let next;
        for (let item = first; levelOf(item); item = next) {
          next = item.nextElementSibling;
          const level = levelOf(item);
          const number = NUMBER.exec(takeMarker(item));
          const kind = number ? "ol" : "ul";
          while (open.length > level) {
            open.pop();
          }
          if (open.length === level && !goesOn(open[level - 1], kind, number)) {
            open.pop();
          }
          while (open.length < level) {
            const own = open.length === level - 1;
            const list = made(page, kind, own ? number : null);
            const above = open[open.length - 1];
            if (!above) {
              item.before(list);
            } else {
              if (!above.lastElementChild) {
                above.append(page.createElement("li"));
              }
              above.lastElementChild.append(list);
            }
            open.push(list);
          }
          const entry = page.createElement("li");
          open[open.length - 1].append(entry);
          item.removeAttribute("data-look");
          item.removeAttribute("class");
          entry.append(item);
        }
      });
    all(page, "ul > ul, ul > ol, ol > ul, ol > ol").forEach((list) => {
      const before = list.previousElementSibling;
      const entry = before && before.localName === "li" ? before : page.createElement("li");
      if (entry !== before) {
        list.before(entry);
      }
      entry.append(list);
    });
  }

  /* Whether an entry goes on with the list before it, and does not begin another at 1. */
  function goesOn(list, kind, number) {
    if (list.localName !== kind) {
      return false;
    }
    const isFigure = number && /^\d+$/.test(number[1]);
    return !isFigure || Number(number[1]) === list.start + list.children.length;
  }

  function made(page, kind, number) {
    const list = page.createElement(kind);
    if (number && /^\d+$/.test(number[1]) && number[1] !== "1") {
      list.setAttribute("start", number[1]);
    } else if (number && /^[aAiI]$/.test(number[1])) {
      list.setAttribute("type", number[1]);
    }
    return list;
  }

  function tasks(page) {
    all(page, "li[role=checkbox][aria-checked]").forEach((task) => {
      const words = task.querySelector("p") || task;
      words.prepend(task.getAttribute("aria-checked") === "true" ? "☑ " : "☐ ");
    });
  }

  function emphasis(page) {
    all(page, "b, strong, i, em, span, font, p").forEach((styled) => {
      const style = look(styled);
      const isBold = /(^|[^-\w])font-weight:\s*(bold|[6-9]00)/i.test(style);
      const isItalic = /(^|[^-\w])font-style:\s*(italic|oblique)/i.test(style);
      let inner = styled;
      if (styled.matches("b, strong") && /(^|[^-\w])font-weight:\s*(normal|400)/i.test(style)) {
        inner = renamed(styled, "span");
      } else if (styled.matches("i, em") && /(^|[^-\w])font-style:\s*normal/i.test(style)) {
        inner = renamed(styled, "span");
      }
      const holdsBlocks = inner.querySelector(BLOCKS) !== null;
      if (isBold && !inner.matches("b, strong") && !holdsBlocks) {
        inner = within(inner, "strong");
      }
      if (isItalic && !inner.matches("i, em") && !holdsBlocks) {
        within(inner, "em");
      }
    });
    all(page, "[data-look]").forEach((element) => {
      element.removeAttribute("data-look");
    });
  }

  function within(outer, name) {
    const inner = outer.ownerDocument.createElement(name);
    inner.append(...outer.childNodes);
    outer.append(inner);
    return inner;
  }

  function lines(page) {
    all(page, "br").forEach((end) => {
      /* the editor knows no lines in a paragraph: each becomes one */
      const block = end.closest("p");
      if (!block) {
        const cell = end.closest("td, th, div, li, blockquote");
        if (!cell || cell !== end.parentElement) {
          return end.replaceWith(" ");
        }
        return split(page, end);
      }
      if (block !== end.parentElement) {
        return end.replaceWith(" ");
      }
      const rest = block.cloneNode(false);
      while (end.nextSibling) {
        rest.append(end.nextSibling);
      }
      end.remove();
      block.after(rest);
    });
    all(page, "p, h3").forEach((block) => {
      if (!block.textContent.replace(/[\s\u00a0\u200b]/g, "")) {
        return block.remove();
      }
      trimEnd(block);
    });
  }

  /* Blanks at the end of a paragraph are nobody's words. */
  function trimEnd(block) {
    const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) {
      texts.unshift(walk.currentNode);
    }
    for (const text of texts) {
      text.data = text.data.replace(/[\s\u00a0]+$/, "");
      if (text.data) {
        return;
      }
    }
  }

  /* Loose words before a line's end, in a box or a cell, are a paragraph. */
  function split(page, end) {
    const paragraph = page.createElement("p");
    let before = end.previousSibling;
    while (before && !(before.nodeType === Node.ELEMENT_NODE && before.matches(`${BLOCKS}, br`))) {
      const earlier = before.previousSibling;
      paragraph.prepend(before);
      before = earlier;
    }
    end.replaceWith(paragraph);
  }
})();
