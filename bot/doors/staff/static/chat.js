// One talk: what is new is fetched by number, so nothing is lost, doubled or out of order; what is sent keeps its id until it is taken.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const chat = document.getElementById("chat"), id = encodeURIComponent(chat.dataset.id), form = document.getElementById("say");
  const text = document.getElementById("text"), send = document.getElementById("send"), trouble = document.getElementById("trouble");
  const lines = document.getElementById("lines"), suggest = document.getElementById("suggest");
  const EVERY = 3000; // milliseconds between two signs that somebody writes
  let sending = false, looking = false, again = false, asked = "", signed = 0;

  const last = () => Math.max(0, ...[...lines.children].map((one) => Math.floor(Number(one.dataset.seq))));
  const known = () => new Set([...lines.children].map((one) => one.dataset.seq));
  function allow() {
    const state = document.getElementById("state").dataset.state;
    send.disabled = state !== "mine" || sending;
    for (const button of document.querySelectorAll("[data-for]")) button.hidden = button.dataset.for !== state;
  }
  async function look() {
    if (looking) { again = true; return; } // what changed meanwhile is looked at next
    looking = true;
    again = false;
    try {
      const answer = await fetch(`chat-part?id=${id}&after=${last()}`, { redirect: "manual" });
      if (answer.ok || answer.status === 410) take(await answer.text());
    } catch { /* beat.js tells */ }
    looking = false;
    if (again) look();
  }
  function take(html) {
    const part = new DOMParser().parseFromString(html, "text/html"), had = known();
    const state = part.getElementById("state"), old = document.getElementById("state");
    if (state && state.textContent !== old.textContent) old.replaceWith(document.importNode(state, true));
    for (const line of part.querySelectorAll("#lines > li")) if (!had.has(line.dataset.seq)) lines.append(document.importNode(line, true));
    const notes = part.getElementById("notes");
    if (notes) document.getElementById("notes").innerHTML = notes.innerHTML;
    allow();
    propose();
  }
  async function propose() {
    const newest = [...document.querySelectorAll("li.person")].at(-1)?.textContent || "";
    if (newest === asked || document.hidden) return;
    asked = newest;
    try {
      const answer = await fetch(`chat-suggest?id=${id}`, { redirect: "manual" });
      if (answer.ok) suggest.innerHTML = await answer.text(); // our own page's part, escaped by the server
    } catch { /* the talk goes on without */ }
  }
  suggest.addEventListener("click", (event) => {
    const line = event.target.closest("[data-insert]");
    if (!line) return;
    text.value += (text.value && !text.value.endsWith("\n") ? "\n" : "") + line.dataset.insert;
    text.focus();
  });
  function sign() { // the visitor's page says that somebody writes, never what
    if (send.disabled || !text.value.trim() || Date.now() - signed < EVERY) return;
    signed = Date.now();
    const headers = { "X-Staff-Form": document.querySelector("meta[name=form]").content };
    fetch(`chat-writing?id=${id}`, { method: "POST", headers, redirect: "manual" }).catch(() => {});
  }
  async function say() {
    if (sending || !text.value.trim()) return;
    sending = true;
    allow();
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "say");
    try {
      const answer = await fetch(`chat?id=${id}`, { method: "POST", body, headers: { "X-By-Script": "1" }, redirect: "manual" });
      trouble.hidden = answer.status === 204;
      if (answer.status === 204) { text.value = ""; form.elements.message_id.value = fresh(); } else if (answer.status === 409) take(await answer.text());
      else dispatchEvent(new Event("refused")); // beat.js: perhaps of another session
    } catch {
      trouble.hidden = false;
    }
    sending = false;
    allow();
    look();
  }
  function fresh() { // randomUUID is only there over HTTPS
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "note") return; // a page of its own
    event.preventDefault();
    say();
  });
  text.addEventListener("input", sign);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) { event.preventDefault(); if (!send.disabled) say(); }
  });
  allow();
  propose();
  follow(`chat-events?id=${id}`, look, 1200);
});
