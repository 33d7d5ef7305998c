// Elements made of text only: nothing from an article is ever read as markup.
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @param {string} tag @param {Record<string, any>} [props] class, text, attributes, and on... listeners
 * @param {Child[]} children @returns {any}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'class') node.className = value;
    else if (key === 'text') node.textContent = value;
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'style') Object.assign(node.style, value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  for (const child of children) if (child) node.append(child);
  return node;
}

/** @param {Element} node @param {Child[]} children */
export function fill(node, ...children) {
  node.replaceChildren(.../** @type {any[]} */ (children.filter(Boolean)));
}

/** A link to the web, or plain words where the address has another scheme. @param {string} url @param {string} text */
export function webLink(url, text) {
  if (!/^https?:\/\//i.test(url)) return el('span', { text });
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer', text });
}

/** Outlines of the icons on a 24 px grid. @type {Record<string, string>} */
const ICONS = {
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M7 5h3.6v14H7zM13.4 5H17v14h-3.6z',
  prev: 'M15 5 8 12l7 7',
  next: 'M9 5l7 7-7 7',
  prevChange: 'M6 5v14M18 5l-8 7 8 7',
  nextChange: 'M18 5v14M6 5l8 7-8 7',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
  compare: 'M12 3v18M9 7H4v10h5M15 7h5v10h-5',
  ruler: 'M3 16 16 3l5 5L8 21zM7 12l2 2M10 9l3 3M13 6l2 2',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9.2v.1',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5',
  close: 'M6 6l12 12M18 6 6 18',
  layers: 'M12 4 3 9l9 5 9-5zM3 14l9 5 9-5',
  road: 'M8 3 4 21M16 3l4 18M12 4v3M12 10.5v3M12 17v3',
  people: 'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 20c0-3.6 2.6-6 6-6s6 2.4 6 6M16 4.9a3.2 3.2 0 0 1 0 5.8M18 14.6c1.9.9 3 2.8 3 5.4',
  help: 'M9.2 9a2.9 2.9 0 1 1 4.2 2.6c-.9.5-1.4 1-1.4 2.1M12 17.4v.1',
  home: 'M4 11.5 12 4l8 7.5M6.5 10v9.5h11V10',
};

/** @param {string} name @param {boolean} solid */
export function icon(name, solid = false) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', solid ? 'cl-icon cl-solid' : 'cl-icon');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', ICONS[name] || '');
  svg.append(path);
  return svg;
}

/**
 * @param {string} name icon @param {string} label what it does, for people and screen readers
 * @param {() => void} onclick @param {Record<string, any>} [props]
 */
export function iconButton(name, label, onclick, props = {}) {
  return el('button', { type: 'button', class: 'cl-tool', 'aria-label': label, title: label, onclick, ...props }, icon(name));
}

/** Letters that people leave out or write differently, folded for search. @param {string} text */
export function foldName(text) {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200b-\u200f]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')
    .replace(/[ʿʾʼ’‘'`]/g, '')
    .replace(/-/g, ' ')
    .replace(/\b(al|as|ad|ar|at|an|ash|el)\s+/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Run after a pause in the calls. @param {(...args: any[]) => void} run @param {number} ms */
export function debounce(run, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {any[]} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), ms);
  };
}
