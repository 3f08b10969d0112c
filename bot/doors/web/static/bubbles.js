// Replies as bubbles: their parts, forms, sources, buttons and the question whether they helped.

import { $, copy, make, withoutReadings, withPhones, withRuby } from "./build.js";
import { addDeadlines, dateWords, withoutCards } from "./deadlines.js";
import { toggleSpeech } from "./speech.js";

const ANSWER = 2; // sentences of an answer that are seen at once
const WORTH = 60; // characters behind くわしく, at least
const WHOLE = /^(?:dv_|loss$|out_of_scope$)/; // topics of which nothing is folded away
const FOLDED = new Set(["lead", "statement"]);

const log = $("log");
const titles = new Map(); // payloads of buttons that were shown, with their titles

export const titleOf = (payload) => titles.get(payload) ?? payload;

// `press(title, payload)`: a button was pressed; `judge(yes)`: the answer helped or not, where that is asked; `whole`: nothing is
// folded away; `staff`: a person of the office speaks.
export function addBubble(message, { press, judge, whole = false, staff = false, before = null }) {
  const bubble = copy("bot-bubble");
  const find = (name) => bubble.querySelector(name);
  const deadlines = message.deadlines ?? [];
  if (staff) Object.assign(find(".speaker"), { textContent: "担当者：", className: "speaker" }); // a person: everybody must see it
  const open = whole || WHOLE.test(message.topic ?? "");
  const shown = (words) => withoutCards(words, deadlines);
  addParts(find(".plain"), partsOf(message, "text").map(([kind, words]) => [kind, shown(words)]), open, withPhones);
  if (message.easy) {
    bubble.classList.add("has-easy");
    if (message.language === "easy") bubble.classList.add("read-easy"); // whatever the page's own setting
    addParts(find(".easy"), partsOf(message, "easy"), open, withRuby);
  } else {
    find(".easy").remove();
  }
  addDeadlines(find(".deadlines"), deadlines, message.calendar);
  addSources(find(".sources"), message.sources ?? []);
  for (const { title, payload, easy } of message.buttons ?? []) {
    titles.set(payload, title);
    addButton(bubble, title, () => press(title, payload), easy);
  }
  if (!message.buttons?.length) find(".choices").hidden = true;
  find(".speak").addEventListener("click", ({ currentTarget }) => toggleSpeech(currentTarget, heard(message)));
  addJudging(find(".helped"), judge);
  log.insertBefore(bubble, before);
  return bubble;
}

export const heard = (message) => message.speech || withoutReadings(message.text);

export function addButton(bubble, title, press, easy = "") {
  const place = bubble.querySelector(".choices");
  const button = make("button", easy ? "choice has-easy" : "choice", easy ? undefined : title);
  if (easy) {
    button.append(make("span", "plain", title), make("span", "easy"));
    button.lastChild.append(...withRuby(easy));
  }
  button.type = "button";
  button.addEventListener("click", press);
  place.hidden = false;
  place.append(button);
}

export function addMine(words, before = null) {
  const mine = copy("my-bubble");
  mine.querySelector("p").textContent = words;
  log.insertBefore(mine, before);
  return mine;
}

// Whoever was reading the end of the talk goes along with it, but never past the beginning of what is new.
export const isAtEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 60;

export function showEnd(first = $("writing")) {
  const room = innerHeight - $("top").offsetHeight - $("ask").offsetHeight;
  const all = $("writing").getBoundingClientRect().bottom - first.getBoundingClientRect().top;
  all > room ? first.scrollIntoView() : $("writing").scrollIntoView({ block: "end" });
}

// A reply of the page itself, from a template; as a message of the chat API.
export function noteOf(template) {
  const content = $(template).content;
  const [text, easy] = [...content.querySelectorAll("p")].map((p) => p.textContent);
  const buttons = [...content.querySelectorAll("button")].map((b) => ({ title: b.textContent, easy: b.dataset.easy, payload: b.value }));
  return { text, easy, speech: text, buttons };
}

// ---- parts
function partsOf(message, form) {
  const parts = (message.parts ?? []).filter((part) => part[form]).map((part) => [part.kind, part[form]]);
  return parts.length ? parts : [["statement", message[form]]];
}

// The answer in a sentence or two; what more there is to say behind くわしく. Cautions, deadlines, questions and contacts stay.
function addParts(place, parts, open, words) {
  const cut = parts.filter(([, content]) => content.trim()).map(shorten());
  const more = cut.map(([, , rest]) => rest).filter((rest) => rest.trim());
  const folds = !open && more.join("").length >= WORTH;
  let fold = null;
  for (const [kind, now, rest] of cut) {
    const shown = folds ? now : now + rest;
    if (shown.trim()) place.append(part(kind, shown, words));
    if (folds && !fold && rest.trim()) place.append((fold = make("details", "fold")));
  }
  fold?.append(make("summary", "", "くわしく"), ...more.map((rest) => part("statement", rest, words)));
}

// [kind, what is seen at once, the rest] of each part in turn.
function shorten() {
  let seen = 0;
  return ([kind, content]) => {
    if (!FOLDED.has(kind)) return [kind, content, ""];
    const sentences = content.match(/[^。\n]*。[」）]*\n*|[^。\n]+\n*|\n+/g) ?? [];
    const now = sentences.splice(0, Math.max(ANSWER - seen, 0));
    seen += now.length;
    return [kind, now.join(""), sentences.join("")];
  };
}

function part(kind, content, words) {
  const node = make("div", `part ${kind}`);
  node.append(...words(content.replace(/\n+$/, "")));
  return node;
}

// ---- what stands below
function addSources(place, sources) {
  if (!sources.length) return place.remove();
  for (const { title, section, verified_on, url, source_date } of sources) {
    const item = make("li");
    if (/^https?:\/\//.test(url ?? "")) {
      const link = make("a", "", title);
      Object.assign(link, { href: url, target: "_blank", rel: "noopener noreferrer" });
      link.append(make("span", "unseen", "（別の画面で開きます）"));
      item.append(link);
    } else {
      item.append(title);
    }
    item.append(section ? `、${section}` : "");
    if (source_date) item.append(make("span", "verified", `ページの日付 ${dated(source_date)}`));
    item.append(make("span", "verified", `確認日 ${dateWords(verified_on)}`));
    place.querySelector("ul").append(item);
  }
}

const dated = (day) => (/^\d{4}-\d\d-\d\d$/.test(day) ? dateWords(day) : day);

function addJudging(place, judge) {
  if (!judge) return place.remove();
  place.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    place.replaceChildren(make("span", "", "ありがとうございました。"));
    judge(button.value === "yes");
  });
}
