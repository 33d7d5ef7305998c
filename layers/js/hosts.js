// Where the map lives: a Streamlit component, a folium map, a page of its own. All use the same ClaimlineMap.
import { fromBase85, openTimeline } from './codec.js';
import { el } from './dom.js';
import { ClaimlineMap } from './main.js';

/**
 * @param {any} L Leaflet @param {HTMLElement} host @param {{url?: string, inline?: string}} source
 * @param {import('./main.js').Options} options @returns {Promise<ClaimlineMap>}
 */
export async function mountTimeline(L, host, source, options) {
  host.classList.add('cl-host');
  if (!host.firstElementChild) host.replaceChildren(el('div', { class: 'cl-skeleton', role: 'status', text: 'Loading the map …' }));
  let packed;
  try {
    if (source.inline) packed = fromBase85(source.inline);
    else {
      const answer = await fetch(String(source.url));
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      packed = await answer.arrayBuffer();
    }
    const file = await openTimeline(packed);
    return new ClaimlineMap(L, host, file, options);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    host.replaceChildren(el('div', { class: 'cl-skeleton', role: 'alert', text: `The map could not be loaded. ${words}` }));
    throw error;
  }
}

/**
 * The Streamlit component: mounts once per build, keeps day, view and picks when a new build arrives.
 * @param {any} L @param {any} component what Streamlit hands over on every run
 */
export async function mountInStreamlit(L, component) {
  const { data, parentElement, setStateValue } = component;
  const host = parentElement.querySelector('.cl-host-slot');
  const kept = host.claimline;
  if (kept && kept.build === data.build) {
    kept.map?.retheme();
    if (data.exact && kept.map) kept.map.setExact(data.exact);
    if (data.way && kept.map) kept.map.drawer.setWay(data.way);
    return;
  }
  const before = kept?.map;
  const search = before ? `?${new URLSearchParams(Object.entries(shortLink(before)))}` : location.search;
  host.claimline = { build: data.build, map: null };
  /** @type {Record<string, ReturnType<typeof setTimeout>>} */
  const timers = {};
  const tell = (/** @type {string} */ name, /** @type {any} */ value) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(() => setStateValue(name, value), name === 'pick' || name === 'ends' ? 30 : 300);
  };
  const url = new URL(data.url, document.baseURI).href;
  before?.remove();
  const map = await mountTimeline(L, host, { url, inline: data.inline }, { search, ownsAddress: true, tell, day: data.day, credit: data.credit });
  if (host.claimline.build !== data.build) {
    map.remove();
    return;
  }
  host.claimline.map = map;
  /** @type {any} */ (window).claimlineMap = map;
  const dark = new MutationObserver(() => map.retheme());
  dark.observe(document.documentElement, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
  window.dispatchEvent(new CustomEvent('claimline-ready'));
}

/** What a view keeps when its data change. @param {ClaimlineMap} map */
function shortLink(map) {
  const state = map.linkState();
  /** @type {Record<string, string>} */
  const kept = { d: String(state.day), v: String(state.view) };
  if (state.compare) kept.c = state.compare;
  if (state.layers) kept.l = state.layers;
  if (state.pick) kept.s = state.pick;
  return kept;
}

/**
 * The folium element: covers the folium map's own box with the timeline.
 * @param {any} L @param {any} foliumMap @param {{url?: string, inline?: string}} source @param {import('./main.js').Options} options
 */
export function mountInFolium(L, foliumMap, source, options) {
  const box = foliumMap.getContainer();
  const host = el('div', { class: 'cl-over-folium' });
  box.parentElement.append(host);
  box.style.visibility = 'hidden';
  host.style.cssText = 'position:absolute;inset:0;z-index:1000';
  if (getComputedStyle(box.parentElement).position === 'static') box.parentElement.style.position = 'relative';
  return mountTimeline(L, host, source, { search: location.search, ...options }).then((map) => {
    /** @type {any} */ (window).claimlineMap = map;
    return map;
  });
}
