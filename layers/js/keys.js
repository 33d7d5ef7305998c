// Everything by keyboard: time with the arrows, the map with shift, the rest with single keys.

/** @param {import('./main.js').ClaimlineMap} app */
export function bindKeys(app) {
  const last = app.story.days - 1;
  const { bar } = app;
  const far = 120;
  /** @type {Record<string, () => void>} */
  const plain = {
    ArrowRight: () => bar.step(1),
    ArrowUp: () => bar.step(1),
    ArrowLeft: () => bar.step(-1),
    ArrowDown: () => bar.step(-1),
    PageUp: () => bar.step(7),
    PageDown: () => bar.step(-7),
    Home: () => bar.step(-last),
    End: () => bar.step(last),
    ' ': () => bar.toggle(),
    '+': () => app.map.zoomIn(),
    '=': () => app.map.zoomIn(),
    '-': () => app.map.zoomOut(),
    '−': () => app.map.zoomOut(),
    n: () => bar.change(1),
    b: () => bar.change(-1),
    c: () => app.toggleCompare(),
    m: () => app.toggleMeasure(),
    f: () => app.toggleFull(),
    r: () => app.togglePanel('routes'),
    p: () => app.togglePanel('people'),
    '?': () => app.toggleHelp(),
    '/': () => app.search.input.focus(),
    Escape: () => escape(app),
  };
  /** @type {Record<string, [number, number]>} */
  const pans = { ArrowRight: [far, 0], ArrowLeft: [-far, 0], ArrowUp: [0, -far], ArrowDown: [0, far] };
  app.nodes.root.addEventListener('keydown', (/** @type {KeyboardEvent} */ e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const at = /** @type {HTMLElement} */ (e.composedPath()[0]);
    const { tagName } = at;
    if (tagName === 'SELECT' || (tagName === 'INPUT' && /** @type {HTMLInputElement} */ (at).type === 'search')) return;
    const pressable = tagName === 'BUTTON' || tagName === 'SUMMARY' || tagName === 'A' || (at instanceof HTMLInputElement && at.type === 'checkbox');
    if (pressable && (e.key === ' ' || e.key === 'Enter')) return;
    if (at === bar.second && e.key !== ' ' && e.key !== 'Escape') {
      e.stopPropagation();
      return;
    }
    const scrolls = at.classList.contains('cl-drawer-body') && /^(Arrow(Up|Down)|Page|Home|End| )/.test(e.key);
    if (scrolls) return;
    let act = e.shiftKey && pans[e.key] ? () => app.map.panBy(pans[e.key], { animate: false }) : plain[e.key];
    if (e.key === 'Enter' && at === app.nodes.mapBox) act = () => app.pickCentre();
    if (e.key === 'Enter' && app.measuring) act = () => app.addWay(app.map.getCenter());
    if (!act) return;
    e.preventDefault();
    e.stopPropagation();
    act();
  });
}

/** Close what is open, the newest first. @param {import('./main.js').ClaimlineMap} app */
function escape(app) {
  if (!app.nodes.help.hidden) app.toggleHelp();
  else if (app.measuring) app.toggleMeasure();
  else if (app.pick) app.setPick(null);
  else if (app.other !== null) app.setCompare(null);
}
