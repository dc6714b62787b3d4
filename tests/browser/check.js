// check.js DIRECTORY [SHOTS]: holds the pages in a directory against what the HTML report promises. Screenshots go to
// SHOTS, for people to look at.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const {pathToFileURL} = require('url');
const {Browser} = require('./devtools.js');

const [directory, shots] = process.argv.slice(2);
const urlOf = name => pathToFileURL(path.resolve(directory, `${name}.html`)).href;
const names = fs.readdirSync(directory).filter(file => file.endsWith('.html')).map(file => path.basename(file, '.html')).sort();

// Runs in the page: texts whose contrast with what is behind them is below WCAG's AA.
function faintTexts() {
  const parse = color => color.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => [red, green, blue].map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (front, back) => front.slice(0, 3).map((part, i) => part * (front[3] ?? 1) + back[i] * (1 - (front[3] ?? 1)));
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('script, title, option, :disabled') || !element.getClientRects().length)
      continue;
    let back = [255, 255, 255];
    let opacity = 1;
    const layers = [];
    for (let up = element; up; up = up.parentElement) {
      layers.unshift(parse(getComputedStyle(up).backgroundColor));
      opacity *= Number(getComputedStyle(up).opacity);
    }
    const drawn = element.tagName === 'text';
    if (drawn)
      layers.push(parse(getComputedStyle(element.parentElement.querySelector('rect')).fill));
    layers.forEach(layer => { back = over(layer, back); });
    const ink = parse(getComputedStyle(element)[drawn ? 'fill' : 'color']);
    const front = over([...ink.slice(0, 3), (ink[3] ?? 1) * opacity], back);
    const [dark, light] = [luminance(front), luminance(back)].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5)
      faint.add(`${element.tagName}.${element.getAttribute('class')} ${ratio.toFixed(2)}`);
  }
  return [...faint];
}

