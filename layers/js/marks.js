// What lies on top: the picked thing, places that changed, the measured way.
import { worldX, worldY } from './project.js';

/** @typedef {import('./project.js').View} View */
/** @typedef {import('./theme.js').Theme} Theme */
const TURN = Math.PI * 2;

/** @param {View} v @param {number} lon @param {number} lat @returns {[number, number]} CSS pixels */
export function toScreen(v, lon, lat) {
  return [worldX(lon) * v.k - v.ox, worldY(lat) * v.k - v.oy];
}

/**
 * Rings around places: changed ones between two days, and the picked one.
 * @param {CanvasRenderingContext2D} g @param {View} v @param {import('./dots.js').Dots} dots
 * @param {number[]} changed @param {string[]} colours one per changed place @param {number} picked -1 for none @param {Theme} theme
 */
export function drawRings(g, v, dots, changed, colours, picked, theme) {
  g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
  const at = (/** @type {number} */ i) => [dots.sx[i] / v.dpr, dots.sy[i] / v.dpr];
  changed.forEach((i, n) => {
    const [x, y] = at(i);
    if (x < -20 || y < -20 || x > v.w + 20 || y > v.h + 20) return;
    const half = dots.radius + 2.5;
    g.strokeStyle = theme.halo;
    g.lineWidth = 3;
    g.strokeRect(x - half, y - half, half * 2, half * 2);
    g.strokeStyle = colours[n];
    g.lineWidth = 1.5;
    g.strokeRect(x - half, y - half, half * 2, half * 2);
  });
  if (picked < 0) return;
  const [x, y] = at(picked);
  for (const [colour, width, r] of [[theme.halo, 5, 6.5], [theme.ink, 2.2, 6.5]]) {
    g.strokeStyle = /** @type {string} */ (colour);
    g.lineWidth = /** @type {number} */ (width);
    g.beginPath();
    g.arc(x, y, dots.radius + /** @type {number} */ (r), 0, TURN);
    g.stroke();
  }
}

/** @param {CanvasRenderingContext2D} g @param {View} v @param {[number, number][]} way lat, lon @param {Theme} theme */
export function drawWay(g, v, way, theme) {
  if (!way.length) return;
  g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
  const points = way.map(([lat, lon]) => toScreen(v, lon, lat));
  for (const [colour, width] of [[theme.halo, 5], [theme.ink, 2]]) {
    g.strokeStyle = /** @type {string} */ (colour);
    g.lineWidth = /** @type {number} */ (width);
    g.beginPath();
    points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.stroke();
  }
  for (const [x, y] of points) {
    g.fillStyle = theme.paper;
    g.strokeStyle = theme.ink;
    g.lineWidth = 2;
    g.beginPath();
    g.arc(x, y, 3.5, 0, TURN);
    g.fill();
    g.stroke();
  }
}
