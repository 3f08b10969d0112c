// Reading aloud: only with a Japanese voice of this device, so that no text goes to a voice service

let speaking = null; // the pressed 読み上げ button

function japaneseVoice() {
  return globalThis.speechSynthesis?.getVoices().find(({ lang, localService }) => localService && lang.startsWith("ja"));
}

export function showSpeech() {
  document.documentElement.classList.toggle("can-speak", Boolean(japaneseVoice()));
}

export function stopSpeech() {
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
  const speech = new SpeechSynthesisUtterance(words);
  Object.assign(speech, { lang: "ja-JP", voice: japaneseVoice() });
  speech.onend = speech.onerror = () => speaking === button && stopSpeech();
  speechSynthesis.speak(speech);
}
