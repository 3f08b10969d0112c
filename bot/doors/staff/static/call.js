// The call page: suggestions follow the typing after a pause, keys for everything, nothing is kept in the browser.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const PAUSE = 250; // milliseconds without a key
  const form = document.getElementById("call"), result = document.getElementById("result"), text = document.getElementById("text");
  let timer = 0, number = 0, shown = 0, busy = false, again = false, composing = false;

  async function ask() {
    clearTimeout(timer);
    if (busy) { again = true; return; } // one question at a time; the newest words go next
    busy = true;
    const mine = ++number;
    result.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch("call-part", { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 401) document.getElementById("away").hidden = false;
      else if (answer.status === 403) dispatchEvent(new Event("refused")); // beat.js: of another session
      else if (mine > shown) { shown = mine; result.innerHTML = await answer.text(); } // our own page's part, escaped by the server
    } catch {
      document.getElementById("away").hidden = false;
    }
    busy = false;
    result.setAttribute("aria-busy", "false");
    if (again) { again = false; ask(); }
  }
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };
  text.addEventListener("compositionstart", () => { composing = true; });
  text.addEventListener("compositionend", () => { composing = false; soon(); });
  text.addEventListener("input", () => { if (!composing) soon(); });
  addEventListener("renewed", () => { if (text.value) ask(); }); // beat.js: signed in again
  form.addEventListener("change", (event) => { if (event.target !== text) ask(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });

  const answers = () => [...result.querySelectorAll(".answer")];
  const chosen = () => document.activeElement.closest?.(".answer") || answers().find((one) => one.querySelector("details").open) || answers()[0];
  function choose(place) {
    const one = answers()[place];
    if (!one) return;
    for (const other of answers()) other.querySelector("details").open = other === one;
    one.focus();
  }
  function script(one) {
    const lines = [...one.querySelectorAll(".script li")], ticked = lines.filter((line) => line.querySelector("input").checked);
    return (ticked.length ? ticked : lines).map((line) => line.innerText.trim()).join("\n");
  }
  function clear() {
    form.reset();
    for (const field of form.querySelectorAll("select")) field.value = "";
    text.value = "";
    shown = ++number;
    result.replaceChildren();
    text.focus();
  }
  async function copy(one) {
    await navigator.clipboard.writeText(script(one));
    one.querySelector(".copy").textContent = "写しました";
  }
  result.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("copy")) copy(button.closest(".answer"));
    if (!button.dataset.fact) return;
    if (button.dataset.fact === "topic") { choose(answers().findIndex((one) => one.dataset.topic === button.dataset.value)); return; }
    form.querySelector("details").open = true;
    form.elements["fact_" + button.dataset.fact].value = button.dataset.value;
    ask();
    text.focus();
  });
  result.addEventListener("submit", (event) => {
    const one = event.target.closest(".answer");
    event.target.elements.told.value = [...one.querySelectorAll(".script input:checked")].map((box) => box.value).join(",");
  });
  addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const done = { Digit1: () => choose(0), Digit2: () => choose(1), Digit3: () => choose(2), KeyC: () => chosen() && copy(chosen()),
      KeyN: () => (document.getElementById("next")?.querySelector("button") || document.getElementById("next"))?.focus(),
      KeyR: () => chosen()?.querySelector(".take").click(), KeyD: clear }[event.code];
    if (done) { event.preventDefault(); done(); }
  });
  document.getElementById("clear").addEventListener("click", clear);
});
