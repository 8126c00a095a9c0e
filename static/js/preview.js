/* A button that copies the link for a colleague. Without this script it is selected and copied by hand. */
(function () {
  var link = document.getElementById("link"), place = document.getElementById("copying");
  var press = document.createElement("button"), said = document.createElement("span");
  press.type = "button";
  press.textContent = place.dataset.label;
  said.setAttribute("role", "status");
  press.addEventListener("click", function () {
    function failed() {
      link.focus();
      link.select();
      said.textContent = place.dataset.failed;
    }
    if (!navigator.clipboard) return failed(); /* a page without https */
    navigator.clipboard.writeText(link.value).then(function () { said.textContent = place.dataset.done; }, failed);
  });
  place.append(press, said);
})();
