/* What Word, Wix or another page puts on the clipboard, before the editor reads it: its headings become
   ours, Word's paragraphs that look like lists become lists, and what is empty goes. Everything else that
   the editor does not offer it leaves out by itself, and the server cleans again. */
window.tidyPasted = function (html) {
  if (html.indexOf("data-pm-slice") >= 0) {
    return html;
  } /* copied in the editor itself */
  /* The page's policy would refuse its styles aloud, so they are read under another name. */
  html = html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/(<[^>]*?\s)style(\s*=)/gi, "$1data-look$2");
  const page = new DOMParser().parseFromString(html, "text/html");

  function look(element) {
    return element.getAttribute("data-look") || "";
  }

  function all(selector) {
    return [...page.body.querySelectorAll(selector)];
  }

  function renamed(old, name) {
    const made = page.createElement(name);
    made.append(...old.childNodes);
    old.replaceWith(made);
    return made;
  }

  all("h1, h2, h4, h5, h6").forEach((heading) => {
    renamed(heading, "h3");
  });
  lists();
  all("span, b, i").forEach((styled) => {
    const isBold = /(^|[^-])font-weight:\s*(bold|[6-9]00)/i.test(look(styled));
    if (styled.localName === "b" && /(^|[^-])font-weight:\s*(normal|400)/i.test(look(styled))) {
      renamed(styled, "span");
    } else if (styled.localName === "span" && isBold) {
      renamed(styled, "strong");
    } else if (styled.localName === "span" && /font-style:\s*italic/i.test(look(styled))) {
      renamed(styled, "em");
    }
  });
  all("[data-look]").forEach((element) => {
    element.removeAttribute("data-look");
  });
  all("br").forEach((end) => {
    /* the editor knows no lines in a paragraph: each becomes one */
    const block = end.parentElement;
    if (block.tagName !== "P") {
      return end.replaceWith(" ");
    }
    const rest = block.cloneNode(false);
    while (end.nextSibling) {
      rest.append(end.nextSibling);
    }
    end.remove();
    block.after(rest);
  });
  all("p, h3").forEach((block) => {
    if (!block.textContent.replace(/[\s\u00a0\u200b]/g, "")) {
      block.remove();
    }
  });
  return page.body.innerHTML;

  function isItem(element) {
    return element && element.tagName === "P" && /mso-list:\s*l\d/i.test(look(element));
  }

  function lists() {
    all("p")
      .filter(isItem)
      .forEach((first) => {
        if (!first.isConnected || !page.body.contains(first)) {
          return;
        }
        const open = [];
        let next;
        for (let item = first; isItem(item); item = next) {
          next = item.nextElementSibling;
          const level = Number((/level(\d)/i.exec(look(item)) || [0, 1])[1]);
          const marker = [...item.querySelectorAll("span")].filter((span) =>
            /mso-list:\s*ignore/i.test(look(span)),
          )[0];
          const kind =
            marker && /^\s*\(?([0-9]+|[a-z]|[ivx]+)[.)]/i.test(marker.textContent) ? "ol" : "ul";
          if (marker) {
            marker.remove();
          }
          while (open.length > level) {
            open.pop();
          }
          if (open.length === level && open[level - 1].localName !== kind && level > 1) {
            open.pop();
          } else if (open.length === 1 && level === 1 && open[0].localName !== kind) {
            open.pop();
          }
          while (open.length < level) {
            const list = page.createElement(kind);
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
          entry.append(item);
        }
      });
  }
};
