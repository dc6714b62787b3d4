// check.js DIRECTORY [SHOTS]: holds the pages in a directory against what the HTML report promises. Screenshots go to
// SHOTS, for people to look at.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const {pathToFileURL} = require('url');
const {Browser} = require('./devtools.js');
const {checkLooks, findAxe, WIDTHS} = require('./looks.js');

const PAGE_BYTES_MAX = 150000;
const SAMPLE_PAINT_MS_MAX = 300;
const LARGE_MS_MAX = 1000;

const [directory, shots] = process.argv.slice(2);
const urlOf = name => pathToFileURL(path.resolve(directory, `${name}.html`)).href;
const bytesOf = name => fs.statSync(path.join(directory, `${name}.html`)).size;
const names = fs.readdirSync(directory).filter(file => file.endsWith('.html')).map(file => path.basename(file, '.html')).sort();

async function checkKeyboard(page) {
  await page.go(urlOf('sample'));
  const focused = () => page.ask(() => document.activeElement.className || document.activeElement.tagName);
  const tabTo = async selector => {
    for (let i = 0; i < 100 && !(await page.ask(selector => document.activeElement.matches(selector), selector)); i++) {
      await page.press('Tab');
      const ring = await page.ask(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.ok(ring !== 'none', `no focus is seen on ${await focused()}`);
    }
  };
  const tip = () => page.ask(() => document.querySelector('#tip').textContent);
  await page.press('Tab');
  assert.strictEqual(await focused(), 'skip');
  await tabTo('.lane > svg');
  const first = await tip();
  assert.match(first, /^burst of 136 B in 7 blocks/);
  await page.press('ArrowRight');
  assert.match(await tip(), /^burst of /);
  assert.notStrictEqual(await tip(), first);
  await page.press('Escape');
  assert.strictEqual(await tip(), '');
  await tabTo('.chip[data-verdict=transient]');
  await page.press(' ');
  await tabTo('button.n');
  assert.match(await tip(), /^all: /);
  await page.press('ArrowDown');
  const name = await page.ask(() => document.activeElement.getAttribute('aria-label'));
  assert.match(name, /^mbedtls_ssl_setup: /);
  await page.press('ArrowRight');
  await page.press('ArrowLeft');
  await page.press('Enter');
  assert.deepStrictEqual(await page.ask(() => [document.activeElement.getAttribute('aria-label'),
    document.activeElement.offsetWidth === document.querySelector('#graph').clientWidth]), [name, true]);
  await page.press('Escape');
  assert.ok(await page.ask(() => document.querySelector('#unzoom').disabled));
  await tabTo('#table th button');
  await page.press('Enter');
  assert.strictEqual(await page.ask(() => document.activeElement.closest('th').getAttribute('aria-sort')), 'ascending');
  await page.go(urlOf('sample') + '#finding-2');
  assert.ok(await page.ask(() => document.querySelector('#finding-2 > details').open), 'a link opens its card');
}

// The growth chart: leaks on the line that means leak, and nothing else on one.
async function checkGrowth(page) {
  await page.go(urlOf('two'));
  const [lines, dots, words] = await page.ask(() => [
    Array.from(document.querySelectorAll('.growth'), chart => [chart.className, chart.querySelectorAll('.expected').length]),
    Array.from(document.querySelector('.growth').querySelectorAll('circle'), dot => Number(dot.getAttribute('cx'))),
    document.querySelector('.growth > p').textContent
  ]);
  assert.ok(lines.every(([name, count]) => count === Number(name.includes('v-leak'))));
  assert.deepStrictEqual(dots, [...dots].sort((a, b) => a - b));
  assert.match(words, /: 408 B in 90 s, 1,632 B in 600 s\. The line is 10,643 B per hour; it lies in the band with 95 %\.$/);
  assert.strictEqual(await page.ask(() => document.querySelector('.others').open), false);
}

// On paper (A4, at 96 dots an inch) addresses and findings stay on a line, and paths break before the file's name.
async function checkPrint(page) {
  await page.send('Emulation.setEmulatedMedia', {media: 'print'});
  await page.size(794, 1123);
  await page.go(urlOf('sample'));
  const [wide, broken, places] = await page.ask(() => {
    const lines = node => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return range.getClientRects().length;
    };
    return [document.documentElement.scrollWidth,
      Array.from(document.querySelectorAll('#table td:nth-child(2) > a, #table td:nth-child(8)')).filter(node => lines(node) > 1).length,
      document.querySelectorAll('.place > wbr').length];
  });
  assert.ok(wide <= 794, `a printed page is ${wide} px wide`);
  assert.strictEqual(broken, 0, 'cells of the printed table whose text is broken');
  assert.ok(places > 0);
  await page.send('Emulation.setEmulatedMedia', {media: ''});
  await page.size(1280, 900);
}

