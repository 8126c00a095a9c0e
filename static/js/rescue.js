/* Keeps a copy of a staff form in this browser while somebody writes, and offers it back after a crash.
   Copies are kept by person, address and opening of the form; never files or the form's token. Saved ones
   are dropped by a cookie that the answer to a save sets; all of them when somebody logs out. While a form is
   open it holds a lock of its copy's name, so that no other one offers what somebody is writing: the browser
   lets go of it when the page is left, and when it crashes. */
(function () {
  var PREFIX = "rescue:", FORGOTTEN = "rescue-forgotten", DAYS = 7, EVERY = 3000;

  function each(use) {
    for (var at = localStorage.length - 1; at >= 0; at--) {
      var name = localStorage.key(at);
      if (name.indexOf(PREFIX) === 0) use(name);
    }
  }

  function read(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch (broken) { return null; }
  }

  try {
    if (document.currentScript && "forget" in document.currentScript.dataset) {
      each(function (name) { localStorage.removeItem(name); });
      localStorage.setItem(FORGOTTEN, String(Date.now()));
      return;
    }
    document.cookie.split("; ").forEach(function (cookie) {
      var found = /^saved-([0-9a-f]{32})=/.exec(cookie);
      if (!found) return;
      each(function (name) { if (name.slice(-32) === found[1]) localStorage.removeItem(name); });
      document.cookie = "saved-" + found[1] + "=; path=/admin/; max-age=0";
    });
    each(function (name) {
      var copy = read(name);
      if (!copy || Date.now() - copy.at > DAYS * 24 * 60 * 60 * 1000) localStorage.removeItem(name);
    });
  } catch (refused) { return; } /* a browser that keeps nothing */

  document.addEventListener("DOMContentLoaded", function () {
    var key = document.querySelector('input[name="_form"]');
    if (!key) return;
    var form = key.form;
    var address = new URL(form.getAttribute("action") || location.href, location.href).pathname;
    var place = PREFIX + key.dataset.user + ":" + address + ":";
    var mine = place + key.value, last = null, kept = false;
    var signedIn = localStorage.getItem(FORGOTTEN); /* another page may log out: what it drops stays dropped */

    if (navigator.locks) navigator.locks.request(mine, function () { return new Promise(function () {}); }).catch(function () {});

    /* ---- keeping ---- */
    function isKept(field) {
      return field.name && !field.disabled && !/^(file|password|submit|button|image)$/.test(field.type) &&
        field.name !== "csrfmiddlewaretoken" && field.name !== "_form" && field.name.indexOf("__prefix__") < 0 &&
        !field.closest(".prose-editor-dialog");
    }

    function fields() {
      var found = [];
      Array.prototype.forEach.call(form.elements, function (field) {
        if (!isKept(field)) return;
        if (/^(checkbox|radio)$/.test(field.type)) {
          if (field.checked) found.push([field.name, field.value]);
        } else if (field.tagName === "SELECT") {
          Array.prototype.forEach.call(field.selectedOptions, function (option) {
            found.push([field.name, option.value, option.text]);
          });
        } else found.push([field.name, field.value]);
      });
      return found;
    }

    function keep() {
      var now = JSON.stringify(fields());
      var gone = kept && !localStorage.getItem(mine) && localStorage.getItem(FORGOTTEN) === signedIn;
      if (now === last && !gone) return;
      try { localStorage.setItem(mine, JSON.stringify({ at: Date.now(), fields: JSON.parse(now) })); } catch (full) { return; }
      last = now;
      kept = true;
    }

    function begin() {
      last = JSON.stringify(fields());
      setInterval(keep, EVERY);
      addEventListener("pagehide", keep);
      document.addEventListener("visibilitychange", function () { if (document.hidden) keep(); });
    }

    /* ---- offering ---- */
    var offered = null;

    /* The newest copy that no open form writes; says whether an open one has another. */
    function choose(open) {
      var others = false;
      each(function (name) {
        if (name.indexOf(place) !== 0 || name === mine) return;
        if (open.indexOf(name) >= 0) { others = true; return; }
        var copy = read(name);
        if (copy && (!offered || copy.at > offered.at)) offered = { name: name, at: copy.at, fields: copy.fields };
      });
      if (offered && JSON.stringify(offered.fields) !== last) offer();
      return others && !offered;
    }

    /* A page that has just been left may hold its lock a moment longer: then it is asked again. */
    function seek(again) {
      if (!navigator.locks) return choose([]);
      navigator.locks.query().then(function (found) {
        var waits = choose(found.held.map(function (lock) { return lock.name; }));
        if (waits && again) setTimeout(seek, 1500, again - 1);
      }, function () { choose([]); });
    }

    function button(label, press) {
      var made = document.createElement("button");
      made.type = "button";
      made.textContent = label;
      made.addEventListener("click", press);
      return made;
    }

    function when(at) {
      var day = new Date(at), time = day.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
      time = time.replace(/\u202f/g, " ").replace("AM", "am").replace("PM", "pm");
      if (day.toDateString() === new Date().toDateString()) return time;
      return day.toLocaleDateString("en-US", { month: "long", day: "numeric" }) + ", " + time;
    }

    function offer() {
      var box = document.getElementById("rescue"), said = document.createElement("p");
      said.textContent = "There is a copy of " + when(offered.at) + " that was not saved.";
      var restored = button("Restore it", function () {
        restore(offered.fields);
        said.textContent = "The copy of " + when(offered.at) + " is back in the form. It is not saved yet.";
        localStorage.removeItem(offered.name);
        last = null;
        keep();
        restored.remove();
        away.remove();
        box.tabIndex = -1;
        box.focus();
      });
      var away = button("Throw it away", function () {
        localStorage.removeItem(offered.name);
        said.textContent = "The copy was thrown away.";
        restored.remove();
        away.remove();
      });
      box.append(said, restored, away);
    }

    /* ---- restoring ---- */
    function rowsOf(prefix, values) {
      var rows = {};
      values.forEach(function (entry) {
        var found = new RegExp("^" + prefix + "-(\\d+)-(.+)$").exec(entry[0]);
        if (found) (rows[found[1]] = rows[found[1]] || []).push([found[2], entry]);
      });
      return Object.keys(rows).sort(function (a, b) { return a - b; }).map(function (number) { return rows[number]; });
    }

    function named(name) {
      return Array.prototype.filter.call(form.elements, function (field) { return field.name === name; });
    }

    function fill(name, entries) {
      named(name).forEach(function (field) {
        var values = entries.map(function (entry) { return entry[1]; });
        if (field.type === "file") return;
        if (/^(checkbox|radio)$/.test(field.type)) field.checked = values.indexOf(field.value) >= 0;
        else if (field.tagName === "SELECT") {
          entries.forEach(function (entry) {
            var known = Array.prototype.some.call(field.options, function (option) { return option.value === entry[1]; });
            if (!known) field.add(new Option(entry[2], entry[1]));
          });
          Array.prototype.forEach.call(field.options, function (option) { option.selected = values.indexOf(option.value) >= 0; });
        } else if (field.value !== (values[0] || "")) field.value = values[0] || "";
        field.dispatchEvent(new Event("change", { bubbles: true }));
        field.dispatchEvent(new Event("input", { bubbles: true }));
        document.dispatchEvent(new CustomEvent("rescue:filled", { detail: field }));
      });
    }

    function grouped(entries) {
      var found = {};
      entries.forEach(function (entry) { (found[entry[0]] = found[entry[0]] || []).push(entry); });
      return found;
    }

    function restore(values) {
      var plain = [], prefixes = [], anew = false;
      values.forEach(function (entry) {
        var total = /^(.+)-TOTAL_FORMS$/.exec(entry[0]);
        if (total) prefixes.push(total[1]);
        if (entry[0] === "anew" && entry[1]) anew = true;
      });
      values.forEach(function (entry) {
        if (!prefixes.some(function (prefix) { return entry[0].indexOf(prefix + "-") === 0; })) plain.push(entry);
      });
      var found = grouped(plain);
      Array.prototype.forEach.call(form.elements, function (field) { /* unticked ones are in no copy */
        if (isKept(field) && !/-\d+-|_FORMS$/.test(field.name) && !found[field.name]) found[field.name] = [];
      });
      delete found.anew; /* it says of this form what its rows are */
      Object.keys(found).forEach(function (name) { fill(name, found[name]); });
      prefixes.forEach(function (prefix) { restoreRows(prefix, rowsOf(prefix, values), anew); });
      document.dispatchEvent(new CustomEvent("rescue:restored"));
    }

    /* The rows of the form that a copy's rows may fill: those that are not stored, or if it names none, all. */
    function rowsToFill(prefix, rows, anew) {
      var named = rows.map(function (row) {
        return row.filter(function (pair) { return pair[0] === "id"; }).map(function (pair) { return pair[1][1]; })[0];
      });
      var found = [];
      Array.prototype.forEach.call(form.elements, function (field) {
        var at = new RegExp("^" + prefix + "-(\\d+)-id$").exec(field.name);
        if (at && (!field.value || (anew && named.indexOf(field.value) < 0))) found.push(at[1]);
      });
      return found.sort(function (a, b) { return a - b; });
    }

    function takeAway(prefix, number) {
      var tick = named(prefix + "-" + number + "-DELETE")[0];
      var link = document.querySelector("#" + prefix + "-" + number + " .inline-deletelink");
      if (link) link.click();
      else if (tick) tick.checked = true;
    }

    function restoreRows(prefix, rows, anew) {
      var free = rowsToFill(prefix, rows, anew);
      rows.forEach(function (row) {
        var id = row.filter(function (pair) { return pair[0] === "id" && pair[1][1]; })[0];
        var number = null;
        if (id) Array.prototype.forEach.call(form.elements, function (field) {
          var at = new RegExp("^" + prefix + "-(\\d+)-id$").exec(field.name);
          if (at && field.value === id[1][1]) number = at[1];
        });
        if (number === null && free.length) number = free.shift();
        if (number === null) {
          var add = document.querySelector("#" + prefix + "-group .add-row a");
          if (!add) return;
          number = document.getElementById("id_" + prefix + "-TOTAL_FORMS").value;
          add.click();
        }
        var found = grouped(row.map(function (pair) { return [pair[0]].concat(pair[1].slice(1)); }));
        named(prefix + "-" + number + "-DELETE").forEach(function () { found.DELETE = found.DELETE || []; });
        Object.keys(found).forEach(function (name) {
          if (name === "id" || /^(article|faq_set)$/.test(name)) return;
          fill(prefix + "-" + number + "-" + name, found[name]);
        });
      });
      free.reverse().forEach(function (number) { takeAway(prefix, number); });
    }

    /* The editors change what they were given a little while they start; that is nobody's writing. */
    setTimeout(function () {
      begin();
      seek(3);
    }, 400);
  });
})();
