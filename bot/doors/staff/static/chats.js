// The queue follows by itself; the title says how many wait.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const queue = document.getElementById("queue"), title = document.title;
  function count() {
    const waiting = Number(document.getElementById("count").dataset.waiting);
    document.title = (waiting ? `（${waiting}）` : "") + title;
  }
  async function look() {
    try {
      const answer = await fetch("chats-part", { redirect: "manual" });
      if (answer.ok) {
        const text = await answer.text();
        if (text !== queue.dataset.shown && !queue.contains(document.activeElement)) { queue.innerHTML = text; queue.dataset.shown = text; count(); }
      }
    } catch { /* beat.js tells */ }
  }
  count();
  setInterval(look, 2000);
});
