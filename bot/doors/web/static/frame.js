// The page inside a frame of an insurer's own page (widget.js around it). Nothing that was said goes to the page around:
// only that there is something new, that the reader wants it small, or leaves.

import { $ } from "./build.js";

const framed = window.parent !== window;
let hidden = false; // the page around has folded this one away

function tell(what, more = {}) {
  if (framed) window.parent.postMessage({ mynadesk: what, ...more }, "*");
}

export function unread(count) {
  if (hidden) tell("unread", { count });
}

export function setUpFrame() {
  if (!framed) return;
  $("fold")?.addEventListener("click", () => tell("fold"));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) tell("fold");
  });
  addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || !data) return;
    if (data.mynadesk === "opened") $("text").focus();
    if (data.mynadesk === "opened" || data.mynadesk === "folded") hidden = data.mynadesk === "folded";
  });
  tell("ready");
}
