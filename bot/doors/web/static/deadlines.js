// Deadlines as cards and as a picture. "Today" is never this computer's clock, it follows from the desk's own days_left

import { copy, fill, make } from "./build.js";

const IN_APP = /\bLine\/|\bFBA[NV]\b|\bInstagram\b|\bMicroMessenger\b|\bKAKAOTALK\b|\bTwitter for\b/; // apps with a browser inside

const asDay = (iso) => Date.parse(iso) / 86_400_000; // date-only ISO is read as UTC: whole days
const asIso = (day) => new Date(day * 86_400_000).toISOString().slice(0, 10);

export function dateWords(iso, withYear = true) {
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

const moreOf = ({ consequence, action, notes }) => [consequence, action, ...(notes ?? [])].filter(Boolean);

export function withoutCards(content, deadlines) {
  // what the cards below say word for word need not stand in the text as well
  const onCards = new Set(deadlines.flatMap((one) => [...moreOf(one), ...one.derivation.map((step) => `・${step}`), "【数え方】"]));
  return content.split("\n").filter((line) => !onCards.has(line)).join("\n");
}

export function addDeadlines(place, deadlines, calendar) {
  if (!deadlines.length) return place.remove();
  const dated = deadlines.filter(({ due, days_left }) => due && days_left !== null);
  if (dated.length > 1) place.append(drawTimeline(dated, deadlines));
  deadlines.forEach((deadline, index) => {
    const card = copy("deadline-card");
    const find = (name) => card.querySelector(name);
    card.classList.add(deadline.state || "open");
    const name = nameOf(deadline);
    find("h2").textContent = deadlines.length > 1 ? `${index + 1}　${name}` : name;
    if (deadline.due) {
      find(".due").append(make("strong", "", `${dayWords(deadline.due)}まで`), make("span", "left", leftWords(deadline)));
    } else if (deadline.opens) {
      find(".due").append(make("strong", "", `${dayWords(deadline.opens)}から`));
    } else {
      find(".due").remove();
    }
    const safe = deadline.recommended_by && deadline.state !== "over";
    fill(find(".safe"), safe ? `安心なのは ${dayWords(deadline.recommended_by)}まで` : "");
    fill(find(".extra"), moreOf(deadline).join("\n"));
    for (const step of deadline.derivation) find("ol").append(make("li", "", step));
    if (!deadline.derivation.length) find("details").remove();
    place.append(card);
  });
  addCalendar(place, calendar);
}

// The file is always fetched from where this page stands, also below a path of somebody else's address.
function addCalendar(place, calendar) {
  const file = /(?:^|\/)(api\/v1\/calendar\/[\w.-]+\.ics)$/.exec(calendar ?? "")?.[1];
  if (!file) return;
  const link = make("a", "calendar", "カレンダーに入れる");
  const hints = ["予定の名前には、健康保険やカードの言葉は入りません。", "カレンダーによっては、前もってのお知らせが出ません。日付をメモしておくと安心です。"];
  const app = IN_APP.exec(navigator.userAgent)?.[0];
  // LINE saves no files, but opens a browser that does when the address asks for it
  link.href = app === "Line/" ? `${file}?openExternalBrowser=1` : file;
  if (app !== "Line/") link.setAttribute("download", "yotei.ics");
  if (app) hints.push("アプリの中の画面では入れられないことがあります。そのときは、このページを Safari や Chrome で開いてください。");
  place.append(link, ...hints.map((words) => make("span", "hint", words)));
}

function nameOf({ name, whose }) {
  return whose ? `${whose}の${name}` : name;
}

function drawTimeline(dated, all) {
  const today = asDay(dated[0].due) - dated[0].days_left;
  const days = [today, ...dated.map(({ due }) => asDay(due))];
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const at = (day) => 4 + (92 * (day - first)) / Math.max(last - first, 1); // percent of the width
  const [now, side] = [at(today), at(today) > 50 ? "end" : "start"]; // the word stays inside the picture
  const rows = dated.map((one) => `${all.indexOf(one) + 1} ${nameOf(one)}、${dayWords(one.due)}まで、${leftWords(one)}。`);
  const picture = svg("svg", { class: "timeline", role: "img", height: `${dated.length * 2.75 + 2}rem` });
  picture.setAttribute("aria-label", `期限の図。今日は${dayWords(asIso(today))}。${rows.join("")}`);
  picture.append(
    svg("line", { class: "today", x1: `${now}%`, x2: `${now}%`, y1: "1.5rem", y2: "100%" }),
    svg("text", { x: `${now}%`, y: "1.1rem", "text-anchor": side }, `今日 ${dayWords(asIso(today), false)}`),
  );
  dated.forEach((one, index) => {
    const [due, top] = [at(asDay(one.due)), index * 2.75 + 2];
    const words = `${all.indexOf(one) + 1}　${dayWords(one.due, false)} ${leftWords(one).replace(/に過ぎました|までです/, "")}`;
    const bar = { x: `${Math.min(now, due)}%`, width: `${Math.abs(due - now)}%`, y: `${top + 1.5}rem`, height: ".5rem" };
    picture.append(
      svg("text", { x: "0", y: `${top + 1}rem` }, words),
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
