/* The page that imports an old one: what is pasted comes as HTML if the clipboard has it, so that headings and
   lists are known. Undo takes it back like any typing. */
(function () {
  const field = document.getElementById("id_source");
  if (!field) {
    return;
  }
  field.addEventListener("paste", (event) => {
    const html = event.clipboardData.getData("text/html");
    if (!html) {
      return;
    }
    event.preventDefault();
    if (!document.execCommand("insertText", false, html)) {
      field.setRangeText(html, field.selectionStart, field.selectionEnd, "end");
    }
  });
})();
