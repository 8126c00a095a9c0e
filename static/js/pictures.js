/* A picture that is pressed becomes the chosen one of the search field beside it, and the other way round. */
(function () {
  function choose(button) {
    const select = button.closest(".related-widget-wrapper").querySelector("select");
    const wanted = button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.picture;
    const known = [...select.options].some((option) => option.value === wanted);
    if (!known) {
      select.add(new Option(button.textContent.trim(), wanted));
    }
    django.jQuery(select).val(wanted).trigger("change");
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-picture]");
    if (button) {
      choose(button);
    }
  });
  django.jQuery(document).on("change", ".related-widget-wrapper select", function () {
    const chosen = this.value;
    this.closest(".related-widget-wrapper")
      .querySelectorAll("[data-picture]")
      .forEach((button) => {
        button.setAttribute("aria-pressed", String(button.dataset.picture === chosen));
      });
  });
})();
