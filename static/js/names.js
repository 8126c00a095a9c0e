/* A choice with search (select2, Django's autocomplete): its box is named by the label of the field it stands
   for, and by what is chosen. Without this it has no name while nothing is chosen. */
(function () {
  function nameOf(select) {
    var label = document.querySelector('label[for="' + select.id + '"]');
    return select.getAttribute("aria-label") || (label ? label.textContent.replace(/:\s*$/, "").trim() : "");
  }

  // The boxes are made a moment after the page or the row is there: look again until each select has its own.
  function nameAll(triesLeft) {
    var isMissing = false;
    document.querySelectorAll("select.admin-autocomplete").forEach(function (select) {
      var around = select.nextElementSibling, name = nameOf(select);
      var box = around && around.querySelector("[role=combobox]"), chosen = around && around.querySelector("[role=textbox]");
      if (!chosen) isMissing = isMissing || select.name.indexOf("__prefix__") < 0;
      if (!name || !box || !chosen) return;
      box.id = select.id + "-box";
      box.setAttribute("aria-label", name);
      box.setAttribute("aria-labelledby", box.id + " " + chosen.id);
      chosen.setAttribute("aria-label", name);
    });
    if (isMissing && triesLeft) setTimeout(nameAll, 50, triesLeft - 1);
  }

  window.addEventListener("load", function () { nameAll(40); });
  document.addEventListener("formset:added", function () { setTimeout(nameAll, 0, 40); });
})();
