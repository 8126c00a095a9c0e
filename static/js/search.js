/* Optional. While somebody types, the server is asked as the form would ask it, and its answers are
   shown: so both always find the same. */
(function () {
  const WAIT = 150; // milliseconds after the last letter

  document.querySelectorAll("[data-search]").forEach((form) => {
    const box = form.querySelector("[type=search]");
    const status = document.querySelector("[data-search-status]");
    const found = document.getElementById("found");
    const others = document.querySelectorAll("[data-unless-found]");
    let shown = box.defaultValue;
    let timer = 0;
    let asking = new AbortController();

    function show(answers) {
      const count = answers && answers.querySelector("[data-count]");
      found.replaceChildren(...(answers ? answers.children : []));
      status.textContent = count ? count.textContent : "";
      others.forEach((other) => {
        other.hidden = found.hasChildNodes();
      });
    }

    async function ask(typed) {
      asking = new AbortController();
      const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
      const headers = { "X-As-Typed": "1" };
      try {
        const response = await fetch(address, { headers, signal: asking.signal });
        if (response.ok) {
          const page = new DOMParser().parseFromString(await response.text(), "text/html");
          show(page.getElementById("found"));
          shown = typed;
        }
      } catch {
        // Somebody typed on, or the line is down: the form itself still asks.
      }
    }

    function look() {
      const typed = box.value;
      clearTimeout(timer);
      asking.abort();
      if (typed.trim().length < 2) {
        shown = typed;
        show(null);
      } else if (typed !== shown) {
        timer = setTimeout(ask, WAIT, typed);
      }
    }

    box.addEventListener("input", look);
    // What stands on this very page is hidden behind the answers that lead to it.
    found.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (link && others.length && link.pathname === location.pathname) {
        show(null);
      }
    });
    // Back restores what was typed: before this, or only when the page is shown.
    addEventListener("pageshow", look);
    look();
  });
})();
