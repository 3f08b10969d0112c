// The queue follows by itself; the title says how many wait.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const queue = document.getElementById("queue"), title = document.title;
  let late = false;
  function count() {
    const waiting = Number(document.getElementById("count").dataset.waiting);
    document.title = (waiting ? `（${waiting}）` : "") + title;
  }
  async function look() {
    try {
      const answer = await fetch("chats-part", { redirect: "manual" });
      if (answer.ok) {
        const text = await answer.text();
        late = queue.contains(document.activeElement); // nothing moves under somebody's finger
        if (text !== queue.dataset.shown && !late) { queue.innerHTML = text; queue.dataset.shown = text; count(); }
      }
    } catch { /* beat.js tells */ }
  }
  queue.addEventListener("focusout", () => { if (late) setTimeout(look); });
  count();
  follow("chats-events", look, 2000);
});
