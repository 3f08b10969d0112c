// Building blocks of the page. Whatever is written is put in as text, never as HTML.

const PHONE = /0\d{1,4}-\d{1,4}-\d{2,5}|#\d{4}|1(?:10|18|19|88|89)(?=番)/g;
const RUBY = /([0-9０-９一-鿿々〆]*[一-鿿々〆])（([ぁ-ゖー・]+)）/g; // 漢字（かんじ）, days as 3日（みっか）

export const $ = (id) => document.getElementById(id);

export function make(tag, className, content) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (content !== undefined) node.textContent = content;
  return node;
}

export function copy(template) {
  return $(template).content.firstElementChild.cloneNode(true);
}

export function fill(node, content) {
  if (content) node.append(...withPhones(content));
  else node.remove();
}

function split(content, pattern, build) {
  const parts = [];
  let from = 0;
  for (const found of content.matchAll(pattern)) {
    const node = build(found);
    if (!node) continue;
    parts.push(content.slice(from, found.index), node);
    from = found.index + found[0].length;
  }
  return [...parts, content.slice(from)].filter((part) => part !== "");
}

export function withPhones(content) {
  return split(content, PHONE, (found) => {
    const end = found.index + found[0].length;
    // part of a longer row of digits: a date or some other number
    if (/[\d-]/.test(content.charAt(found.index - 1) + content.charAt(end))) return null;
    const link = make("a", "phone", found[0]);
    link.href = `tel:${encodeURIComponent(found[0])}`;
    return link;
  });
}

// Readings in brackets become ruby above the word.
export function withRuby(content) {
  return split(content, RUBY, ([, word, reading]) => {
    const ruby = make("ruby");
    ruby.append(...withPhones(word), make("rt", "", reading));
    return ruby;
  }).flatMap((part) => (typeof part === "string" ? withPhones(part) : [part]));
}

export const withoutReadings = (content) => content.replace(RUBY, "$1");
