// What the tab remembers: the conversation's token, its number, and the choices of the page; never a message. Storage may be
// switched off: then nothing is remembered. In careful mode nothing is, and what was there is taken away.

let careful = false;

export function remember(key, value) {
  if (careful) return;
  try {
    value ? sessionStorage.setItem(key, value) : sessionStorage.removeItem(key);
  } catch { /* the page works without */ }
}

export function recall(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

export function forgetAll() {
  careful = true;
  try {
    sessionStorage.clear();
  } catch { /* nothing was kept */ }
}
