// The address of a view, as one table: what it carries, under which letter, how it is written and read.
/**
 * @typedef {object} LinkState
 * @property {string} day @property {string} [compare] @property {string} [known] @property {string} [view]
 * @property {string} [layers] @property {string} [perspective] @property {string} [leaveOut]
 * @property {string} [pick] @property {string} [build] @property {string} [theatre]
 */

const ISO = /^\d{4}-\d\d-\d\d$/;
const WORD = /^[\w.:~-]{1,80}$/;

/** field, letter, what a valid value looks like @type {[keyof LinkState, string, RegExp][]} */
export const LINK = [
  ['theatre', 't', WORD],
  ['day', 'd', ISO],
  ['compare', 'c', ISO],
  ['known', 'k', ISO],
  ['view', 'v', /^\d+(\.\d+)?\/-?\d+(\.\d+)?\/-?\d+(\.\d+)?$/],
  ['layers', 'l', /^([a-z]+(,[a-z]+)*|none)$/],
  ['perspective', 'p', WORD],
  ['leaveOut', 'x', /^[^<>"]{1,400}$/],
  ['pick', 's', /^[^<>"\s]{1,120}$/],
  ['build', 'b', /^[0-9a-f]{8,64}$/],
];

/** @param {string} search the part of an address after "?" @returns {Partial<LinkState>} */
export function readLink(search) {
  const given = new URLSearchParams(search);
  /** @type {any} */
  const state = {};
  for (const [field, letter, valid] of LINK) {
    const value = given.get(letter);
    if (value !== null && valid.test(value)) state[field] = value;
  }
  return state;
}

/**
 * @param {Partial<LinkState>} state @param {string} search present address; foreign parts are kept
 * @returns {string} the new part after "?"
 */
export function writeLink(state, search) {
  const params = new URLSearchParams(search);
  for (const [field, letter] of LINK) {
    const value = state[field];
    if (value) params.set(letter, value);
    else params.delete(letter);
  }
  return params.toString().replaceAll('%2F', '/').replaceAll('%2C', ',').replaceAll('%3A', ':');
}
