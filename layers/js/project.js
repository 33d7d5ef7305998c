// Web Mercator in units of a pixel at zoom 12, relative to nothing: one home of projection in the browser.
export const WORLD = 256 * 4096;
const EARTH_KM = 6371.0088;

/** @param {number} lon degrees @returns {number} x in world units */
export function worldX(lon) {
  return ((lon + 180) / 360) * WORLD;
}

/** @param {number} lat degrees @returns {number} y in world units, growing southward */
export function worldY(lat) {
  const s = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * WORLD;
}

/**
 * Great-circle distance of two points on the mean sphere.
 * @param {[number, number]} a lat, lon degrees @param {[number, number]} b lat, lon degrees
 * @returns {number} kilometres
 */
export function distanceKm(a, b) {
  const rad = Math.PI / 180;
  const dLat = (b[0] - a[0]) * rad;
  const dLon = (b[1] - a[1]) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a[0] * rad) * Math.cos(b[0] * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

/**
 * A round length for a scale bar and its width.
 * @param {number} kmPerPixel @param {number} maxPx @returns {{km: number, px: number}}
 */
export function niceScale(kmPerPixel, maxPx) {
  const limit = kmPerPixel * maxPx;
  const power = 10 ** Math.floor(Math.log10(limit));
  const step = [5, 2, 1].find((s) => s * power <= limit) || 1;
  return { km: step * power, px: (step * power) / kmPerPixel };
}

/**
 * What part of the world is on screen: a world point w lands at w * k - o.
 * @typedef {{w: number, h: number, dpr: number, k: number, ox: number, oy: number, zoom: number}} View
 */
