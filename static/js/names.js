/* A choice with search (select2, Django's autocomplete): its box is named by the label of the field it stands
   for, and by what is chosen. Without this it has no name while nothing is chosen. */
(function () {
  function nameOf(select) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    return (
      select.getAttribute("aria-label") ||
      (label ? label.textContent.replace(/:\s*$/, "").trim() : "")
    );
  }

  // The boxes are made a moment after the page or the row is there: look again until each select has its own.
  function nameAll(triesLeft) {
    let isMissing = false;
    document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
      const around = select.nextElementSibling;
      const name = nameOf(select);
      const box = around && around.querySelector("[role=combobox]");
      const chosen = around && around.querySelector("[role=textbox]");
      if (!chosen) {
        isMissing = isMissing || !select.name.includes("__prefix__");
      }
      if (!name || !box || !chosen) {
        return;
      }
      box.id = `${select.id}-box`;
      box.setAttribute("aria-label", name);
      box.setAttribute("aria-labelledby", `${box.id} ${chosen.id}`);
      chosen.setAttribute("aria-label", name);
    });
    if (isMissing && triesLeft) {
      setTimeout(nameAll, 50, triesLeft - 1);
    }
  }

  window.addEventListener("load", () => {
    nameAll(40);
  });
  document.addEventListener("formset:added", () => {
    setTimeout(nameAll, 0, 40);
  });
})();