async function checkWithoutScript(page) {
  await page.send('Emulation.setScriptExecutionDisabled', {value: true});
  await page.go(urlOf('sample'));
  const seen = await page.ask(() => [document.querySelectorAll('#table tbody tr').length, document.querySelectorAll('.lane g').length,
    document.querySelectorAll('.tools:not([hidden])').length, document.querySelectorAll('svg.icicle svg.v-leak').length]);
  assert.ok(seen[0] === 100 && seen[1] >= 12 && seen[2] === 0 && seen[3] === 5, `without JavaScript: ${seen}`);
  if (shots)
    await page.shoot(path.join(shots, 'sample-without-script.png'));
  await page.send('Emulation.setScriptExecutionDisabled', {value: false});
}

async function firstPaint(page, name) {
  const paints = [];
  for (let i = 0; i < 3; i++) {
    await page.go(urlOf(name));
    paints.push(await page.ask(() => new Promise(resolve => {
      new PerformanceObserver(list => resolve(list.getEntries()[0].startTime)).observe({type: 'paint', buffered: true});
    })));
  }
  return Math.round(Math.min(...paints));
}

async function checkSpeed(page) {
  const paint = await firstPaint(page, 'sample');
  assert.ok(bytesOf('sample') <= PAGE_BYTES_MAX, `the sample's page has ${bytesOf('sample')} bytes`);
  assert.ok(paint <= SAMPLE_PAINT_MS_MAX, `first paint of the sample after ${paint} ms`);
  console.log(`browser: the sample: ${bytesOf('sample')} bytes, first paint ${paint} ms`);
}

async function checkLarge(page) {
  assert.ok(bytesOf('large') < 5e6, `100,000 records take ${bytesOf('large')} bytes`);
  const paint = await firstPaint(page, 'large');
  assert.ok(paint < LARGE_MS_MAX, `first paint of 100,000 records after ${paint} ms`);
  const ready = Math.round(await page.ask(() => performance.getEntriesByType('navigation')[0].loadEventEnd));
  const taken = what => page.ask(`(() => { const start = performance.now(); ${what}; return performance.now() - start; })()`);
  const sort = Math.round(await taken('document.querySelector("#table th[data-key=index] button").click()'));
  const filter = Math.round(await taken('document.querySelector("#filter").value = "asn1"; document.querySelector("#filter").dispatchEvent(new Event("input"))'));
  assert.ok(ready < LARGE_MS_MAX, `100,000 records are ready after ${ready} ms`);
  assert.ok(Math.max(sort, filter) < LARGE_MS_MAX, `sorting takes ${sort} ms, filtering ${filter} ms`);
  await page.ask(() => { document.querySelector('#filter').value = ''; document.querySelector('#filter').dispatchEvent(new Event('input')); });
  assert.strictEqual(await page.ask(() => document.querySelector('#shown').textContent), '1\u2013100 of 100,000');
  await page.ask(() => document.querySelector('#forth').click());
  assert.strictEqual(await page.ask(() => document.querySelector('#shown').textContent), '101\u2013200 of 100,000');
  console.log(`browser: 100,000 records: ${bytesOf('large')} bytes, first paint ${paint} ms, ready ${ready} ms, sorted ${sort} ms, filtered ${filter} ms`);
}

async function main() {
  const browser = new Browser();
  const axe = findAxe();
  try {
    const page = await browser.open();
    await page.send('Page.bringToFront');
    for (const name of names) {
      const vast = ['large', 'chains'].includes(name);
      // The large pages look like the others; a picture of them takes seconds.
      if (!vast || shots)
        await checkLooks(page, name, urlOf(name), {shots, axe, vast});
      console.log(`browser: ${name}: light, dark, ${WIDTHS.join(', ')} px`);
    }
    console.log(axe ? 'browser: axe finds nothing' : 'browser: SKIPPED: axe-core is not at hand (AXE names axe.min.js, or npm gets it)');
    await page.go(urlOf('sample'));
    for (const [what, check] of Object.entries({...require('./table.js'), ...require('./graph.js')})) {
      await check(page, urlOf);
      console.log(`browser: ${what}`);
    }
    await checkKeyboard(page);
    console.log('browser: the keyboard does what the mouse does');
    await checkGrowth(page);
    console.log('browser: growth is drawn of leaks');
    await checkPrint(page);
    console.log('browser: printed, addresses stay whole');
    await checkWithoutScript(page);
    console.log('browser: readable without JavaScript');
    await checkSpeed(page);
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
