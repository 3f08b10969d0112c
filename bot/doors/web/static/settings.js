// Choices of the page: easy Japanese, size, colours, insurer, printing. Kept for this tab only.

import { $ } from "./build.js";
import { recall, remember } from "./memory.js";

const root = document.documentElement;

export function setUpSettings() {
  restore();
  $("easy").addEventListener("change", ({ target }) => {
    root.classList.toggle("in-easy", target.checked);
    remember("easy", target.checked ? "on" : "");
  });
  $("size").addEventListener("change", ({ target }) => {
    root.dataset.size = target.value;
    remember("size", target.value);
  });
  $("colours").addEventListener("change", ({ target }) => {
    root.dataset.colours = target.value;
    remember("colours", target.value);
  });
  $("insurer").addEventListener("change", ({ target }) => remember("insurer", target.value));
  $("more").addEventListener("click", () => {
    const open = $("settings").classList.toggle("open");
    $("more").setAttribute("aria-expanded", String(open));
  });
  $("print").addEventListener("click", () => window.print());
  addEventListener("beforeprint", () => openAll(true));
  addEventListener("afterprint", () => openAll(false));
  keepClear();
}

function restore() {
  $("easy").checked = recall("easy") === "on";
  root.classList.toggle("in-easy", $("easy").checked);
  const size = document.querySelector(`input[name=size][value="${CSS.escape(recall("size") || "normal")}"]`);
  if (size) size.checked = true;
  root.dataset.size = size?.value ?? "normal";
  for (const name of ["colours", "insurer"]) {
    const kept = recall(name);
    if (kept && [...$(name).options].some(({ value }) => value === kept)) $(name).value = kept;
  }
  root.dataset.colours = $("colours").value;
}

// On paper nothing can be opened.
function openAll(open) {
  for (const one of document.querySelectorAll("#log details")) {
    if (open && !one.open) one.dataset.printed = "yes";
    if (open) one.open = true;
    else if (one.dataset.printed) {
      one.open = false;
      delete one.dataset.printed;
    }
  }
}

// Focus and new messages are never scrolled under the bars, and a keyboard on the screen never covers the field.
function keepClear() {
  const measure = () => {
    // without a box of its own only the name bar stays in view
    root.style.scrollPaddingTop = `${$("top").offsetHeight || $("bar").offsetHeight}px`;
    const below = getComputedStyle($("ask")).position === "sticky" ? $("ask").offsetHeight : 0;
    root.style.scrollPaddingBottom = `${below}px`;
    const seen = window.visualViewport;
    const covered = seen && seen.scale === 1 ? Math.max(0, root.clientHeight - seen.height - seen.offsetTop) : 0;
    root.style.setProperty("--covered", `${Math.round(covered)}px`);
  };
  const bars = new ResizeObserver(measure);
  [$("bar"), $("settings"), $("ask"), root].forEach((part) => bars.observe(part));
  for (const name of ["resize", "scroll"]) window.visualViewport?.addEventListener(name, measure);
}
