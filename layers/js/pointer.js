// Hands on the map: a press picks or measures, hovering names what is there.
import { noteWords } from './notes.js';

/** @param {import('./main.js').ClaimlineMap} app */
export function bindPointer(app) {
  const { map } = app;
  const touch = () => matchMedia('(pointer: coarse)').matches;
  map.on('click', (/** @type {any} */ e) => {
    if (app.measuring) {
      app.addWay(e.latlng);
      return;
    }
    const { x, y } = e.containerPoint;
    const found = app.canvas.hit(x, y, touch() ? 16 : 7);
    if (found || app.pick) app.setPick(found);
  });
  let waiting = false;
  map.on('mousemove', (/** @type {any} */ e) => {
    if (waiting || touch()) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      hover(app, e.containerPoint);
    });
  });
  map.on('mouseout movestart', () => (app.nodes.tip.hidden = true));
}

/** @param {import('./main.js').ClaimlineMap} app @param {{x: number, y: number}} at */
function hover(app, at) {
  const { tip, mapBox } = app.nodes;
  const found = app.measuring ? null : app.canvas.hit(at.x, at.y, 4);
  mapBox.style.cursor = found ? 'pointer' : '';
  tip.hidden = !found;
  if (!found) return;
  tip.textContent = tipWords(app, found);
  tip.style.left = '0';
  const beside = app.drawer.node.offsetLeft;
  const room = app.pick && beside ? beside : mapBox.clientWidth;
  const right = at.x + 14;
  tip.style.left = `${right + tip.offsetWidth <= room ? right : Math.max(4, at.x - 14 - tip.offsetWidth)}px`;
  tip.style.top = `${at.y + 16}px`;
}

/** @param {import('./main.js').ClaimlineMap} app @param {{kind: string, index: number}} found */
function tipWords(app, found) {
  const { story } = app;
  const { head } = story;
  if (found.kind === 'place') {
    const [level, side, rival, contest] = head.codes[story.track.now[found.index]];
    const names = [side, rival].map((s) => head.sides[s]?.short).filter(Boolean).join(' and ');
    const words = { silent: 'not reported on', unknown: 'unknown', held: `held, ${names}`, claimed: `claimed by ${names} only`, contested: `contested (${contest === 'fighting' ? 'fighting' : 'statements disagree'})${names ? `, ${names}` : ''}` };
    return `${head.places.name[found.index]}: ${/** @type {Record<string, string>} */ (words)[level]}`;
  }
  if (found.kind === 'road') {
    const [inferred, side, stated] = head.roadCodes[story.roadTrack.now[found.index]];
    const [, road, from, to] = head.roads[found.index];
    const who = head.sides[side] ? `, ${head.sides[side].short}` : '';
    return `${road} ${from} – ${to}: ${stated === 'unknown' ? inferred : `said to be ${stated}`}${who}`;
  }
  if (found.kind === 'people') return `${noteWords(head.notes[found.index])}, one source: press for every figure`;
  return 'Estimated line: press for the places behind it';
}
