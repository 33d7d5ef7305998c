// The quiet ground: land, provinces, borders, water, and their names; drawn only when the view moves.
import { worldX, worldY } from './project.js';
import { toWorld } from './ground.js';

/** @typedef {import('./project.js').View} View */
/** @typedef {import('./theme.js').Theme} Theme */

export class BaseMap {
  /**
   * @param {import('./codec.js').BaseRow[]} rows @param {number} cx @param {number} cy corner in world units
   * @param {number[]} bbox west, south, east, north of the area covered
   */
  constructor(rows, cx, cy, bbox) {
    this.cx = cx;
    this.cy = cy;
    this.edge = [worldX(bbox[0]), worldY(bbox[3]), worldX(bbox[2]), worldY(bbox[1])];
    /** @type {Record<string, Path2D>} */
    this.paths = { land: new Path2D(), province: new Path2D(), border: new Path2D(), lake: new Path2D(), river: new Path2D() };
    /** @type {{x: number, y: number, name: string, local: string, size: number}[]} */
    this.names = [];
    for (const row of rows) {
      const parts = row.g.map(summed);
      for (const flat of parts) this.add(this.paths[row.k], flat, row.k === 'land' || row.k === 'province' || row.k === 'lake');
      if (row.at && row.n) {
        this.names.push({ x: worldX(row.at[0]), y: worldY(row.at[1]), name: row.n, local: row.m, size: spread(parts) });
      }
    }
  }

  /** @param {Path2D} path @param {number[]} flat thousandths of a degree @param {boolean} closed */
  add(path, flat, closed) {
    for (let i = 0; i < flat.length; i += 2) {
      const x = worldX(flat[i] / 1000) - this.cx;
      const y = worldY(flat[i + 1] / 1000) - this.cy;
      if (i) path.lineTo(x, y);
      else path.moveTo(x, y);
    }
    if (closed) path.closePath();
  }

  /** @param {CanvasRenderingContext2D} g @param {View} v @param {Theme} theme @param {boolean} names */
  draw(g, v, theme, names) {
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.fillStyle = theme.water;
    g.fillRect(0, 0, g.canvas.width, g.canvas.height);
    toWorld(g, v, this.cx, this.cy);
    g.lineJoin = 'round';
    g.fillStyle = theme.land;
    g.fill(this.paths.land, 'evenodd');
    g.strokeStyle = theme.land;
    g.lineWidth = 0.8 / v.k;
    g.stroke(this.paths.land);
    const px = 1 / v.k;
    g.strokeStyle = theme.province;
    g.lineWidth = px;
    g.stroke(this.paths.province);
    g.fillStyle = theme.water;
    g.fill(this.paths.lake, 'evenodd');
    g.strokeStyle = theme.water;
    g.lineWidth = 1.6 * px;
    g.stroke(this.paths.river);
    g.strokeStyle = theme.border;
    g.lineWidth = 1.3 * px;
    g.stroke(this.paths.border);
    this.drawEdge(g, v, theme, names);
    if (names) this.drawNames(g, v, theme);
  }

  /**
   * The edge of the area covered, where ground and line end.
   * @param {CanvasRenderingContext2D} g @param {View} v @param {Theme} theme @param {boolean} named
   */
  drawEdge(g, v, theme, named) {
    const [west, north, east, south] = this.edge;
    g.strokeStyle = theme.border;
    g.lineWidth = 0.9 / v.k;
    g.setLineDash([1.5 / v.k, 4 / v.k]);
    g.strokeRect(west - this.cx, north - this.cy, east - west, south - north);
    g.setLineDash([]);
    if (!named || (east - west) * v.k < 300) return;
    g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
    g.textAlign = 'right';
    g.textBaseline = 'top';
    g.fillStyle = theme.faint;
    g.font = '10.5px system-ui, sans-serif';
    g.fillText('Edge of the area covered', east * v.k - v.ox, south * v.k - v.oy + 4);
  }

  /** @param {CanvasRenderingContext2D} g @param {View} v @param {Theme} theme */
  drawNames(g, v, theme) {
    g.setTransform(v.dpr, 0, 0, v.dpr, 0, 0);
    g.textAlign = 'center';
    g.textBaseline = 'middle';
    for (const { x, y, name, local, size } of this.names) {
      const width = size * v.k;
      const [px, py] = [x * v.k - v.ox, y * v.k - v.oy];
      if (width < 70 || px < -60 || py < -20 || px > v.w + 60 || py > v.h + 20) continue;
      const pt = Math.max(10, Math.min(15, width / 16));
      const half = name.length * pt * 0.45;
      if (px < half || px > v.w - half) continue;
      g.globalAlpha = 0.62;
      g.fillStyle = theme.faint;
      g.font = `500 ${pt}px system-ui, sans-serif`;
      g.letterSpacing = '0.14em';
      g.fillText(name.toUpperCase(), px, py);
      g.letterSpacing = '0px';
      if (local && local !== name) {
        g.font = `${pt}px system-ui, 'Noto Sans Arabic', sans-serif`;
        g.fillText(local, px, py + pt * 1.35);
      }
      g.globalAlpha = 1;
    }
  }
}

/** Positions from steps. @param {number[]} steps east and north by turns @returns {number[]} */
function summed(steps) {
  const flat = steps.slice();
  for (let i = 2; i < flat.length; i++) flat[i] += flat[i - 2];
  return flat;
}

/** Width of a shape in world units. @param {number[][]} parts */
function spread(parts) {
  let least = Infinity;
  let most = -Infinity;
  for (const flat of parts) {
    for (let i = 0; i < flat.length; i += 2) {
      least = Math.min(least, flat[i]);
      most = Math.max(most, flat[i]);
    }
  }
  return worldX(most / 1000) - worldX(least / 1000);
}
