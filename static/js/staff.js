/* Rich text in staff's forms: each text box is named by its label and the heading above it, what is pasted
   is tidied, and what a copy brings back reaches the editor too. */
(function () {
  const editors = new WeakMap();
  const waiting = new WeakSet();

  function headingOf(textarea) {
    const row = textarea.closest(".inline-related");
    return row && row.querySelector('input[name$="-heading"]');
  }

  function nameOf(textarea) {
    const label = document.querySelector(`label[for="${textarea.id}"]`);
    const heading = headingOf(textarea);
    const name = label ? label.textContent.replace(/:\s*$/, "").trim() : "Text";
    return heading && heading.value.trim() ? `${name} of “${heading.value.trim()}”` : name;
  }

  function dress(textarea, editor) {
    editor.setOptions({
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": nameOf(textarea) },
        transformPastedHTML: window.tidyPasted,
      },
    });
  }

  document.addEventListener("prose-editor:ready", (event) => {
    const textarea = event.detail.textarea;
    const editor = event.detail.editor;
    editors.set(textarea, editor);
    dress(textarea, editor);
    if (waiting.has(textarea)) {
      editor.commands.setContent(textarea.value);
    }
    setTimeout(dressMenu, 0, textarea); /* its bar comes a moment later */
    const heading = headingOf(textarea);
    if (heading) {
      heading.addEventListener("input", () => {
        dress(textarea, editor);
      });
    }
  });

  /* The bar's menu counts the levels of headings, of which there is one below a section's. */
  function dressMenu(textarea) {
    const around = textarea.closest(".prose-editor");
    const shown = around && around.querySelector(".prose-menubar__selected");
    if (!shown) {
      return;
    }
    around.querySelectorAll(".prose-menubar__option > h3").forEach((option) => {
      option.textContent = "Smaller heading";
    });
    new MutationObserver(() => {
      const button = shown.querySelector(".prose-menubar__button--heading");
      if (!button) {
        return;
      }
      button.title = "smaller heading";
      button.setAttribute("aria-label", "smaller heading");
    }).observe(shown, { childList: true });
  }

  /* What a link leads to may be folded. */
  function unfold() {
    const target =
      location.hash.length > 1 &&
      document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (
      let fold = target && target.closest("details");
      fold;
      fold = fold.parentElement.closest("details")
    ) {
      fold.open = true;
    }
    if (target) {
      target.scrollIntoView();
    }
  }
  document.addEventListener("DOMContentLoaded", unfold);
  addEventListener("hashchange", unfold);

  /* The search boxes in place of selects are named by nothing but their value, which may be empty. */
  function nameSearches() {
    document.querySelectorAll("select.admin-autocomplete").forEach((select, at) => {
      const box = select.parentElement.querySelector(".select2-selection");
      const shown = box && box.querySelector("[role=textbox]");
      if (!shown) {
        return;
      }
      const label = document.querySelector(`label[for="${select.id}"]`);
      const cell = select.closest("td");
      const name = label || (cell && cell.closest("table").tHead.rows[0].cells[cell.cellIndex]);
      if (!name) {
        return;
      }
      name.id = name.id || `name-of-search-${at}`;
      box.setAttribute("aria-labelledby", `${name.id} ${shown.id}`);
      shown.setAttribute("aria-label", name.textContent.replace(/:\s*$/, "").trim());
    });
  }
  document.addEventListener("DOMContentLoaded", () => {
    setTimeout(nameSearches);
  });
  document.addEventListener("formset:added", () => {
    setTimeout(nameSearches);
  });
  document.addEventListener("rescue:restored", nameSearches);

  /* Text boxes grow with their words: where a browser does so by itself, by css/staff.css. */
  function grow(box) {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }
  if (!CSS.supports("field-sizing", "content")) {
    document.addEventListener("input", (event) => {
      if (event.target.matches("#content textarea:not([readonly])")) {
        grow(event.target);
      }
    });
    document.addEventListener("DOMContentLoaded", () => {
      document.querySelectorAll("#content textarea:not([readonly])").forEach((box) => {
        if (box.value && box.offsetHeight) {
          grow(box);
        }
      });
    });
  }

  document.addEventListener("rescue:filled", (event) => {
    const field = event.detail;
    const editor = editors.get(field);
    if (field.tagName !== "TEXTAREA") {
      return;
    }
    if (editor) {
      editor.commands.setContent(field.value);
    } else {
      waiting.add(field);
    }
  });
})();
