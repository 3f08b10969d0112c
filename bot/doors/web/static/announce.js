// What is read to people who do not see the page: speaker and answer, once, and nothing of the furniture. Two slots take
// turns, so that equal words are news again.

const slots = document.getElementsByClassName("announcer");
let turn = 0;

export function announce(words) {
  slots[turn].textContent = "";
  turn = 1 - turn;
  slots[turn].textContent = words;
}
