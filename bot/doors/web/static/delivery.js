// A message reaches the desk once, in order, whatever the line does: the same id until it is answered, sent again by itself.
// What was missed is fetched by number.

import { forgetAll, recall, remember } from "./memory.js";

const PATIENCE = 12_000; // milliseconds until an answer counts as missing
const AGAIN = [1_000, 3_000, 8_000]; // milliseconds before it is sent again
const LONGEST = 4_000; // characters: more than the desk reads, less than it refuses
const ASK = 4_000; // milliseconds between questions for news where no stream gets through
const SILENT = 40_000; // milliseconds without a sign after which a stream counts as cut

export const talk = { session: recall("session"), seq: Number(recall("seq")) || 0, owner: "bot", careful: false, writing: false };

export class Ended extends Error {} // the conversation is over, or too old
class Lost extends Error {} // nothing came back: it may be sent again

export function know({ session = talk.session, seq, owner, careful, writing = talk.writing }) {
  talk.session = session;
  if (seq) talk.seq = Math.max(talk.seq, seq);
  Object.assign(talk, { owner, writing });
  if (careful && !talk.careful) {
    talk.careful = true;
    forgetAll();
  }
  quickExit.session = talk.session;
  remember("session", talk.session);
  remember("seq", String(talk.seq || ""));
}

export function startAnew() {
  Object.assign(talk, { session: "", seq: 0, owner: "bot", writing: false }); // careful stays: the person is the same
  quickExit.session = "";
  remember("session", "");
  remember("seq", "");
}

// a message keeps its id when it is sent again, so that the desk takes it once
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID(); // not there without TLS
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

// The reply; `busy` when the desk has no place for it now. Throws Ended, or what the last try has thrown.
export async function send(message, signal, onAgain) {
  remember("sending", "yes"); // that there was one, not what it said
  try {
    for (let tries = 0; ; tries += 1) {
      try {
        return await sendOnce(message, signal);
      } catch (fault) {
        if (!(fault instanceof Lost) || signal.aborted || tries >= AGAIN.length) throw fault;
        onAgain(true);
        await pause(AGAIN[tries], signal);
      }
    }
  } finally {
    onAgain(false);
    remember("sending", "");
  }
}

async function sendOnce({ id, payload, insurer }, signal) {
  const text = [...payload].slice(0, LONGEST).join("");
  const body = JSON.stringify({ session: talk.session || null, text, insurer, message_id: id, careful: talk.careful });
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body };
  const answer = await call("api/v1/chat", options, signal);
  if (answer.status === 429 && answer.body?.messages) return { ...answer.body, busy: true }; // an apology that says when
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  return answer.body;
}

async function call(place, options, signal) {
  const [limit, done] = within(PATIENCE, signal);
  let answer, body;
  try {
    answer = await fetch(place, { ...options, signal: limit });
    body = answer.status === 204 ? null : await answer.json();
  } catch (fault) {
    throw new Lost(fault?.name);
  } finally {
    done();
  }
  if (answer.status === 401 && talk.session) throw new Ended();
  if (answer.status >= 500 || answer.status === 408) throw new Lost(`status ${answer.status}`);
  return { status: answer.status, body };
}

// A signal that ends with `signal` or after some time, and how to stop the clock.
function within(milliseconds, signal) {
  const limit = new AbortController();
  const end = () => limit.abort();
  const timer = setTimeout(end, milliseconds);
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  return [limit.signal, () => { clearTimeout(timer); signal?.removeEventListener("abort", end); }];
}

function pause(milliseconds, signal) {
  return new Promise((go) => {
    const done = new AbortController();
    const end = () => { done.abort(); go(); };
    setTimeout(end, milliseconds);
    for (const [from, name] of [[globalThis, "online"], [signal, "abort"]]) from.addEventListener(name, end, { signal: done.signal });
  });
}

const header = () => ({ headers: { "X-Session": talk.session } });

// What was said after the number that this page has seen; {spoken: []} without a conversation. Throws Ended or Lost.
export async function missed(after = talk.seq) {
  if (!talk.session) return { spoken: [], owner: "bot", seq: 0 };
  const answer = await call(`api/v1/conversation?after=${after}`, header());
  if (answer.status !== 200) throw new Lost(`status ${answer.status}`);
  return answer.body;
}

// ---- while somebody of the staff is there: a stream, and questions now and then where no stream gets through
let listening = null;

export function listen(hear) {
  if (talk.owner === "bot" || talk.owner === "closed" || !talk.session) {
    listening?.abort();
    listening = null;
  } else if (!listening) {
    listening = new AbortController();
    follow(hear, listening.signal);
  }
}

async function follow(hear, signal) {
  while (!signal.aborted) {
    try {
      await stream(hear, signal);
    } catch (fault) {
      if (fault instanceof Ended || signal.aborted) return;
    }
    await pause(ASK, signal);
    // without news nobody knows whether somebody still writes
    if (!signal.aborted) await missed().catch(() => ({ ...talk, spoken: [], writing: false })).then(hear).catch(() => {});
  }
}

async function stream(hear, signal) {
  const over = new AbortController(); // of the request itself, however it ends: the desk has few streams for a conversation
  const end = () => over.abort();
  signal.addEventListener("abort", end);
  let silence = setTimeout(end, SILENT);
  try {
    const answer = await fetch(`api/v1/conversation/events?after=${talk.seq}`, { ...header(), signal: over.signal });
    if (answer.status === 401) throw new Ended();
    if (!answer.ok) return;
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let told = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(end, SILENT);
      const events = (told + value).split("\n\n");
      told = events.pop();
      for (const event of events) {
        const data = event.split("\n").find((line) => line.startsWith("data: "));
        if (data) hear(JSON.parse(data.slice(6)));
      }
    }
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", end);
    end();
  }
}
