// The bar along the bottom: slider over a histogram of reports by side, play, speed and steps.
import { dayWords } from './codec.js';
import { el, icon, iconButton } from './dom.js';
import { picture } from './legend.js';
import { fade } from './theme.js';

const SPEEDS = [1, 2, 4, 8, 16, 60];

export class TimeBar {
  /** @param {import('./story.js').Story} story @param {(day: number, from: string) => void} onDay @param {(day: number) => void} onCompare */
  constructor(story, onDay, onCompare) {
    this.story = story;
    this.onDay = onDay;
    this.speed = 4;
    this.playing = false;
    this.frames = 0;
    const last = story.days - 1;
    const range = { type: 'range', min: 0, max: last, step: 1 };
    this.slider = el('input', { ...range, value: 0, class: 'cl-range', 'aria-label': 'Date' });
    this.second = el('input', { ...range, value: 0, class: 'cl-range cl-second', 'aria-label': 'Compare with date' });
    this.second.hidden = true;
    this.slider.addEventListener('input', () => onDay(Number(this.slider.value), 'slider'));
    this.second.addEventListener('input', () => onCompare(Number(this.second.value)));
    this.bars = el('div', { class: 'cl-histogram', 'aria-hidden': 'true' });
    this.playButton = el('button', { type: 'button', class: 'cl-play', onclick: () => this.toggle() });
    this.pace = el('select', { class: 'cl-pace', 'aria-label': 'Speed', title: 'Speed', onchange: () => this.setPace() },
      ...SPEEDS.map((n) => el('option', { value: n, text: n === 1 ? '1 day/s' : `${n} days/s` })));
    this.pace.value = '4';
    this.count = el('span', { class: 'cl-count' });
    this.ticks = el('div', { class: 'cl-ticks', 'aria-hidden': 'true' });
    this.node = el('div', { class: 'cl-bar', role: 'group', 'aria-label': 'Timeline' },
      el('div', { class: 'cl-steps' },
        iconButton('prevChange', 'Previous change', () => this.change(-1)),
        iconButton('prev', 'One day back', () => this.step(-1)),
        this.playButton,
        iconButton('next', 'One day on', () => this.step(1)),
        iconButton('nextChange', 'Next change', () => this.change(1)),
        this.pace),
      el('div', { class: 'cl-track' }, this.bars, this.slider, this.second, this.ticks),
      this.count);
    this.paintPlay();
    this.drawTicks();
  }

  setPace() {
    this.speed = Number(this.pace.value);
  }

  paintPlay() {
    const label = this.playing ? 'Pause' : 'Play';
    this.playButton.setAttribute('aria-label', label);
    this.playButton.title = `${label} (space)`;
    this.playButton.replaceChildren(icon(this.playing ? 'pause' : 'play', true));
  }

  /** @param {number} day @param {number | null} compare */
  show(day, compare) {
    this.slider.value = String(day);
    const words = dayWords(this.story.iso(day));
    const counts = this.story.reports(day);
    const total = counts.reduce((a, b) => a + b, 0);
    const said = total === 0 ? 'no reports' : total === 1 ? '1 report' : `${total} reports`;
    this.slider.setAttribute('aria-valuetext', `${words}, ${said}`);
    if (this.count.textContent !== said) this.count.textContent = said;
    this.second.hidden = compare === null;
    if (compare !== null) {
      this.second.value = String(compare);
      this.second.setAttribute('aria-valuetext', dayWords(this.story.iso(compare)));
    }
  }

  /** @param {number} by days */
  step(by) {
    this.pause();
    this.onDay(Math.max(0, Math.min(this.story.days - 1, this.story.day + by)), 'step');
  }

  /** To the next day on which a place changes. @param {number} way 1 or -1 */
  change(way) {
    const { changeDays, day } = this.story;
    const found = way > 0 ? changeDays.find((d) => d > day) : changeDays.findLast((d) => d < day);
    this.pause();
    if (found !== undefined) this.onDay(found, 'step');
    else this.onDay(way > 0 ? this.story.days - 1 : 0, 'step');
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.story.day >= this.story.days - 1) this.onDay(0, 'play');
    this.playing = true;
    this.paintPlay();
    let exact = this.story.day;
    let before = performance.now();
    const tick = (/** @type {number} */ now) => {
      if (!this.playing) return;
      exact += (Math.min(250, now - before) / 1000) * this.speed;
      before = now;
      this.frames += 1;
      const day = Math.min(this.story.days - 1, Math.floor(exact));
      if (day !== this.story.day) this.onDay(day, 'play');
      if (day >= this.story.days - 1) this.pause();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.paintPlay();
    this.onDay(this.story.day, 'pause');
  }

  /** Bars of reports per day, stacked by the speaker's side. @param {import('./theme.js').Theme} theme */
  drawHistogram(theme) {
    const { story } = this;
    const box = { width: this.bars.clientWidth, height: this.bars.clientHeight };
    if (!box.width) return;
    const canvas = document.createElement('canvas');
    const dpr = Math.min(3, window.devicePixelRatio || 1);
    canvas.width = Math.round(box.width * dpr);
    canvas.height = Math.round(box.height * dpr);
    const g = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    g.scale(dpr, dpr);
    const bins = Math.min(story.days, Math.max(1, Math.floor(box.width / 3)));
    const width = story.head.sides.length + 1;
    const sums = Array.from({ length: bins }, () => new Array(width).fill(0));
    for (let d = 0; d < story.days; d++) {
      const bin = sums[Math.min(bins - 1, Math.floor((d * bins) / story.days))];
      story.reports(d).forEach((n, side) => (bin[side] += n));
    }
    const top = Math.max(1, ...sums.map((bin) => bin.reduce((a, b) => a + b, 0)));
    const step = box.width / bins;
    sums.forEach((bin, i) => {
      let y = box.height;
      bin.forEach((n, side) => {
        if (!n) return;
        const h = Math.max(1.5, (n / top) * (box.height - 2));
        g.fillStyle = fade(theme.sides[side] || theme.unknown, 0.8);
        g.fillRect(i * step + (step > 4 ? 0.5 : 0), y - h, Math.max(1, step - (step > 4 ? 1 : 0)), h);
        y -= h;
      });
    });
    this.bars.replaceChildren(picture(canvas, 'cl-bars'));
  }

  /** Month names under the slider. */
  drawTicks() {
    const { story } = this;
    const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
    const marks = [];
    for (let d = 0; d < story.days; d++) {
      const [year, month, day] = story.iso(d).split('-').map(Number);
      if (day === 1) marks.push({ d, text: month === 1 || !marks.length ? `${months[month - 1]} ${year}` : months[month - 1], month });
    }
    const every = Math.ceil(marks.length / 10);
    const kept = marks.filter((mark, i) => (marks.length > 24 ? mark.month === 1 : i % every === 0));
    this.ticks.replaceChildren(...kept.map(({ d, text }) => {
      const left = `${(d / Math.max(1, story.days - 1)) * 100}%`;
      return el('span', { text, style: { left } });
    }));
  }
}
