/* The rows of an article's form, its sections, questions and sources: moved by mouse or by keyboard. Their
   "order" numbers follow, which is all that the server reads; without this script one types them. */
(function () {
  const KINDS = { sections: "section", articlefaq_set: "question", sources: "source" };

  function groupOf(prefix) {
    return document.getElementById(`${prefix}-group`);
  }

  function rowsIn(prefix) {
    const group = groupOf(prefix);
    const isRow = new RegExp(`^${prefix}-\\d+$`);
    return group
      ? [...group.querySelectorAll("[id]")].filter((element) => isRow.test(element.id))
      : [];
  }

  function nameOf(row, prefix) {
    const heading = row.querySelector('input:is([name$="-heading"], [name^="sources-"][name$="-title"])');
    const faq = row.querySelector('select[name$="-faq"]');
    const name = heading
      ? heading.value.trim()
      : faq && faq.selectedOptions[0]
        ? faq.selectedOptions[0].text.trim()
        : "";
    return name ? `“${name}”` : `the new ${KINDS[prefix]}`;
  }

  function numberInput(row) {
    return row.querySelector('input[name$="-position"]');
  }

  function renumber(prefix) {
    rowsIn(prefix).forEach((row, at) => {
      numberInput(row).value = at + 1;
    });
  }

  function say(sentence) {
    const said = document.getElementById("said");
    if (said) {
      said.textContent = sentence;
    }
  }

  function sayPlace(row, prefix) {
    const rows = rowsIn(prefix);
    let name = nameOf(row, prefix);
    name = name.charAt(0).toUpperCase() + name.slice(1);
    say(`${name} is now ${rows.indexOf(row) + 1} of ${rows.length}.`);
  }

  /* A row goes with the errors above it. */
  function put(row, reference, isAfter) {
    const errors = row.previousElementSibling;
    if (isAfter) {
      reference.after(row);
    } else {
      const above = reference.previousElementSibling;
      (above && above.classList.contains("row-form-errors") ? above : reference).before(row);
    }
    if (errors && errors.classList.contains("row-form-errors")) {
      row.before(errors);
    }
  }

  function step(row, prefix, by) {
    const rows = rowsIn(prefix);
    const other = rows[rows.indexOf(row) + by];
    if (!other) {
      return say(`It is the ${by < 0 ? "first" : "last"} already.`);
    }
    put(row, other, by > 0);
    renumber(prefix);
    sayPlace(row, prefix);
  }

  function button(row, prefix, label, by) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", () => {
      step(row, prefix, by);
      made.focus();
    });
    function name() {
      made.setAttribute("aria-label", `${label}: ${nameOf(row, prefix)}`);
    }
    name();
    row.addEventListener("input", name);
    row.addEventListener("change", name);
    return made;
  }

  let dragged = null;

  function grip(row, prefix) {
    const made = document.createElement("span");
    made.className = "acu-grip";
    made.draggable = true;
    made.title = "Drag it to another place";
    made.setAttribute("aria-hidden", "true");
    made.textContent = "⠿";
    made.addEventListener("dragstart", (event) => {
      dragged = { row, prefix };
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData(
        "text/plain",
        nameOf(row, prefix),
      ); /* without data nothing is dragged */
      event.dataTransfer.setDragImage(row, 20, 20);
      row.classList.add("acu-dragged");
    });
    made.addEventListener("dragend", () => {
      row.classList.remove("acu-dragged");
      dragged = null;
      renumber(prefix); /* wherever it was let go, it stays where it is seen */
      sayPlace(row, prefix);
    });
    return made;
  }

  function watchDrags(prefix) {
    const group = groupOf(prefix);
    group.addEventListener(
      "dragover",
      (event) => {
        if (!dragged || dragged.prefix !== prefix) {
          return;
        }
        event.preventDefault();
        event.stopPropagation(); /* the text editors would show where text is to be dropped */
        const over = rowsIn(prefix).filter((row) => row.contains(event.target))[0];
        if (!over || over === dragged.row) {
          return;
        }
        const box = over.getBoundingClientRect();
        const rows = rowsIn(prefix);
        const isDown = rows.indexOf(over) > rows.indexOf(dragged.row);
        const isPast = isDown
          ? event.clientY > box.top + Math.min(box.height / 2, 60)
          : event.clientY < box.bottom - Math.min(box.height / 2, 60);
        if (isPast) {
          put(dragged.row, over, isDown);
        }
      },
      true,
    );
    group.addEventListener(
      "drop",
      (event) => {
        if (!dragged || dragged.prefix !== prefix) {
          return;
        }
        event.preventDefault();
        event.stopPropagation();
      },
      true,
    );
  }

  function equip(row, prefix) {
    if (row.querySelector(".acu-move") || !numberInput(row)) {
      return;
    }
    const tools = document.createElement("div");
    const heading = row.querySelector("h3");
    tools.className = "acu-move";
    tools.append(
      grip(row, prefix),
      button(row, prefix, "Move up", -1),
      button(row, prefix, "Move down", 1),
    );
    if (heading) {
      heading.after(tools);
    } else {
      numberInput(row).after(tools);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    Object.keys(KINDS).forEach((prefix) => {
      if (!groupOf(prefix)) {
        return;
      }
      rowsIn(prefix).forEach((row) => {
        equip(row, prefix);
      });
      watchDrags(prefix);
    });
  });

  document.addEventListener("formset:added", (event) => {
    const prefix = event.detail.formsetName;
    if (KINDS[prefix]) {
      equip(event.target, prefix);
    }
  });

  document.addEventListener("rescue:restored", () => {
    Object.keys(KINDS).forEach((prefix) => {
      const rows = rowsIn(prefix);
      const last = rows.map((row) => Number(numberInput(row).value) || Infinity);
      const inOrder = rows
        .map((row, at) => [last[at], at, row])
        .sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] - b[0]));
      inOrder.forEach((entry, at) => {
        if (at) {
          put(entry[2], inOrder[at - 1][2], true);
        }
      });
    });
  });
})();
