// The help desk on an insurer's own page: <script src="…/widget-NAME.js" async></script>, and nothing else. A button, and behind
// it a frame with the chat page. Styles of either page do not reach the other; nothing of the conversation comes out here.
(() => {
  const site = globalThis.mynadeskSite ?? {}; // replaced by the desk
  const base = new URL(".", document.currentScript.src);
  const NEUTRAL = "https://www.google.co.jp/";
  const KEPT = "mynadesk-open";
  const small = matchMedia("(max-width: 40rem), (max-height: 30rem)");
  const side = site.position === "left" ? "left" : "right";
  let [frame, open, unread, shifts, last] = [null, false, 0, 0, 0];

  const host = document.createElement("div");
  set(host, { all: "initial" });
  const inside = host.attachShadow({ mode: "closed" });
  const button = document.createElement("button");
  button.type = "button";
  button.addEventListener("click", () => show(!open));
  inside.append(button);

  function set(node, styles) { // by script: a strict policy of the page forbids style attributes in HTML, not this
    for (const [name, value] of Object.entries(styles)) node.style.setProperty(name, value);
  }

  function draw() {
    set(button, {
      display: open && small.matches ? "none" : "block", position: "fixed", bottom: "16px", [side]: "16px", "z-index": "2147483646",
      "min-height": "48px", "max-width": "calc(100vw - 32px)", padding: "10px 18px", border: "2px solid #fff", "border-radius": "999px",
      font: "bold 16px/1.3 system-ui, sans-serif", color: "#fff", background: site.accent || "#0b5a7a", cursor: "pointer",
      "box-shadow": "0 2px 10px rgb(0 0 0 / .35)",
    });
    button.textContent = open ? "案内を小さくする" : unread ? `${site.name}（新しい返事 ${unread}）` : site.name;
    button.setAttribute("aria-expanded", String(open));
    if (!frame) return;
    const place = small.matches
      ? { inset: "0", width: "100%", height: "100%", "border-radius": "0", border: "0" }
      : { inset: "auto", [side]: "16px", bottom: "80px", width: "400px", height: "min(640px, calc(100vh - 110px))", "border-radius": "14px", border: "1px solid #667" };
    set(frame, { display: open ? "block" : "none", position: "fixed", "z-index": "2147483647", background: "#fff", ...place });
  }

  function show(wanted, focus = true) {
    open = wanted;
    if (open) unread = 0;
    if (open && !frame) {
      frame = document.createElement("iframe");
      frame.title = site.name;
      frame.src = new URL(`widget-${site.id}`, base).href;
      inside.append(frame);
    }
    keep(open);
    draw();
    tell(open ? "opened" : "folded");
    if (open && focus) frame.focus();
    if (!open && focus) button.focus();
  }

  function tell(what) {
    frame?.contentWindow?.postMessage({ mynadesk: what }, base.origin);
  }

  function keep(value) {
    try {
      value ? sessionStorage.setItem(KEPT, "yes") : sessionStorage.removeItem(KEPT);
    } catch { /* works without */ }
  }

  function leave(wait = 0) { // the whole page: whoever looks over a shoulder sees the page around as well
    document.title = "読み込み中";
    document.querySelectorAll("link[rel~=icon]").forEach((one) => one.remove());
    document.documentElement.style.setProperty("background", "#fff", "important");
    const cover = document.createElement("div");
    set(cover, { position: "fixed", inset: "0", background: "#fff", "z-index": "2147483647" });
    document.body.append(cover);
    frame && set(frame, { display: "none" });
    set(button, { display: "none" });
    keep(false);
    setTimeout(() => location.replace(NEUTRAL), wait);
  }

  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== base.origin || !data) return;
    if (data.mynadesk === "ready") tell(open ? "opened" : "folded");
    if (data.mynadesk === "fold") show(false);
    if (data.mynadesk === "exit") leave();
    if (data.mynadesk === "unread" && !open) {
      unread += Number(data.count) || 1;
      draw();
    }
  });
  addEventListener("keydown", (event) => {
    if (!frame || event.repeat) return;
    if (event.key !== "Shift") return void (shifts = 0);
    shifts = event.timeStamp - last > 3000 ? 1 : shifts + 1;
    last = event.timeStamp;
    if (shifts >= 3) {
      tell("leave"); // it ends the conversation at the desk
      leave(50);
    }
  }, true);
  small.addEventListener("change", draw);

  function begin() {
    document.body.append(host);
    draw();
    let kept = "";
    try { kept = sessionStorage.getItem(KEPT); } catch { /* works without */ }
    if (kept) show(true, false);
  }
  document.body ? begin() : addEventListener("DOMContentLoaded", begin);
})();
