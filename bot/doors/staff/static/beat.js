// Says every 15 seconds that this page is open, and tells when the session is over. What was written stays.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const away = document.getElementById("away");
  async function beat() {
    try {
      const answer = await fetch("beat", { method: "POST", redirect: "manual" });
      away.hidden = answer.status === 204;
    } catch {
      away.hidden = false;
    }
  }
  setInterval(beat, 15000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
});
