/* Rich text in staff's forms: each text box is named by its label and the heading above it, what is pasted
   is tidied, and what a copy brings back reaches the editor too. */
(function () {
  var editors = new WeakMap(), waiting = new WeakSet();

  function headingOf(textarea) {
    var row = textarea.closest(".inline-related");
    return row && row.querySelector('input[name$="-heading"]');
  }

  function nameOf(textarea) {
    var label = document.querySelector('label[for="' + textarea.id + '"]'), heading = headingOf(textarea);
    var name = label ? label.textContent.replace(/:\s*$/, "").trim() : "Text";
    return heading && heading.value.trim() ? name + " of “" + heading.value.trim() + "”" : name;
  }

  function dress(textarea, editor) {
    editor.setOptions({
      editorProps: {
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": nameOf(textarea) },
        transformPastedHTML: window.tidyPasted
      }
    });
  }

  document.addEventListener("prose-editor:ready", function (event) {
    var textarea = event.detail.textarea, editor = event.detail.editor;
    editors.set(textarea, editor);
    dress(textarea, editor);
    if (waiting.has(textarea)) editor.commands.setContent(textarea.value);
    setTimeout(dressMenu, 0, textarea); /* its bar comes a moment later */
    var heading = headingOf(textarea);
    if (heading) heading.addEventListener("input", function () { dress(textarea, editor); });
  });

  /* The bar's menu counts the levels of headings, of which there is one below a section's. */
  function dressMenu(textarea) {
    var around = textarea.closest(".prose-editor"), shown = around && around.querySelector(".prose-menubar__selected");
    if (!shown) return;
    around.querySelectorAll(".prose-menubar__option > h3").forEach(function (option) { option.textContent = "Smaller heading"; });
    new MutationObserver(function () {
      var button = shown.querySelector(".prose-menubar__button--heading");
      if (!button) return;
      button.title = "smaller heading";
      button.setAttribute("aria-label", "smaller heading");
    }).observe(shown, { childList: true });
  }

  /* What a link leads to may be folded. */
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var fold = target && target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (target) target.scrollIntoView();
  }
  document.addEventListener("DOMContentLoaded", unfold);
  addEventListener("hashchange", unfold);

  /* The search boxes in place of selects are named by nothing but their value, which may be empty. */
  function nameSearches() {
    document.querySelectorAll("select.admin-autocomplete").forEach(function (select, at) {
      var box = select.parentElement.querySelector(".select2-selection"), shown = box && box.querySelector("[role=textbox]");
      if (!shown) return;
      var label = document.querySelector('label[for="' + select.id + '"]'), cell = select.closest("td");
      var name = label || (cell && cell.closest("table").tHead.rows[0].cells[cell.cellIndex]);
      if (!name) return;
      name.id = name.id || "name-of-search-" + at;
      box.setAttribute("aria-labelledby", name.id + " " + shown.id);
      shown.setAttribute("aria-label", name.textContent.replace(/:\s*$/, "").trim());
    });
  }
  document.addEventListener("DOMContentLoaded", function () { setTimeout(nameSearches); });
  document.addEventListener("formset:added", function () { setTimeout(nameSearches); });
  document.addEventListener("rescue:restored", nameSearches);

  document.addEventListener("rescue:filled", function (event) {
    var field = event.detail, editor = editors.get(field);
    if (field.tagName !== "TEXTAREA") return;
    if (editor) editor.commands.setContent(field.value);
    else waiting.add(field);
  });
})();
