// The table of records in use: order, filter, file, and the address that keeps them.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');

const cells = (page, key) => page.ask(key => {
  const at = Array.from(document.querySelectorAll('#table th')).findIndex(head => head.dataset.key === key);
  return Array.from(document.querySelectorAll('#table tbody tr'), row => row.cells[at].textContent);
}, key);
const sizes = async page => (await cells(page, 'size')).map(text => Number(text.replace(/,/g, '')));
const sort = (page, key) => page.ask(key => document.querySelector(`#table th[data-key=${key}] button`).click(), key);
const order = (page, key) => page.ask(key => document.querySelector(`#table th[data-key=${key}]`).getAttribute('aria-sort'), key);
const shown = page => page.ask(() => [document.querySelectorAll('#table tbody tr').length, document.querySelector('#shown').textContent]);
const hash = page => page.ask(() => { address.flush(); return location.hash; });
const set = (page, id, value, type) => page.ask((id, value, type) => {
  document.getElementById(id).value = value;
  document.getElementById(id).dispatchEvent(new Event(type));
}, id, value, type);

module.exports = {
  async 'the largest records stand first, with names, and numbers on the right'(page) {
    const given = await sizes(page);
    assert.strictEqual(given.length, 100);
    assert.deepStrictEqual(given, [...given].sort((a, b) => b - a));
    assert.strictEqual(await order(page, 'size'), 'descending');
    assert.ok((await cells(page, 'chain')).every(name => !name.startsWith('0x')));
    assert.ok((await cells(page, 'callers')).includes('esp_crt_ca_cb_callback'));
    const right = await page.ask(() => Array.from(document.querySelectorAll('#table tbody tr:first-child td'))
      .filter(cell => getComputedStyle(cell).textAlign === 'right').map(cell => cell.cellIndex));
    assert.deepStrictEqual(right, [0, 5, 6, 8]);
  },

  async 'the table is sorted'(page) {
    await sort(page, 'size');
    assert.strictEqual(await order(page, 'size'), 'ascending');
    assert.strictEqual((await sizes(page))[0], 2);
    await sort(page, 'chain');
    assert.strictEqual(await order(page, 'chain'), 'ascending');
    const names = await cells(page, 'chain');
    assert.deepStrictEqual(names, [...names].sort());
    await sort(page, 'callers');
    await sort(page, 'index');
    assert.deepStrictEqual((await cells(page, 'index')).slice(0, 3), ['0', '1', '2']);
  },

  async 'rows of the data are those of the markup'(page) {
    const rows = () => page.ask(() => document.querySelector('#table tbody').innerText);
    await page.go(page.url);
    const given = await rows();
    await sort(page, 'index');
    assert.notStrictEqual(await rows(), given);
    await sort(page, 'size');
    assert.strictEqual(await rows(), given);
  },

  async 'the table is filtered'(page) {
    await page.ask(() => document.querySelector('#filter').focus());
    await page.type('no such function');
    assert.deepStrictEqual(await shown(page), [0, '0\u20130 of 0']);
    for (const [wanted, count] of [['esp_crt_copy_asn1', 72], ['esp_crt_bundle.c', 84], ['0x3fcae4b8', 1], ['0x420001bd', 12], ['16717', 1]]) {
      await set(page, 'filter', wanted, 'input');
      assert.strictEqual((await shown(page))[0], count, wanted);
    }
    await set(page, 'filter', '', 'input');
    await set(page, 'only', '0', 'change');
    assert.strictEqual((await shown(page))[0], 84);
  },

  async 'the address keeps what is chosen'(page, urlOf) {
    await page.go(urlOf('sample'));
    await set(page, 'filter', 'asn1', 'input');
    await set(page, 'only', '0', 'change');
    await sort(page, 'index');
    const kept = await hash(page);
    assert.strictEqual(kept, '#records?find=asn1&finding=1&sort=index');
    const [before, rows] = [await shown(page), await cells(page, 'index')];
    await page.go(urlOf('sample') + kept);
    assert.deepStrictEqual(await shown(page), before);
    assert.deepStrictEqual(await cells(page, 'index'), rows);
    assert.ok(await page.ask(() => scrollY > 0), 'the address leads to the records');
    await page.ask(() => document.querySelector('nav a[href="#timeline"]').click());
    assert.strictEqual(await hash(page), '#timeline?find=asn1&finding=1&sort=index');
    await page.ask(() => { location.hash = '#records?page=2'; });
    await page.until(() => document.querySelector('#shown').textContent.startsWith('101'));
    assert.strictEqual((await shown(page))[0], 7);
    await page.go(urlOf('sample'));
  },

  async 'what is filtered is saved as CSV'(page) {
    const directory = fs.mkdtempSync(path.join(require('os').tmpdir(), 'htanalyze-csv-'));
    await page.browser.send('Browser.setDownloadBehavior', {behavior: 'allow', downloadPath: directory});
    await set(page, 'filter', 'mbedtls_ssl_setup', 'input');
    await page.ask(() => document.querySelector('#save').click());
    const file = path.join(directory, 'records.csv');
    for (let i = 0; i < 100 && !fs.existsSync(file); i++)
      await new Promise(resolve => setTimeout(resolve, 50));
    const lines = fs.readFileSync(file, 'utf8').split('\r\n');
    fs.rmSync(directory, {recursive: true});
    assert.strictEqual(lines[0], 'window,index,size,addr,cpu,ccount,memory,seconds,burst,finding,verdict,title,function,file,line,stack,pcs,task');
    assert.strictEqual(lines.length, (await shown(page))[0] + 2);
    assert.match(lines[1], /^1,93,16717,0x[0-9a-f]{8},0,\d+,internal,,\d+,2,transient,Open TLS and HTTP sessions,mbedtls_ssl_setup,\/opt\/.*\.c,\d+,.* < mbedtls_ssl_setup,0x.*,$/);
    assert.strictEqual(await page.ask(() => [csvCell('=1'), csvCell('a,"b"\n'), csvCell(-1)].join('|')), '\'=1|"a,""b""\\x0a"|-1');
    await set(page, 'filter', '', 'input');
  }
};
