// The chat page. Everything a server or a person wrote is put in as text, never as HTML.
// Kept in sessionStorage only: the conversation's token and the choices of the page. Messages are kept nowhere.

import { $, copy, fill, make } from "./build.js";
import { addDeadlines, dateWords, withoutCards } from "./deadlines.js";
import { showSpeech, stopSpeech, toggleSpeech } from "./speech.js";

const PATIENCE = 12_000; // milliseconds until an answer counts as missing
const LONGEST = 2_000; // characters the desk reads of one message
const NEUTRAL_PAGE = "https://www.google.co.jp/";

const [root, log, text, insurer] = [document.documentElement, $("log"), $("text"), $("insurer")];
let waiting = null; // AbortController of the turn under way
let owner = "bot"; // who has the conversation, as the last answer said

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

// ---- bubbles
function addBubble(message) {
  const bubble = copy("bot-bubble");
  const [plain, easy, speak] = [".plain", ".easy", ".speak"].map((name) => bubble.querySelector(name));
  const deadlines = message.deadlines ?? [];
  fill(plain, withoutCards(message.text, deadlines));
  if (message.easy) bubble.classList.add("has-easy");
  fill(easy, message.easy);
  addDeadlines(bubble.querySelector(".deadlines"), deadlines, message.calendar);
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

// ---- one turn
function ask(shown, payload, typed = false) {
  if (waiting || !payload.trim()) return;
  const mine = copy("my-bubble");
  mine.querySelector("p").textContent = shown;
  log.append(mine);
  if (typed) text.value = "";
  // on a phone a pressed button must not open the keyboard over the answer
  if (typed || !matchMedia("(pointer: coarse)").matches) text.focus({ preventScroll: true });
  takeTurn({ id: newId(), payload, insurer: insurer.value || null }, mine, typed);
}

// a message keeps its id when it is sent again, so that the desk takes it once
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID(); // not there without TLS
  const [a, b, c, d] = crypto.getRandomValues(new Uint32Array(4)).map((n) => n >>> 0);
  const hex = [a, b, c, d].map((n) => n.toString(16).padStart(8, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

async function takeTurn(message, mine, typed) {
  const turn = new AbortController();
  setWaiting(turn);
  mine.scrollIntoView();
  try {
    const reply = await post(message, turn);
    if (waiting !== turn) return; // started afresh meanwhile
    if (!reply.messages.length && reply.owner === "bot") throw new Error("an answer without words");
    token = reply.session;
    remember("session", token);
    const bubbles = reply.messages.map(addBubble);
    owner = reply.owner;
    if (reply.busy) offerAgain(message, mine, typed, bubbles.at(-1));
  } catch {
    if (waiting !== turn) return;
    if (typed && !text.value) text.value = message.payload;
    offerAgain(message, mine, typed, addNote(navigator.onLine ? "failure" : "offline"));
  }
  setWaiting(null);
  mine.scrollIntoView();
}

async function post(message, turn) {
  const timer = setTimeout(() => turn.abort(), PATIENCE);
  try {
    const words = [...message.payload].slice(0, 2 * LONGEST).join(""); // more than is read, less than is refused
    const body = JSON.stringify({ session: token || null, text: words, insurer: message.insurer, message_id: message.id });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("api/v1/chat", { method: "POST", headers, body, signal: turn.signal });
    const reply = await answer.json();
    if (answer.status === 401 && token) {
      token = "";
      remember("session", "");
      addNote("renewed");
      return await post(message, turn);
    }
    if (answer.status === 429 && reply.messages) return { ...reply, busy: true }; // an apology that says when
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return reply;
  } finally {
    clearTimeout(timer);
  }
}

function offerAgain(message, mine, typed, bubble) {
  addButton(bubble.querySelector(".choices"), "もう一度送る", () => {
    if (waiting) return;
    bubble.remove();
    if (typed && text.value === message.payload) text.value = "";
    text.focus();
    takeTurn(message, mine, typed);
  });
}

const OWNERS = { bot: "", waiting: "担当者につないでいます。", human: "担当者が対応しています。", closed: "この会話は終わりました。" };

function setWaiting(turn) {
  waiting = turn;
  $("send").disabled = Boolean(turn);
  log.setAttribute("aria-busy", String(Boolean(turn)));
  $("status").classList.toggle("thinking", Boolean(turn));
  $("status").textContent = turn ? "考えています" : (OWNERS[owner] ?? "");
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

// The desk forgets what was told. Sent also while the page is being left; when it does not arrive, time will do it.
function wipe() {
  if (!token) return;
  fetch("api/v1/conversation", { method: "DELETE", headers: { "X-Session": token }, keepalive: true }).catch(() => {});
}

function restart() {
  waiting?.abort();
  stopSpeech();
  wipe();
  [token, owner] = ["", "bot"];
  remember("session", "");
  log.replaceChildren();
  setWaiting(null);
  addNote("greeting");
  text.focus();
}

function leave() {
  waiting?.abort();
  stopSpeech();
  wipe();
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
  $("more").addEventListener("click", () => {
    const open = $("settings").classList.toggle("open");
    $("more").setAttribute("aria-expanded", String(open));
  });
  const bars = new ResizeObserver(keepClear);
  [$("bar"), $("settings"), $("ask"), root].forEach((part) => bars.observe(part));
}

function keepClear() {
  // focus and new messages are never scrolled under the bars; without a box of its own only the name bar stays in view
  root.style.scrollPaddingTop = `${$("top").offsetHeight || $("bar").offsetHeight}px`;
  const below = getComputedStyle($("ask")).position === "sticky" ? $("ask").offsetHeight : 0;
  root.style.scrollPaddingBottom = `${below}px`;
}

start();
