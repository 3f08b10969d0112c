// The chat page. Everything a server or a person wrote is put in as text, never as HTML. Messages are kept nowhere.

import { announce } from "./announce.js";
import { addBubble, addButton, addMine, heard, isAtEnd, noteOf, showEnd, titleOf } from "./bubbles.js";
import { $ } from "./build.js";
import { Ended, know, listen, missed, newId, send, startAnew, talk } from "./delivery.js";
import { setUpFrame, unread } from "./frame.js";
import { recall } from "./memory.js";
import { setUpSettings } from "./settings.js";
import { showSpeech, stopSpeech } from "./speech.js";

const LONGEST = 2_000; // characters the desk reads of one message
const LATER = [1_500, 4_000, 9_000]; // milliseconds until an answer that was under way at a reload may be there

const [log, text, insurer] = [$("log"), $("text"), $("insurer")];
let waiting = null; // AbortController of the turn under way
let looking = false; // what was missed is being fetched
let moved = false; // the reader has scrolled since the question

// ---- what is shown
function addNote(name, loud = true) {
  const note = noteOf(name);
  if (loud) announce(`案内：${heard(note)}`);
  return addBubble(note, { press: ask, whole: true }); // whom to call is never behind a word
}

function addReply(messages, seq, { loud = true, before = null, staff = false } = {}) {
  const judged = seq > 0 && !talk.careful && !staff;
  const bubbles = messages.map((message, place) =>
    addBubble(message, {
      press: ask, before, staff, whole: talk.careful,
      judge: judged && message.topic ? (yes) => judge(seq, place, yes) : null,
    }),
  );
  if (loud && messages.length) {
    announce(`${staff ? "担当者" : "案内"}：${[...messages.map(heard), pointing()].filter(Boolean).join("\n")}`);
    unread(messages.length);
  }
  return bubbles;
}

// Where the exit is, told once: with the first answer of careful mode.
function pointing() {
  if (!talk.careful || !$("careful").hidden) return "";
  $("careful").hidden = false;
  return $("careful").querySelector(".plain").textContent;
}

function judge(seq, place, yes) {
  announce("ありがとうございました。");
  const body = JSON.stringify({ session: talk.session, seq, place, helped: yes });
  fetch("api/v1/helpful", { method: "POST", headers: { "Content-Type": "application/json" }, body })
    .then(() => { if (!yes) look(); }) // the desk may ask something
    .catch(() => {});
}

function showState() {
  const owners = { bot: "", waiting: "担当者につないでいます。", human: "担当者が対応しています。", closed: "この会話は終わりました。" };
  if (!waiting) $("status").textContent = owners[talk.owner] ?? "";
  const writes = talk.owner === "human" && talk.writing ? "担当者が書いています" : "";
  if ($("writing").textContent !== writes) $("writing").textContent = writes;
  listen(hear);
}

// ---- one turn
function ask(shown, payload, typed = false) {
  if (waiting || !payload.trim()) return;
  const mine = addMine(shown);
  if (typed) text.value = "";
  // on a phone a pressed button must not open the keyboard over the answer
  if (typed || !matchMedia("(pointer: coarse)").matches) text.focus({ preventScroll: true });
  takeTurn({ id: newId(), payload, insurer: insurer.value || null }, mine, typed);
}

async function takeTurn(message, mine, typed) {
  const turn = new AbortController();
  setWaiting(turn);
  mine.scrollIntoView();
  moved = false;
  try {
    const reply = await answerTo(message, turn);
    if (waiting !== turn) return; // started afresh meanwhile
    if (reply.seq > talk.seq + 1 && talk.seq && (!talk.careful || talk.owner !== "bot")) await catchUp(reply.seq - 1, mine);
    if (!reply.messages.length && reply.owner === "bot") throw new Error("an answer without words");
    // a reply that was not counted does not know whose the conversation is
    know(reply.seq || reply.owner === "closed" ? reply : { ...reply, owner: talk.owner });
    const bubbles = addReply(reply.messages, reply.busy ? 0 : reply.seq);
    if (reply.busy) offerAgain(message, mine, typed, bubbles.at(-1));
  } catch {
    if (waiting !== turn) return;
    if (typed && !text.value) text.value = message.payload;
    offerAgain(message, mine, typed, addNote(navigator.onLine ? "failure" : "offline"));
  }
  setWaiting(null);
  if (!moved) mine.scrollIntoView(); // whoever reads elsewhere stays there
  if (talk.owner !== "bot") look();
}

