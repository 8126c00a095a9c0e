/* Passkeys: the browser is asked for one, and what it says is sent with the page's own form. The form stays
   hidden where no script runs or the browser knows no passkeys: then the authenticator app is the way. */
(function () {
  const SENTENCES = {
    InvalidStateError: "This device has a passkey here already.",
    NotSupportedError: "This device can make no passkey that the site takes.",
    SecurityError: "Passkeys do not work at this address. Sign in at the site’s own.",
  };
  const OTHERWISE = "Nothing came of it. Press the button once more, or use your app.";

  function bytes(text) {
    const plain = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain), (sign) => sign.charCodeAt(0));
  }

  function text(buffer) {
    const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
    return plain.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function read(options) {
    const asked = JSON.parse(options);
    asked.challenge = bytes(asked.challenge);
    if (asked.user) {
      asked.user.id = bytes(asked.user.id);
    }
    for (const each of [...(asked.allowCredentials || []), ...(asked.excludeCredentials || [])]) {
      each.id = bytes(each.id);
    }
    return asked;
  }

  function written(passkey) {
    const said = { clientDataJSON: text(passkey.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (passkey.response[name]) {
        said[name] = text(passkey.response[name]);
      }
    }
    return JSON.stringify({
      id: passkey.id,
      rawId: text(passkey.rawId),
      type: passkey.type,
      response: said,
    });
  }

  async function press(form, event) {
    event.preventDefault();
    const problem = form.querySelector("[role=alert]");
    problem.hidden = true;
    try {
      const publicKey = read(form.dataset.options);
      const passkey = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.elements.passkey.value = written(passkey);
    } catch (error) {
      problem.textContent = SENTENCES[error.name] || OTHERWISE;
      problem.hidden = false;
      return;
    }
    form.submit();
  }

  if (window.PublicKeyCredential) {
    for (const said of document.querySelectorAll("[data-no-passkeys]")) {
      said.hidden = true;
    }
    for (const form of document.querySelectorAll("[data-passkey]")) {
      form.hidden = false;
      form.addEventListener("submit", (event) => press(form, event));
    }
  }
})();
