// Says every 15 seconds that this page is open, and tells when the session is over. What was written stays, and can be sent when the
// same person has signed in again in another window: the forms then carry the field of the new session.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const away = document.getElementById("away"), meta = (name) => document.querySelector(`meta[name=${name}]`);
  function renew(form) {
    if (form === meta("form").content) return;
    meta("form").content = form;
    for (const field of document.querySelectorAll("input[name=form]")) field.value = form;
    dispatchEvent(new Event("renewed"));
  }
  async function beat() {
    try {
      const answer = await fetch("beat", { method: "POST", redirect: "manual" });
      const mine = answer.status === 204 && answer.headers.get("X-Staff-Name") === meta("who").content;
      if (mine) renew(answer.headers.get("X-Staff-Form"));
      away.hidden = mine;
    } catch {
      away.hidden = false;
    }
  }
  setInterval(beat, 15000);
  addEventListener("refused", beat);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) beat(); });
});
