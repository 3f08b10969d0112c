// Leaving in an instant: すぐに閉じる, or Shift three times. Loaded before everything else and needs nothing of it, so that it
// works while the page is still loading, when the rest fails, and without a line.
(() => {
  const NEUTRAL = "https://www.google.co.jp/";
  const TIMES = 3, WITHIN = 3000; // Shift presses, milliseconds between two of them
  const BLANK = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";
  const exit = { session: "", gone: false, leave };
  globalThis.quickExit = exit;
  let pressed = 0, last = 0;

  function leave() {
    if (!exit.gone) {
      exit.gone = true;
      cover(); // before anything that could take time or fail
      const session = exit.session || kept();
      for (const step of [() => wipe(session), () => sessionStorage.clear(), () => speechSynthesis.cancel(), tell]) {
        try { step(); } catch { /* the next one still counts */ }
      }
    }
    if (window.parent === window) return location.replace(NEUTRAL);
    // the page around covers itself and goes; when nobody there does it, this frame takes the whole window along
    setTimeout(() => { try { window.top.location.replace(NEUTRAL); } catch { /* not allowed to: white all the same */ } }, 100);
  }

  function cover() {
    document.title = "読み込み中";
    for (const icon of document.querySelectorAll("link[rel~=icon]")) icon.href = BLANK;
    const root = document.documentElement;
    root.className = "";
    root.style.setProperty("background", "#fff", "important");
    root.style.setProperty("color-scheme", "light");
    document.body?.replaceChildren();
    document.body?.style.setProperty("background", "#fff", "important");
  }

  function kept() {
    try { return sessionStorage.getItem("session") ?? ""; } catch { return ""; }
  }

  function wipe(session) {
    if (!session) return;
    const body = JSON.stringify({ session });
    const sent = navigator.sendBeacon?.("api/v1/conversation/end", new Blob([body], { type: "application/json" }));
    if (!sent) fetch("api/v1/conversation/end", { method: "POST", body, keepalive: true, headers: { "Content-Type": "application/json" } }).catch(() => {});
  }

  function tell() {
    dispatchEvent(new Event("quickexit"));
    if (window.parent !== window) window.parent.postMessage({ mynadesk: "exit" }, "*"); // says nothing but that somebody leaves
  }

  function count(event) {
    if (event.key !== "Shift" || event.repeat) {
      if (event.key !== "Shift") pressed = 0;
      return;
    }
    pressed = event.timeStamp - last > WITHIN ? 1 : pressed + 1;
    last = event.timeStamp;
    if (pressed >= TIMES) return leave();
    const says = document.getElementById("leaving");
    if (!says) return;
    says.textContent = pressed > 1 ? "もう1回 Shift で閉じます" : "";
    setTimeout(() => event.timeStamp === last && (says.textContent = ""), WITHIN);
  }

  addEventListener("keydown", count, true);
  addEventListener("pointerdown", () => { pressed = 0; }, true);
  addEventListener("click", (event) => event.target.closest?.("#leave") && leave(), true);
  addEventListener("message", (event) => event.source === window.parent && event.data?.mynadesk === "leave" && leave());
  addEventListener("pageshow", (event) => event.persisted && exit.gone && leave()); // never shown again, wherever it was kept
})();
