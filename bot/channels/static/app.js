// The chat page. Everything a server or a person wrote is put in as text, never as HTML.
// Kept in sessionStorage only: the conversation's token and the choices of the page. Messages are kept nowhere.

const PATIENCE = 12_000; // milliseconds until an answer counts as missing
const LONGEST = 2_000; // characters the desk reads of one message
const NEUTRAL_PAGE = "https://www.google.co.jp/";
const PHONE = /0\d{1,4}-\d{1,4}-\d{2,5}|#\d{4}|1(?:10|18|19|88|89)(?=番)/g;

const $ = (id) => document.getElementById(id);
const [root, log, text, insurer] = [document.documentElement, $("log"), $("text"), $("insurer")];
let waiting = null; // AbortController of the turn under way
let speaking = null; // the pressed 読み上げ button

// ---- what the tab remembers (storage may be switched off: then nothing is remembered)
function remember(key, value) {
  try {
    value ? sessionStorage.setItem(key, value) : sessionStorage.removeItem(key);
  } catch { /* the page works without */ }
}
function recall(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
let token = recall("session");

// ---- building the page
function make(tag, className, content) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (content !== undefined) node.textContent = content;
  return node;
}

function copy(template) {
  return $(template).content.firstElementChild.cloneNode(true);
}

function fill(node, content) {
  if (content) node.append(...withPhones(content));
  else node.remove();
}

function withPhones(content) {
  const parts = [];
  let from = 0;
  for (const found of content.matchAll(PHONE)) {
    const end = found.index + found[0].length;
    // part of a longer row of digits: a date or some other number
    if (/[\d-]/.test(content.charAt(found.index - 1) + content.charAt(end))) continue;
    const link = make("a", "phone", found[0]);
    link.href = `tel:${encodeURIComponent(found[0])}`;
    parts.push(content.slice(from, found.index), link);
    from = end;
  }
  return [...parts, content.slice(from)];
}

function addBubble(message) {
  const bubble = copy("bot-bubble");
  const [plain, easy, speak] = [".plain", ".easy", ".speak"].map((name) => bubble.querySelector(name));
  const deadlines = message.deadlines ?? [];
  fill(plain, withoutReckoning(message.text, deadlines));
  if (message.easy) bubble.classList.add("has-easy");
  fill(easy, message.easy);
  addDeadlines(bubble.querySelector(".deadlines"), deadlines, message.text);
  addSources(bubble.querySelector(".sources"), message.sources ?? []);
  const choices = bubble.querySelector(".choices");
  for (const { title, payload } of message.buttons ?? []) {
    addButton(choices, title, () => ask(title, payload));
  }
  speak.addEventListener("click", () => toggleSpeech(speak, message.speech || message.text));
  log.append(bubble);
  return bubble;
}

function addButton(place, title, press) {
  const button = make("button", "choice", title);
  button.type = "button";
  button.addEventListener("click", press);
  place.append(button);
}

function addNote(template) {
  const [plain, easy] = [...$(template).content.querySelectorAll("p")].map((p) => p.textContent);
  const buttons = [...$(template).content.querySelectorAll("button")].map((b) => ({ title: b.textContent, payload: b.value }));
  return addBubble({ text: plain, easy, speech: plain, buttons });
}

function addSources(place, sources) {
  if (!sources.length) return place.remove();
  for (const { title, section, verified_on, url } of sources) {
    const item = make("li");
    if (/^https?:\/\//.test(url ?? "")) {
      const link = make("a", "", title);
      Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer" });
      link.append(make("span", "unseen", "（別の画面で開きます）"));
      item.append(link);
    } else {
      item.append(title);
    }
    item.append(section ? `、${section}` : "", make("span", "verified", `確認日 ${dateWords(verified_on)}`));
    place.querySelector("ul").append(item);
  }
}

// ---- days and deadlines: "today" is never this computer's clock, it follows from the desk's own days_left
const asDay = (iso) => Date.parse(iso) / 86_400_000; // date-only ISO is read as UTC: whole days
const asIso = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

