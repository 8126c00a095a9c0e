/* Optional: whoever comes back to the desk's first page finds it fresh. It changes only then, never while somebody reads.
   While somebody is in the middle of writing, it stays as it is and says so. */
(function () {
  const AWAY = 15000;
  const PATIENCE = 10000;
  let hiddenAt = 0;
  let busy = false;
  const desk = document.getElementById("desk");
  const line = document.getElementById("desk-freshness");
  if (!desk || !window.fetch || !window.DOMParser) {
    return;
  }

  function each(selector, root, run) {
    [...root.querySelectorAll(selector)].forEach(run);
  }
  function words(node) {
    return node ? node.textContent.replace(/\s+/g, " ").trim() : "";
  }

  function isChanged(field) {
    if (field.validity && field.validity.badInput) {
      return true;
    }
    if (field.options) {
      return [...field.options].some((option) => option.selected !== option.defaultSelected);
    }
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked !== field.defaultChecked;
    }
    const isBeingWritten = field === document.activeElement && field.value !== "";
    return field.value !== field.defaultValue || isBeingWritten;
  }

  // Somebody is in the middle of writing.
  function isTouched() {
    const fields = desk.querySelectorAll("input:not([type=hidden], [data-view]), textarea, select");
    return [...fields].some(isChanged);
  }

  // What an element is called, to find it again in the fresh copy.
  function key(node) {
    return [
      node.tagName,
      node.id,
      node.getAttribute("href"),
      node.getAttribute("formaction"),
      node.name,
      node.value,
      node.tagName === "DETAILS" ? words(node.querySelector("summary")) : words(node),
    ].join("|");
  }
  function again(node) {
    let found = null;
    const wanted = key(node);
    each(node.tagName, desk, (other) => {
      if (!found && key(other) === wanted) {
        found = other;
      }
    });
    return found;
  }
  // The part that is being read: the first that is not above the window.
  function inView() {
    let found = null;
    each("section[aria-labelledby]", desk, (part) => {
      if (!found && part.getBoundingClientRect().bottom > 0) {
        found = part;
      }
    });
    return found;
  }

  function swap(fresh) {
    const page = document.documentElement;
    const focused = desk.contains(document.activeElement) ? document.activeElement : null;
    const open = [];
    const aside = {};
    const day = desk.querySelector("[data-view]:checked");
    const part = inView();
    const name = part && part.getAttribute("aria-labelledby");
    const top = part ? part.getBoundingClientRect().top : 0;
    each("details[open]", desk, (one) => {
      open.push(key(one));
    });
    each(".scroll", desk, (one) => {
      aside[one.getAttribute("aria-label")] = one.scrollLeft;
    });
    const copy = document.importNode(fresh, true);
    desk.replaceChildren(...copy.childNodes);
    desk.dataset.asOf = copy.dataset.asOf;
    each("details", desk, (one) => {
      if (open.includes(key(one))) {
        one.open = true;
      }
    });
    each(".scroll", desk, (one) => {
      one.scrollLeft = aside[one.getAttribute("aria-label")] || 0;
    });
    each("[data-view]", desk, (one) => {
      if (day && one.value === day.value) {
        one.checked = true;
      }
    });
    const to = focused && again(focused);
    if (to) {
      to.focus({ preventScroll: true });
    }
    const now = part && desk.querySelector(`section[aria-labelledby="${name}"]`);
    if (now && page.scrollTop > 0) {
      window.scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
    }
  }

  function tell(text) {
    if (line.textContent !== text) {
      line.textContent = text;
    }
  }
  function stale() {
    tell(`Not fresh: as of ${desk.dataset.asOf}`);
  }

  function refresh() {
    if (busy) {
      return;
    }
    busy = true;
    if (isTouched()) {
      stale();
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      stop.abort();
    }, PATIENCE);
    fetch(location.pathname, {
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual",
      signal: stop.signal,
    })
      .then((answer) => {
        if (!answer.ok) {
          throw new Error(answer.status);
        }
        return answer.text();
      })
      .then((text) => {
        const page = new DOMParser().parseFromString(text, "text/html");
        const fresh = page.getElementById("desk");
        if (!fresh) {
          throw new Error("no desk");
        }
        document.title = page.title;
        if (isTouched()) {
          return stale();
        }
        swap(fresh);
        const day = document.querySelector("h1");
        const newDay = page.querySelector("h1");
        if (day && newDay && words(day) !== words(newDay)) {
          day.textContent = words(newDay);
        }
        tell("");
      })
      .catch(stale)
      .then(() => {
        clearTimeout(timer);
        busy = false;
      });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      hiddenAt = Date.now();
    } else if (hiddenAt && Date.now() - hiddenAt >= AWAY) {
      refresh();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      refresh();
    }
  });
})();
