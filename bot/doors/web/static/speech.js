// Reading aloud: only with a Japanese voice of this device, so that no text goes to a voice service. Sentence by sentence:
// some browsers stop after a quarter of a minute and still say that they speak.

const SLOWEST = 350; // milliseconds a character, when a voice never says that it is done
let speaking = null; // the pressed 読み上げ button
let watch = 0;

function japaneseVoice() {
  return globalThis.speechSynthesis?.getVoices().find(({ lang, localService }) => localService && lang.startsWith("ja"));
}

export function showSpeech() {
  document.documentElement.classList.toggle("can-speak", Boolean(japaneseVoice()));
}

export function stopSpeech() {
  clearTimeout(watch);
  globalThis.speechSynthesis?.cancel();
  speaking?.setAttribute("aria-pressed", "false");
  speaking = null;
}

export function toggleSpeech(button, words) {
  const again = speaking === button;
  stopSpeech();
  if (again) return;
  speaking = button;
  button.setAttribute("aria-pressed", "true");
  say(button, words.match(/[^。！？\n]+[。！？]?/g) ?? []);
}

function say(button, [sentence, ...rest]) {
  if (speaking !== button) return;
  if (!sentence) return stopSpeech();
  const speech = new SpeechSynthesisUtterance(sentence);
  Object.assign(speech, { lang: "ja-JP", voice: japaneseVoice() });
  let over = false;
  const next = () => {
    if (over || speaking !== button) return;
    over = true;
    clearTimeout(watch);
    say(button, rest);
  };
  speech.onend = speech.onerror = next;
  watch = setTimeout(() => {
    globalThis.speechSynthesis.cancel();
    next();
  }, 3000 + SLOWEST * sentence.length);
  speechSynthesis.speak(speech);
}