async function answerTo(message, turn) {
  const again = (on) => {
    if (waiting === turn) $("status").textContent = on ? "つながりにくいため、送り直しています" : "考えています";
  };
  try {
    return await send(message, turn.signal, again);
  } catch (fault) {
    if (!(fault instanceof Ended)) throw fault;
    startAnew();
    addNote("renewed");
    return await send(message, turn.signal, again);
  }
}

function offerAgain(message, mine, typed, bubble) {
  addButton(bubble, "もう一度送る", () => {
    if (waiting) return;
    bubble.remove();
    if (typed && text.value === message.payload) text.value = "";
    text.focus();
    takeTurn(message, mine, typed);
  });
}

function setWaiting(turn) {
  waiting = turn;
  $("send").disabled = Boolean(turn);
  log.setAttribute("aria-busy", String(Boolean(turn)));
  $("status").classList.toggle("thinking", Boolean(turn));
  if (turn) $("status").textContent = "考えています";
  showState();
}

// ---- what was said elsewhere or before: in another tab, by staff, before a reload
function hear(news, { upTo = Infinity, before = null, loud = true } = {}) {
  if (waiting && upTo === Infinity) return 0; // the turn under way brings it, and what stands before
  const lines = news.spoken.filter(({ seq }) => seq > talk.seq && seq <= upTo);
  const follows = loud && upTo === Infinity && isAtEnd();
  const shown = [];
  for (const { seq, said, messages, owner } of lines) {
    const staff = !said && owner !== "bot";
    if (said) addMine(titleOf(said), before);
    know({ seq, owner, careful: news.careful });
    shown.push(...addReply(messages, seq, { before, staff, loud }));
  }
  if (upTo === Infinity) know(news);
  showState();
  if (follows && (lines.length || talk.writing)) showEnd(shown[0]);
  return lines.length;
}

async function catchUp(upTo = Infinity, before = null, loud = true) {
  try {
    return hear(await missed(), { upTo, before, loud });
  } catch (fault) {
    if (fault instanceof Ended && !waiting && upTo === Infinity) {
      startAnew();
      addNote("elsewhere");
    }
    return 0;
  }
}

async function goOn() {
  const pending = recall("sending");
  const seen = talk.seq;
  [talk.seq, looking] = [0, true];
  const found = await catchUp(Infinity, null, false);
  looking = false;
  if (!found && talk.session && !waiting) {
    talk.seq = Math.max(talk.seq, seen);
    addNote("continued", false);
  }
  log.lastElementChild?.scrollIntoView();
  if (pending) for (const after of LATER) setTimeout(look, after); // its answer may still be on its way
}

async function look() {
  if (!talk.session || waiting || looking || document.hidden || (talk.careful && talk.owner === "bot")) return;
  looking = true;
  await catchUp();
  looking = false;
}

// ---- beginning anew
// The desk forgets what was told; when this does not arrive, time will do it.
async function erase(session) {
  const options = { method: "DELETE", headers: { "X-Session": session }, keepalive: true };
  const answer = await fetch("api/v1/conversation", options).catch(() => null);
  if (!answer || answer.status < 500 || quickExit.gone) return;
  const bubble = addNote("unerased");
  addButton(bubble, "もう一度消す", () => {
    bubble.remove();
    text.focus();
    erase(session);
  });
}

function restart() {
  waiting?.abort();
  stopSpeech();
  if (talk.session) erase(talk.session);
  startAnew();
  log.replaceChildren();
  setWaiting(null);
  addNote("greeting");
  text.focus();
}

function start() {
  setUpSettings();
  setUpFrame();
  addNote("greeting", false);
  if (talk.session) goOn();
  quickExit.session = talk.session;
  addEventListener("quickexit", () => {
    waiting?.abort();
    waiting = null;
    Object.assign(talk, { session: "", owner: "closed" });
    listen(hear);
  });
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
  $("restart").addEventListener("click", restart);
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // an address of its own would stand in the history
    text.focus();
  });
  for (const name of ["wheel", "touchmove", "pointerdown"]) addEventListener(name, () => { moved = true; }, { passive: true });
  addEventListener("keydown", ({ key }) => { moved ||= /^(?:Page|Home|End|Arrow)/.test(key); });
  for (const name of ["online", "focus", "pageshow"]) addEventListener(name, look);
  document.addEventListener("visibilitychange", look);
}

start();
