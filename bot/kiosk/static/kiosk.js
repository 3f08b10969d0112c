// Draws the views that the agent sends, and sends back which key was pressed. Decides nothing and keeps nothing.

const find = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";
let last = {};
let sending = Promise.resolve();

function make(tag, words, name) {
  const node = document.createElement(tag);
  if (words) node.textContent = words;
  if (name) node.className = name;
  return node;
}

function svg(tag, attributes, words) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (words) node.textContent = words;
  return node;
}

function press(key) {
  const body = JSON.stringify({ key });
  const send = () => fetch("/press", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  sending = sending.then(send).catch(() => {}); // one after the other: letters must not change places
}

function button({ id, label, look }) {
  if (!id) return make("span", "", "gap");
  const node = make("button", label, look);
  node.type = "button";
  node.dataset.key = id;
  return node;
}

function changed(name, value) {
  const now = JSON.stringify(value);
  const same = last[name] === now;
  last[name] = now;
  return !same;
}

function fill(place, nodes) {
  place.replaceChildren(...nodes);
  place.hidden = nodes.length === 0;
}

// 「漢字（かんじ）」 of easy Japanese becomes small letters above the word
function withRuby(line, tag) {
  const node = make(tag);
  for (const piece of line.split(/([一-鿿々〆]+（[ぁ-ゖー]+）)/)) {
    const read = /^(.+)（([ぁ-ゖー]+)）$/.exec(piece);
    if (!read) node.append(piece);
    else {
      const ruby = make("ruby", read[1]);
      ruby.append(make("rt", read[2]));
      node.append(ruby);
    }
  }
  return node;
}

function bars(list) {
  return list.map((bar) => {
    const row = make("div", "", `bar ${bar.state}`);
    const picture = svg("svg", { role: "presentation", width: "100%", height: "34" });
    const [from, to] = [Math.min(bar.today, bar.day), Math.max(bar.today, bar.day)].map((at) => 3 + at * 0.94);
    picture.append(
      svg("line", { class: "road", x1: "3%", x2: "97%", y1: 17, y2: 17 }),
      svg("rect", { class: "left", x: `${from}%`, width: `${to - from}%`, y: 11, height: 12 }),
      svg("rect", { class: "now", x: `${3 + bar.today * 0.94}%`, y: 2, width: 5, height: 30 }),
      svg("circle", { class: "day", cx: `${3 + bar.day * 0.94}%`, cy: 17, r: 12 }),
    );
    row.append(make("p", bar.words), picture);
    return row;
  });
}

function code(rows, words) {
  const place = find("code");
  place.hidden = rows.length === 0;
  place.querySelector("svg")?.remove();
  place.querySelector("figcaption").textContent = words;
  if (place.hidden) return;
  const size = rows.length;
  const dark = rows.flatMap((row, y) => [...row].map((one, x) => (one === "1" ? `M${x} ${y}h1v1h-1z` : "")));
  const picture = svg("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": words });
  picture.append(svg("rect", { class: "light", width: size, height: size }), svg("path", { d: dark.join("") }));
  place.prepend(picture);
}

function draw(view) {
  document.body.className = `${view.screen} ${view.large ? "large" : ""} ${view.busy ? "busy" : ""}`;
  find("main").setAttribute("aria-busy", String(view.busy));
  find("title").textContent = view.title;
  find("today").textContent = view.today;
  if (changed("notices", view.notices)) fill(find("notices"), view.notices.map((one) => make("p", one)));
  if (changed("bars", view.bars)) fill(find("bars"), bars(view.bars));
  if (changed("lines", view.lines)) {
    fill(find("lines"), view.lines.map((one) => withRuby(one, "p")));
    find("told").scrollTop = 0;
  }
  if (changed("code", view.code)) code(view.code, view.code_words);
  if (changed("keys", view.keys)) fill(find("keys"), view.keys.map(button));
  if (changed("always", view.always)) fill(find("always"), view.always.map(button));
  if (changed("board", view.board)) fill(find("board"), view.board.map((row) => {
    const line = make("div", "", "row");
    line.append(...row.map(button));
    return line;
  }));
  find("draft").hidden = view.draft === null;
  find("draft").textContent = view.draft ?? "";
  if (changed("screen", view.screen)) find("title").focus({ preventScroll: true });
}

function blank() {
  last = {};
  for (const id of ["title", "today", "notices", "bars", "lines", "keys", "always", "board", "draft"]) find(id).replaceChildren();
  code([], "");
  document.body.className = "blank";
}

document.addEventListener("click", (event) => {
  const key = event.target.closest("[data-key]")?.dataset.key;
  if (key) press(key);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return event.preventDefault();
  if (/^(F\d+|BrowserBack|BrowserHome|Escape)$/.test(event.key)) event.preventDefault();
  if (event.isComposing || event.target.closest("button") && [" ", "Enter"].includes(event.key)) return;
  if (event.key === "Enter") press("send");
  else if (event.key === "Backspace") press("delete");
  else if (event.key.length === 1) press(`type:${event.key}`);
});
for (const name of ["contextmenu", "dragstart", "dragover", "drop", "wheel"]) {
  document.addEventListener(name, (event) => (name !== "wheel" || event.ctrlKey) && event.preventDefault(), { passive: false });
}

const views = new EventSource("/events");
views.onmessage = ({ data }) => draw(JSON.parse(data));
views.onerror = blank; // the visit's process has gone, and nothing of it stays on the screen