const checks = {
  async 'the table is sorted'(page) {
    const sizes = () => page.ask(() => Array.from(document.querySelectorAll('#table tbody tr'), row => {
      const at = Array.from(document.querySelectorAll('#table th')).findIndex(head => head.dataset.key === 'size');
      return Number(row.cells[at].textContent.replace(/,/g, ''));
    }));
    const sort = key => page.ask(key => document.querySelector(`#table th[data-key=${key}] button`).click(), key);
    const order = () => page.ask(() => document.querySelector('#table th[data-key=size]').getAttribute('aria-sort'));
    const given = await sizes();
    await sort('size');
    assert.strictEqual(await order(), 'ascending');
    assert.deepStrictEqual(await sizes(), [...given].sort((a, b) => a - b));
    await sort('size');
    assert.strictEqual(await order(), 'descending');
    assert.deepStrictEqual(await sizes(), [...given].sort((a, b) => b - a));
    await sort('index');
    assert.deepStrictEqual(await sizes(), given);
    await sort('chain');
    await sort('pcs');
  },

  async 'rows of the data are those of the markup'(page) {
    const rows = () => page.ask(() => document.querySelector('#table tbody').innerText);
    await page.go(page.url);
    const given = await rows();
    await page.ask(() => document.querySelector('#table th[data-key=index] button').click());
    assert.strictEqual(await rows(), given);
  },

  async 'the table is filtered'(page) {
    const shown = () => page.ask(() => [document.querySelectorAll('#table tbody tr').length, document.querySelector('#shown').textContent]);
    await page.ask(() => document.querySelector('#filter').focus());
    await page.type('no such function');
    assert.deepStrictEqual(await shown(), [0, '0\u20130 of 0']);
    await page.ask(() => { document.querySelector('#filter').value = ''; });
    await page.type('esp_crt_copy_asn1');
    assert.strictEqual((await shown())[0], 72);
    await page.ask(() => { document.querySelector('#filter').value = ''; });
    await page.type('0x3fcae4b8');
    assert.strictEqual((await shown())[0], 1);
    await page.ask(() => {
      document.querySelector('#filter').value = '';
      const only = document.querySelector('#only');
      only.value = '0';
      only.dispatchEvent(new Event('change'));
    });
    assert.strictEqual((await shown())[0], 84);
  },

  async 'the graph is searched'(page) {
    await page.ask(() => document.querySelector('#find-frame').focus());
    await page.type('esp_crt_copy');
    const hits = await page.ask(() => Array.from(document.querySelectorAll('.n.hit text'), text => text.textContent));
    assert.ok(hits.length && hits.every(name => name === 'esp_crt_copy_asn1'));
    assert.match(await page.ask(() => document.querySelector('#found').textContent), /^\d+ frames?, \d+\.\d % of the bytes$/);
    await page.ask(() => {
      document.querySelector('#find-frame').value = '';
      document.querySelector('#find-frame').dispatchEvent(new Event('input'));
    });
    assert.strictEqual(await page.ask(() => document.querySelectorAll('.n.hit').length), 0);
  },

  async 'the graph zooms'(page) {
    const place = () => page.ask(() => {
      const node = Array.from(document.querySelectorAll('.n')).find(n => n.querySelector('text').textContent === 'mbedtls_ssl_setup');
      return [node.getAttribute('x'), node.getAttribute('width')].map(text => Math.round(parseFloat(text)));
    });
    const before = await place();
    const at = await page.ask(async () => {
      const node = Array.from(document.querySelectorAll('.n')).find(n => n.querySelector('text').textContent === 'mbedtls_ssl_setup');
      node.scrollIntoView({block: 'center', behavior: 'instant'});
      // The scrolling is told of in the next frame, and hides what is told of a frame.
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const box = node.getBoundingClientRect();
      return {x: box.x + box.width / 2, y: box.y + box.height / 2};
    });
    for (const type of ['mouseMoved', 'mousePressed', 'mouseReleased'])
      await page.send('Input.dispatchMouseEvent', {type, ...at, button: type === 'mouseMoved' ? 'none' : 'left', clickCount: 1});
    assert.deepStrictEqual(await place(), [0, 100]);
    assert.match(await page.ask(() => document.querySelector('#tip').textContent), /^mbedtls_ssl_setup: /);
    await page.ask(() => document.querySelector('#unzoom').click());
    assert.deepStrictEqual(await place(), before);
  },

  async 'the keyboard does what the mouse does'(page) {
    await page.go(page.url);
    const focused = () => page.ask(() => document.activeElement.className || document.activeElement.tagName);
    await page.press('Tab');
    assert.strictEqual(await focused(), 'skip');
    const stops = [];
    for (let i = 0; i < 80 && !(await page.ask(() => document.activeElement.matches('.lane > svg'))); i++) {
      await page.press('Tab');
      stops.push(await focused());
      const ring = await page.ask(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.ok(ring !== 'none', `no focus is seen on ${stops.at(-1)}`);
    }
    const tip = () => page.ask(() => document.querySelector('#tip').textContent);
    const first = await tip();
    assert.match(first, /^burst of 136 B in 7 blocks/);
    await page.press('ArrowRight');
    assert.match(await tip(), /^burst of /);
    assert.notStrictEqual(await tip(), first);
    await page.press('Escape');
    assert.strictEqual(await tip(), '');
    for (let i = 0; i < 80 && !(await page.ask(() => document.activeElement.matches('.n'))); i++)
      await page.press('Tab');
    assert.match(await tip(), /^all: /);
    await page.press('ArrowDown');
    const node = await page.ask(() => document.activeElement.id);
    await page.press('Enter');
    assert.strictEqual(await page.ask(id => parseFloat(document.getElementById(id).getAttribute('width')), node), 100);
    await page.press('Escape');
    assert.ok(await page.ask(() => document.querySelector('#unzoom').disabled));
    for (let i = 0; i < 20 && !(await page.ask(() => document.activeElement.closest('th'))); i++)
      await page.press('Tab');
    await page.press('Enter');
    assert.strictEqual(await page.ask(() => document.activeElement.closest('th').getAttribute('aria-sort')), 'ascending');
  }
};

// What holds for every page, whatever it tells.
async function checkLooks(page, name) {
  for (const scheme of ['light', 'dark']) {
    await page.scheme(scheme);
    await page.size(1200, 900);
    await page.go(urlOf(name));
    const paper = (await page.ask(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g).map(Number);
    assert.strictEqual(paper[0] < 128, scheme === 'dark', `${name} is not ${scheme}`);
    if (shots)
      await page.shoot(path.join(shots, `${name}-${scheme}.png`));
    await page.ask(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
    assert.deepStrictEqual(await page.ask(faintTexts), [], `faint texts of ${name}, ${scheme}`);
  }
  await page.scheme('light');
  await page.size(360, 740);
  await page.go(urlOf(name));
  if (shots)
    await page.shoot(path.join(shots, `${name}-360.png`));
  await page.ask(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));
  assert.ok(await page.ask(() => document.documentElement.scrollWidth) <= 360, `${name} is wider than 360 px`);
  const twice = await page.ask(() => {
    const ids = Array.from(document.querySelectorAll('[id]'), element => element.id);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
  });
  assert.deepStrictEqual(twice, [], `ids of ${name} that stand twice`);
  await page.size(1200, 900);
}

async function checkWithoutScript(page) {
  await page.send('Emulation.setScriptExecutionDisabled', {value: true});
  await page.go(urlOf('sample'));
  const seen = await page.ask(() => [document.querySelectorAll('#table tbody tr').length, document.querySelectorAll('.lane g').length,
    document.querySelectorAll('.tools:not([hidden])').length]);
  assert.ok(seen[0] === 107 && seen[1] >= 12 && seen[2] === 0, `without JavaScript: ${seen}`);
  await page.send('Emulation.setScriptExecutionDisabled', {value: false});
}

async function checkLarge(page) {
  const bytes = fs.statSync(path.join(directory, 'large.html')).size;
  assert.ok(bytes < 5e6, `100,000 records take ${bytes} bytes`);
  const paints = [];
  for (let i = 0; i < 3; i++) {
    await page.go(urlOf('large'));
    paints.push(await page.ask(() => new Promise(resolve => {
      new PerformanceObserver(list => resolve(list.getEntries()[0].startTime)).observe({type: 'paint', buffered: true});
    })));
  }
  const paint = Math.min(...paints);
  assert.ok(paint < 1000, `first paint of 100,000 records after ${paints.map(Math.round)} ms`);
  const sort = await page.ask(() => {
    const start = performance.now();
    document.querySelector('#table th[data-key=size] button').click();
    return performance.now() - start;
  });
  assert.ok(sort < 3000, `sorting takes ${Math.round(sort)} ms`);
  assert.match(await page.ask(() => document.querySelector('#shown').textContent), /^1.500 of 100,000$/);
  await page.ask(() => document.querySelector('#forth').click());
  assert.match(await page.ask(() => document.querySelector('#shown').textContent), /^501.1,000 of 100,000$/);
  console.log(`browser: 100,000 records: ${bytes} bytes, first paint ${Math.round(paint)} ms, sorted in ${Math.round(sort)} ms`);
}

async function main() {
  const browser = new Browser();
  try {
    let page = await browser.open();
    await page.send('Page.bringToFront');
    // The large page looks like the others; a picture of it takes seconds.
    for (const name of names.filter(name => name !== 'large' || shots)) {
      await checkLooks(page, name);
      console.log(`browser: ${name}: light, dark, 360 px`);
    }
    await page.go(urlOf('sample'));
    for (const [what, check] of Object.entries(checks)) {
      await check(page);
      console.log(`browser: ${what}`);
    }
    await checkWithoutScript(page);
    console.log('browser: readable without JavaScript');
    await checkLarge(page);
    assert.deepStrictEqual(page.complaints, [], 'errors on the console, or requests');
  } finally {
    await browser.close();
  }
}

main().then(() => process.exit(0), error => {
  console.error(`browser: ${error.stack}`);
  process.exit(1);
});
