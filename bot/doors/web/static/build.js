// Building blocks of the page. Whatever is written is put in as text, never as HTML.

const PHONE = /0\d{1,4}-\d{1,4}-\d{2,5}|#\d{4}|1(?:10|18|19|88|89)(?=番)/g;

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

function withPhones(content) {
  const parts = [];
  let from = 0;
  for (const found of content.matchAll(PHONE)) {
    const end = found.index + found[0].length;
    // part of a longer row of digits: a date or some other number
    if (/[\d-]/.test(content.charAt(found.index - 1) + content.charAt(end))) continue;
    const link = make("a", "phone", found[0]);
    link.href = `tel:${encodeURIComponent(found[0])}`;
    parts.push(content.slice(from, found.index), link);
    from = end;
  }
  return [...parts, content.slice(from)];
}
