/* Optional: whoever comes back to the desk's first page finds it fresh. It changes only then, never while somebody reads.
   While somebody is in the middle of writing, it stays as it is and says so. */
(function (d) {
  var AWAY = 15000, PATIENCE = 10000, hiddenAt = 0, busy = false;
  var desk = d.getElementById("desk"), line = d.getElementById("desk-freshness");
  if (!desk || !window.fetch || !window.DOMParser) return;

  function each(selector, root, run) { [].forEach.call(root.querySelectorAll(selector), run); }
  function words(node) { return node ? node.textContent.replace(/\s+/g, " ").trim() : ""; }

  // Somebody is in the middle of writing.
  function isTouched() {
    var touched = false;
    each("input:not([type=hidden]), textarea, select", desk, function (field) {
      var of = field.validity && field.validity.badInput ? true : field.options ? [].some.call(field.options, function (o) { return o.selected !== o.defaultSelected; }) :
        field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked :
        field.value !== field.defaultValue || (field === d.activeElement && field.value !== "");
      touched = touched || of;
    });
    return touched;
  }

  // What an element is called, to find it again in the fresh copy.
  function key(node) {
    return [node.tagName, node.id, node.getAttribute("href"), node.getAttribute("formaction"), node.name, node.value,
      node.tagName === "DETAILS" ? words(node.querySelector("summary")) : words(node)].join("|");
  }
  function again(node) {
    var found = null, wanted = key(node);
    each(node.tagName, desk, function (other) { if (!found && key(other) === wanted) found = other; });
    return found;
  }
  // The part that is being read: the first that is not above the window.
  function inView() {
    var found = null;
    each("section[aria-labelledby]", desk, function (part) {
      if (!found && part.getBoundingClientRect().bottom > 0) found = part;
    });
    return found;
  }

  function swap(fresh) {
    var page = d.documentElement, focused = desk.contains(d.activeElement) ? d.activeElement : null;
    var open = [], aside = {}, part = inView(), name = part && part.getAttribute("aria-labelledby");
    var top = part ? part.getBoundingClientRect().top : 0;
    each("details[open]", desk, function (one) { open.push(key(one)); });
    each(".scroll", desk, function (one) { aside[one.getAttribute("aria-label")] = one.scrollLeft; });
    var copy = d.importNode(fresh, true);
    desk.replaceChildren.apply(desk, [].slice.call(copy.childNodes));
    desk.dataset.asOf = copy.dataset.asOf;
    each("details", desk, function (one) { if (open.indexOf(key(one)) > -1) one.open = true; });
    each(".scroll", desk, function (one) { one.scrollLeft = aside[one.getAttribute("aria-label")] || 0; });
    var to = focused && again(focused);
    if (to) to.focus({ preventScroll: true });
    var now = part && desk.querySelector('section[aria-labelledby="' + name + '"]');
    if (now && page.scrollTop > 0) window.scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
  }

  function tell(text) { if (line.textContent !== text) line.textContent = text; }
  function stale() { tell("Not fresh: as of " + desk.dataset.asOf); }

  function refresh() {
    if (busy) return;
    busy = true;
    if (isTouched()) stale();
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, PATIENCE);
    fetch(location.pathname, { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal })
      .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html"), fresh = page.getElementById("desk");
        if (!fresh) throw new Error("no desk");
        d.title = page.title;
        if (isTouched()) return stale();
        swap(fresh);
        var day = d.querySelector("h1"), newDay = page.querySelector("h1");
        if (day && newDay && words(day) !== words(newDay)) day.textContent = words(newDay);
        tell("");
      })
      .catch(stale)
      .then(function () { clearTimeout(timer); busy = false; });
  }

  d.addEventListener("visibilitychange", function () {
    if (d.visibilityState === "hidden") hiddenAt = Date.now();
    else if (hiddenAt && Date.now() - hiddenAt >= AWAY) refresh();
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) refresh(); });
})(document);
