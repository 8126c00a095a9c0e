/* Keeps a copy of a staff form in this browser while somebody writes, and offers it back after a crash.
   Copies are kept by person, address and opening of the form; never files or the form's token. Saved ones
   are dropped by a cookie that the answer to a save sets; all of them when somebody logs out. While a form is
   open it holds a lock of its copy's name, so that no other one offers what somebody is writing: the browser
   lets go of it when the page is left, and when it crashes. */
(function () {
  const PREFIX = "rescue:";
  const FORGOTTEN = "rescue-forgotten";
  const DAYS = 7;
  const EVERY = 3000;

  function each(use) {
    for (let at = localStorage.length - 1; at >= 0; at--) {
      const name = localStorage.key(at);
      if (name.startsWith(PREFIX)) {
        use(name);
      }
    }
  }

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  try {
    if (document.currentScript && "forget" in document.currentScript.dataset) {
      each((name) => {
        localStorage.removeItem(name);
      });
      localStorage.setItem(FORGOTTEN, String(Date.now()));
      return;
    }
    document.cookie.split("; ").forEach((cookie) => {
      const found = /^((?:__Secure-)?saved-([0-9a-f]{32}))=/.exec(cookie);
      if (!found) {
        return;
      }
      each((name) => {
        if (name.slice(-32) === found[2]) {
          localStorage.removeItem(name);
        }
      });
      const secure = found[1].startsWith("__") ? "; secure" : "";
      document.cookie = `${found[1]}=; path=/admin/; max-age=0${secure}`;
    });
    each((name) => {
      const copy = read(name);
      if (!copy || Date.now() - copy.at > DAYS * 24 * 60 * 60 * 1000) {
        localStorage.removeItem(name);
      }
    });
  } catch {
    return;
  } /* a browser that keeps nothing */

  document.addEventListener("DOMContentLoaded", () => {
    const key = document.querySelector('input[name="_form"]');
    if (!key) {
      return;
    }
    const form = key.form;
    const address = new URL(form.getAttribute("action") || location.href, location.href).pathname;
    const place = `${PREFIX + key.dataset.user}:${address}:`;
    const mine = place + key.value;
    let last = null;
    let kept = false;
    const signedIn =
      localStorage.getItem(FORGOTTEN); /* another page may log out: what it drops stays dropped */

    if (navigator.locks) {
      navigator.locks.request(mine, () => new Promise(() => {})).catch(() => {});
    }

    /* ---- keeping ---- */
    function isKept(field) {
      return (
        field.name &&
        !field.disabled &&
        !/^(file|password|submit|button|image)$/.test(field.type) &&
        field.name !== "csrfmiddlewaretoken" &&
        field.name !== "_form" &&
        !field.name.includes("__prefix__") &&
        !field.closest(".prose-editor-dialog")
      );
    }

    function fields() {
      const found = [];
      [...form.elements].forEach((field) => {
        if (!isKept(field)) {
          return;
        }
        if (/^(checkbox|radio)$/.test(field.type)) {
          if (field.checked) {
            found.push([field.name, field.value]);
          }
        } else if (field.tagName === "SELECT") {
          [...field.selectedOptions].forEach((option) => {
            found.push([field.name, option.value, option.text]);
          });
        } else {
          found.push([field.name, field.value]);
        }
      });
      return found;
    }

    function keep() {
      const now = JSON.stringify(fields());
      const gone =
        kept && !localStorage.getItem(mine) && localStorage.getItem(FORGOTTEN) === signedIn;
      if (now === last && !gone) {
        return;
      }
      try {
        localStorage.setItem(mine, JSON.stringify({ at: Date.now(), fields: JSON.parse(now) }));
      } catch {
        return;
      }
      last = now;
      kept = true;
    }

    function begin() {
      last = JSON.stringify(fields());
      setInterval(keep, EVERY);
      addEventListener("pagehide", keep);
      document.addEventListener("visibilitychange", () => {
        if (document.hidden) {
          keep();
        }
      });
    }

    /* ---- offering ---- */
    let offered = null;

    /* The newest copy that no open form writes; says whether an open one has another. */
    function choose(open) {
      let others = false;
      each((name) => {
        if (!name.startsWith(place) || name === mine) {
          return;
        }
        if (open.includes(name)) {
          others = true;
          return;
        }
        const copy = read(name);
        if (copy && (!offered || copy.at > offered.at)) {
          offered = { name, at: copy.at, fields: copy.fields };
        }
      });
      if (offered && JSON.stringify(offered.fields) !== last) {
        offer();
      }
      return others && !offered;
    }

    /* A page that has just been left may hold its lock a moment longer: then it is asked again. */
    function seek(again) {
      if (!navigator.locks) {
        return choose([]);
      }
      navigator.locks.query().then(
        (found) => {
          const waits = choose(found.held.map((lock) => lock.name));
          if (waits && again) {
            setTimeout(seek, 1500, again - 1);
          }
        },
        () => {
          choose([]);
        },
      );
    }

    function button(label, press) {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", press);
      return made;
    }

    function when(at) {
      const day = new Date(at);
      let time = day.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
      time = time
        .replace(/\u202f/g, " ")
        .replace("AM", "am")
        .replace("PM", "pm");
      if (day.toDateString() === new Date().toDateString()) {
        return time;
      }
      return `${day.toLocaleDateString("en-US", { month: "long", day: "numeric" })}, ${time}`;
    }

    function offer() {
      const box = document.getElementById("rescue");
      const said = document.createElement("p");
      said.textContent = `There is a copy of ${when(offered.at)} that was not saved.`;
      const restored = button("Restore it", () => {
        restore(offered.fields);
        said.textContent = `The copy of ${when(offered.at)} is back in the form. It is not saved yet.`;
        localStorage.removeItem(offered.name);
        last = null;
        keep();
        restored.remove();
        away.remove();
        box.tabIndex = -1;
        box.focus();
      });
      const away = button("Throw it away", () => {
        localStorage.removeItem(offered.name);
        said.textContent = "The copy was thrown away.";
        restored.remove();
        away.remove();
      });
      box.append(said, restored, away);
    }

    /* ---- restoring ---- */
    function rowsOf(prefix, values) {
      const rows = {};
      values.forEach((entry) => {
        const found = new RegExp(`^${prefix}-(\\d+)-(.+)$`).exec(entry[0]);
        if (found) {
          (rows[found[1]] = rows[found[1]] || []).push([found[2], entry]);
        }
      });
      return Object.keys(rows)
        .sort((a, b) => a - b)
        .map((number) => rows[number]);
    }

    function named(name) {
      return [...form.elements].filter((field) => field.name === name);
    }

    function fill(name, entries) {
      named(name).forEach((field) => {
        const values = entries.map((entry) => entry[1]);
        if (field.type === "file") {
          return;
        }
        if (/^(checkbox|radio)$/.test(field.type)) {
          field.checked = values.includes(field.value);
        } else if (field.tagName === "SELECT") {
          entries.forEach((entry) => {
            const known = [...field.options].some((option) => option.value === entry[1]);
            if (!known) {
              field.add(new Option(entry[2], entry[1]));
            }
          });
          [...field.options].forEach((option) => {
            option.selected = values.includes(option.value);
          });
        } else if (field.value !== (values[0] || "")) {
          field.value = values[0] || "";
        }
        field.dispatchEvent(new Event("change", { bubbles: true }));
        field.dispatchEvent(new Event("input", { bubbles: true }));
        document.dispatchEvent(new CustomEvent("rescue:filled", { detail: field }));
      });
    }

    function grouped(entries) {
      const found = {};
      entries.forEach((entry) => {
        (found[entry[0]] = found[entry[0]] || []).push(entry);
      });
      return found;
    }

    function restore(values) {
      const plain = [];
      const prefixes = [];
      let anew = false;
      values.forEach((entry) => {
        const total = /^(.+)-TOTAL_FORMS$/.exec(entry[0]);
        if (total) {
          prefixes.push(total[1]);
        }
        if (entry[0] === "anew" && entry[1]) {
          anew = true;
        }
      });
      values.forEach((entry) => {
        if (!prefixes.some((prefix) => entry[0].startsWith(`${prefix}-`))) {
          plain.push(entry);
        }
      });
      const found = grouped(plain);
      [...form.elements].forEach((field) => {
        /* unticked ones are in no copy */
        if (isKept(field) && !/-\d+-|_FORMS$/.test(field.name) && !found[field.name]) {
          found[field.name] = [];
        }
      });
      delete found.anew; /* it says of this form what its rows are */
      Object.keys(found).forEach((name) => {
        fill(name, found[name]);
      });
      prefixes.forEach((prefix) => {
        restoreRows(prefix, rowsOf(prefix, values), anew);
      });
      document.dispatchEvent(new CustomEvent("rescue:restored"));
    }

    /* The rows of the form that a copy's rows may fill: those that are not stored, or if it names none, all. */
    function rowsToFill(prefix, rows, anew) {
      const named = rows.map(
        (row) => row.filter((pair) => pair[0] === "id").map((pair) => pair[1][1])[0],
      );
      const found = [];
      [...form.elements].forEach((field) => {
        const at = new RegExp(`^${prefix}-(\\d+)-id$`).exec(field.name);
        if (at && (!field.value || (anew && !named.includes(field.value)))) {
          found.push(at[1]);
        }
      });
      return found.sort((a, b) => a - b);
    }

    function takeAway(prefix, number) {
      const tick = named(`${prefix}-${number}-DELETE`)[0];
      const link = document.querySelector(`#${prefix}-${number} .inline-deletelink`);
      if (link) {
        link.click();
      } else if (tick) {
        tick.checked = true;
      }
    }

    function restoreRows(prefix, rows, anew) {
      const free = rowsToFill(prefix, rows, anew);
      rows.forEach((row) => {
        const id = row.filter((pair) => pair[0] === "id" && pair[1][1])[0];
        let number = null;
        if (id) {
          [...form.elements].forEach((field) => {
            const at = new RegExp(`^${prefix}-(\\d+)-id$`).exec(field.name);
            if (at && field.value === id[1][1]) {
              number = at[1];
            }
          });
        }
        if (number === null && free.length) {
          number = free.shift();
        }
        if (number === null) {
          const add = document.querySelector(`#${prefix}-group .add-row a`);
          if (!add) {
            return;
          }
          number = document.getElementById(`id_${prefix}-TOTAL_FORMS`).value;
          add.click();
        }
        const found = grouped(row.map((pair) => [pair[0]].concat(pair[1].slice(1))));
        named(`${prefix}-${number}-DELETE`).forEach(() => {
          found.DELETE = found.DELETE || [];
        });
        Object.keys(found).forEach((name) => {
          if (name === "id" || /^(article|faq_set)$/.test(name)) {
            return;
          }
          fill(`${prefix}-${number}-${name}`, found[name]);
        });
      });
      free.reverse().forEach((number) => {
        takeAway(prefix, number);
      });
    }

    /* The editors change what they were given a little while they start; that is nobody's writing. */
    setTimeout(() => {
      begin();
      seek(3);
    }, 400);
  });
})();
