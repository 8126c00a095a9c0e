/* A button that copies the link for a colleague. Without this script it is selected and copied by hand. */
(function () {
  const link = document.getElementById("link");
  const place = document.getElementById("copying");
  const press = document.createElement("button");
  const said = document.createElement("span");
  press.type = "button";
  press.textContent = place.dataset.label;
  said.setAttribute("role", "status");
  press.addEventListener("click", () => {
    function failed() {
      link.focus();
      link.select();
      said.textContent = place.dataset.failed;
    }
    if (!navigator.clipboard) {
      return failed();
    } /* a page without https */
    navigator.clipboard.writeText(link.value).then(() => {
      said.textContent = place.dataset.done;
    }, failed);
  });
  place.append(press, said);
})();