function dateWords(iso, withYear = true) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${withYear ? `${year}年` : ""}${month}月${day}日`;
}

function dayWords(iso, withYear = true) {
  return `${dateWords(iso, withYear)}（${"日月火水木金土"[new Date(iso).getUTCDay()]}）`;
}

function leftWords({ days_left: days }) {
  if (days === null || days === undefined) return "";
  if (days < 0) return `${-days}日前に過ぎました`;
  return days === 0 ? "今日までです" : `あと${days}日`;
}

function withoutReckoning(content, deadlines) {
  // the cards show how each day was counted, so those very lines need not stand in the text as well
  const steps = new Set(deadlines.flatMap((deadline) => deadline.derivation.map((step) => `・${step}`)));
  const lines = content.split("\n");
  return lines.filter((line) => !(steps.size && (steps.has(line) || line === "【数え方】"))).join("\n");
}

function addDeadlines(place, deadlines, said) {
  if (!deadlines.length) return place.remove();
  const dated = deadlines.filter(({ due, days_left }) => due && days_left !== null);
  if (dated.length > 1) place.append(drawTimeline(dated, deadlines));
  deadlines.forEach((deadline, index) => {
    const card = copy("deadline-card");
    const find = (name) => card.querySelector(name);
    card.classList.add(deadline.state || "open");
    find("h2").textContent = deadlines.length > 1 ? `${index + 1}　${deadline.name}` : deadline.name;
    if (deadline.due) {
      find(".due").append(make("strong", "", `${dayWords(deadline.due)}まで`), make("span", "left", leftWords(deadline)));
    } else if (deadline.opens) {
      find(".due").append(make("strong", "", `${dayWords(deadline.opens)}から`));
    } else {
      find(".due").remove();
    }
    const safe = deadline.recommended_by && deadline.state !== "over";
    fill(find(".safe"), safe ? `安心なのは ${dayWords(deadline.recommended_by)}まで` : "");
    const extra = [deadline.consequence, deadline.action, ...(deadline.notes ?? [])];
    fill(find(".extra"), extra.filter((line) => line && !said.includes(line)).join("\n"));
    for (const step of deadline.derivation) find("ol").append(make("li", "", step));
    if (!deadline.derivation.length) find("details").remove();
    place.append(card);
  });
}

function drawTimeline(dated, all) {
  const today = asDay(dated[0].due) - dated[0].days_left;
  const days = [today, ...dated.map(({ due }) => asDay(due))];
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const at = (day) => 4 + (92 * (day - first)) / Math.max(last - first, 1); // percent of the width
  const [now, side] = [at(today), at(today) > 50 ? "end" : "start"]; // the word stays inside the picture
  const rows = dated.map((one) => `${all.indexOf(one) + 1} ${one.name}、${dayWords(one.due)}まで、${leftWords(one)}。`);
  const picture = svg("svg", { class: "timeline", role: "img", height: `${dated.length * 2.75 + 2}rem` });
  picture.setAttribute("aria-label", `期限の図。今日は${dayWords(asIso(today))}。${rows.join("")}`);
  picture.append(
    svg("line", { class: "today", x1: `${now}%`, x2: `${now}%`, y1: "1.5rem", y2: "100%" }),
    svg("text", { x: `${now}%`, y: "1.1rem", "text-anchor": side }, `今日 ${dayWords(asIso(today), false)}`),
  );
  dated.forEach((one, index) => {
    const [due, top] = [at(asDay(one.due)), index * 2.75 + 2];
    const words = `${all.indexOf(one) + 1}　${dayWords(one.due, false)}まで　${leftWords(one)}`;
    const bar = { x: `${Math.min(now, due)}%`, width: `${Math.abs(due - now)}%`, y: `${top + 1.5}rem`, height: ".5rem" };
    picture.append(
      svg("text", { x: "7%", y: `${top + 1}rem` }, words),
      svg("rect", { class: `bar ${one.state}`, ...bar }),
      svg("circle", { class: `dot ${one.state}`, cx: `${due}%`, cy: `${top + 1.75}rem`, r: ".45rem" }),
    );
  });
  return picture;
}

function svg(tag, attributes, content) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (content) node.textContent = content;
  return node;
}

// ---- one turn
function ask(shown, payload, typed = false) {
  if (waiting || !payload.trim()) return;
  const mine = copy("my-bubble");
  mine.querySelector("p").textContent = shown;
  log.append(mine);
  if (typed) text.value = "";
  takeTurn(payload, mine, typed);
}

async function takeTurn(payload, mine, typed) {
  const turn = new AbortController();
  setWaiting(turn);
  mine.scrollIntoView();
  let owner = "bot";
  try {
    const reply = await post(payload, turn);
    if (waiting !== turn) return; // started afresh meanwhile
    token = reply.session;
    remember("session", token);
    reply.messages.forEach(addBubble);
    owner = reply.owner;
  } catch {
    if (waiting !== turn) return;
    if (typed && !text.value) text.value = payload;
    offerAgain(payload, mine, typed);
  }
  setWaiting(null, owner);
  mine.scrollIntoView();
}

async function post(payload, turn) {
  const timer = setTimeout(() => turn.abort(), PATIENCE);
  try {
    const body = JSON.stringify({ session: token || null, text: payload, insurer: insurer.value || null });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("api/v1/chat", { method: "POST", headers, body, signal: turn.signal });
    const reply = await answer.json();
    if (answer.status === 401 && token) {
      token = "";
      remember("session", "");
      addNote("renewed");
      return await post(payload, turn);
    }
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return reply;
  } finally {
    clearTimeout(timer);
  }
}

function offerAgain(payload, mine, typed) {
  const bubble = addNote(navigator.onLine ? "failure" : "offline");
  addButton(bubble.querySelector(".choices"), "もう一度送る", () => {
    if (waiting) return;
    bubble.remove();
    if (typed && text.value === payload) text.value = "";
    text.focus();
    takeTurn(payload, mine, typed);
  });
}

const OWNERS = { bot: "", waiting: "担当者につないでいます。", human: "担当者が対応しています。", closed: "この会話は終わりました。" };

function setWaiting(turn, owner = "bot") {
  waiting = turn;
  $("send").disabled = Boolean(turn);
  log.setAttribute("aria-busy", String(Boolean(turn)));
  $("status").classList.toggle("thinking", Boolean(turn));
  $("status").textContent = turn ? "考えています" : (OWNERS[owner] ?? "");
}

// ---- reading aloud: only with a Japanese voice of this device, so that no text goes to a voice service
function japaneseVoice() {
  return globalThis.speechSynthesis?.getVoices().find(({ lang, localService }) => localService && lang.startsWith("ja"));
}

function showSpeech() {
  root.classList.toggle("can-speak", Boolean(japaneseVoice()));
}

function stopSpeech() {
  globalThis.speechSynthesis?.cancel();
  speaking?.setAttribute("aria-pressed", "false");
  speaking = null;
}

function toggleSpeech(button, words) {
  const again = speaking === button;
  stopSpeech();
  if (again) return;
  speaking = button;
  button.setAttribute("aria-pressed", "true");
  const speech = new SpeechSynthesisUtterance(words);
  Object.assign(speech, { lang: "ja-JP", voice: japaneseVoice() });
  speech.onend = speech.onerror = () => speaking === button && stopSpeech();
  speechSynthesis.speak(speech);
}

// ---- choices of the page
function setEasy(on) {
  log.setAttribute("aria-live", "off"); // old messages change their words: they are not news
  root.classList.toggle("in-easy", on);
  remember("easy", on ? "on" : "");
  setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
}

function setSize(size) {
  root.dataset.size = size;
  remember("size", size);
}

function restart() {
  waiting?.abort();
  stopSpeech();
  token = "";
  remember("session", "");
  log.replaceChildren();
  setWaiting(null);
  addNote("greeting");
  text.focus();
}

function leave() {
  waiting?.abort();
  stopSpeech();
  try {
    sessionStorage.clear();
  } catch { /* nothing was kept */ }
  log.replaceChildren();
  $("ask").reset();
  location.replace(NEUTRAL_PAGE);
}

function restoreChoices() {
  $("easy").checked = recall("easy") === "on";
  root.classList.toggle("in-easy", $("easy").checked);
  const size = document.querySelector(`input[name=size][value="${CSS.escape(recall("size") || "normal")}"]`);
  if (size) size.checked = true;
  root.dataset.size = size?.value ?? "normal";
  insurer.value = recall("insurer");
  if (insurer.selectedIndex < 0) insurer.value = "";
  $("more").open = matchMedia("(min-width: 46rem)").matches;
}

function start() {
  restoreChoices();
  addNote("greeting");
  if (token) addNote("continued");
  showSpeech();
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", showSpeech);
  $("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    ask(text.value, text.value, true);
    text.focus();
  });
  text.addEventListener("keydown", (event) => {
    // while a Japanese word is being converted, Enter only confirms it (229: the same in Safari)
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    $("ask").requestSubmit();
  });
  text.addEventListener("input", () => {
    const words = text.value.length > LONGEST ? "2,000文字を超えています。はじめの2,000文字だけを読みます。" : "";
    if ($("limit").textContent !== words) $("limit").textContent = words;
  });
  $("easy").addEventListener("change", (event) => setEasy(event.target.checked));
  $("size").addEventListener("change", (event) => setSize(event.target.value));
  insurer.addEventListener("change", () => remember("insurer", insurer.value));
  $("restart").addEventListener("click", restart);
  $("leave").addEventListener("click", leave);
  const keepClear = () => {
    // focus and new messages are never scrolled under the bars
    root.style.scrollPaddingTop = getComputedStyle($("top")).position === "sticky" ? `${$("top").offsetHeight}px` : "4rem";
    root.style.scrollPaddingBottom = `${$("ask").offsetHeight}px`;
  };
  new ResizeObserver(keepClear).observe($("top"));
  new ResizeObserver(keepClear).observe($("ask"));
}

start();
