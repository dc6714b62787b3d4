// What holds for every page, whatever it tells: legible in light and dark, whole at every width, and for everybody.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');

// The width of a phone, of a laptop and of a large screen.
const WIDTHS = [400, 1280, 2560];

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
    const ground = drawn && element.parentElement.querySelector('rect');
    if (ground)
      layers.push(parse(getComputedStyle(ground).fill));
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

// Runs in the page: what is wider than it has room for, or has its text cut off.
function cutParts() {
  const cut = all => Array.from(document.querySelectorAll(all)).filter(part => part.getClientRects().length &&
    part.scrollWidth > part.clientWidth + 1).map(part => `${part.tagName}.${part.className}`);
  const wide = document.documentElement.scrollWidth > innerWidth ? [`the page, ${document.documentElement.scrollWidth} px`] : [];
  return wide.concat(cut('.scroll'), cut('.card'), cut('figure'));
}

// Runs in the page: ids that stand twice.
function idsTwice() {
  const ids = Array.from(document.querySelectorAll('[id]'), element => element.id);
  return ids.filter((id, i) => ids.indexOf(id) !== i);
}

const unfold = page => page.ask(() => document.querySelectorAll('details').forEach(details => { details.open = true; }));

async function checkAxe(page, axe, what) {
  await page.ask(axe);
  const found = await page.ask(async () => {
    const {violations} = await window.axe.run(document, {resultTypes: ['violations']});
    return violations.map(({id, nodes}) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`);
  });
  assert.deepStrictEqual(found, [], `axe on ${what}`);
}

// axe: the source of axe-core, or null. Pages with very much on them are seen, and not walked through.
async function checkLooks(page, name, url, {shots, axe, vast}) {
  for (const scheme of ['light', 'dark']) {
    await page.scheme(scheme);
    await page.size(1280, 900);
    await page.go(url);
    const paper = (await page.ask(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/g).map(Number);
    assert.strictEqual(paper[0] < 128, scheme === 'dark', `${name} is not ${scheme}`);
    if (shots)
      await page.shoot(path.join(shots, `${name}-${scheme}.png`));
    if (vast)
      continue;
    await unfold(page);
    assert.deepStrictEqual(await page.ask(faintTexts), [], `faint texts of ${name}, ${scheme}`);
    if (axe)
      await checkAxe(page, axe, `${name}, ${scheme}`);
  }
  await page.scheme('light');
  for (const width of WIDTHS) {
    await page.size(width, 900);
    await page.go(url);
    if (shots && width !== 1280)
      await page.shoot(path.join(shots, `${name}-${width}.png`));
    await unfold(page);
    assert.deepStrictEqual(await page.ask(cutParts), [], `${name} is cut at ${width} px`);
  }
  assert.deepStrictEqual(await page.ask(idsTwice), [], `ids of ${name} that stand twice`);
  await page.size(1280, 900);
}

// The source of axe-core where it is at hand: AXE names the file.
function findAxe() {
  return process.env.AXE ? fs.readFileSync(process.env.AXE, 'utf8') + '\n;undefined' : null;
}

module.exports = {checkLooks, findAxe, WIDTHS};
