/* The text box of the rich-text editor is named by its label, as any other field is. */
document.addEventListener("prose-editor:ready", function (event) {
  var textarea = event.detail.textarea;
  var label = document.querySelector('label[for="' + textarea.id + '"]');
  var attributes = { role: "textbox", "aria-multiline": "true" };
  if (label) attributes["aria-label"] = label.textContent.replace(/:\s*$/, "").trim();
  event.detail.editor.setOptions({ editorProps: { attributes: attributes } });
});
