// The icicle graph in use: what is drawn of it, how it opens, and that nothing is lost.
'use strict';
const assert = require('assert');

const names = (page, selector = '') => page.ask(selector => Array.from(document.querySelectorAll(`button.n${selector}`),
  box => box.getAttribute('aria-label').split(':')[0]), selector);
const press = (page, selector) => page.ask(selector => document.querySelector(selector).click(), selector);
const hash = page => page.ask(() => { address.flush(); return location.hash; });
const pressed = page => page.ask(() => Array.from(document.querySelectorAll('.chip[aria-pressed=true]'), chip => chip.textContent.trim()));

module.exports = {
  async 'the graph opens on leaks, without allocators'(page, urlOf) {
    await page.go(urlOf('sample'));
    assert.deepStrictEqual(await pressed(page), ['leak 1']);
    assert.ok(await page.ask(() => Array.from(document.querySelectorAll('button.n')).every(box => box.classList.contains('v-leak'))));
    assert.deepStrictEqual((await names(page)).sort(),
      ['all', 'esp_crt_ca_cb_callback', 'esp_crt_ca_cb_callback', 'esp_crt_copy_asn1', 'x509_crt_verify_chain']);
    assert.deepStrictEqual(await names(page, '.owner'), ['esp_crt_ca_cb_callback', 'esp_crt_ca_cb_callback']);
  },

  async 'the chips choose what it shows'(page) {
    await press(page, '.chip[data-verdict=transient]');
    assert.ok((await names(page)).includes('mbedtls_ssl_setup'));
    assert.match(await page.ask(() => document.querySelector('button.n').getAttribute('aria-label')),
      /^all: 28,219 B in 103 blocks, 100\.0 %, several verdicts$/);
    assert.strictEqual(await hash(page), '#chains?show=leak.transient');
    await press(page, '.chip[data-verdict=transient]');
    await press(page, '#allocators');
    assert.deepStrictEqual(await names(page, '.allocator'), ['calloc', 'heap_caps_malloc_default', 'calloc', 'heap_caps_malloc_default']);
    await press(page, '#allocators');
    await press(page, '.chip[data-verdict=leak]');
    assert.strictEqual(await page.ask(() => document.querySelector('.icicle').textContent), 'Nothing is chosen.');
    await press(page, '.chip[data-verdict=leak]');
    assert.strictEqual(await hash(page), '#chains');
  },

  async 'it begins at owners when asked to'(page) {
    await press(page, '#invert');
    assert.deepStrictEqual(await names(page), ['all', 'esp_crt_ca_cb_callback', 'x509_crt_verify_chain']);
    await press(page, '#invert');
  },

  async 'a frame opens by a click, and tells its line'(page, urlOf) {
    await press(page, '.chip[data-verdict=transient]');
    const at = await page.ask(async () => {
      const box = Array.from(document.querySelectorAll('button.n')).find(box => box.textContent === 'mbedtls_ssl_setup');
      box.scrollIntoView({block: 'center', behavior: 'instant'});
      // The scrolling is told of in the next frame, and hides what is told of a frame.
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const {x, y, width, height} = box.getBoundingClientRect();
      return {x: x + width / 2, y: y + height / 2};
    });
    await page.send('Input.dispatchMouseEvent', {type: 'mouseMoved', ...at});
    assert.match(await page.ask(() => document.querySelector('#tip').textContent), /^mbedtls_ssl_setup: .*\n.*ssl_tls\.c:\d+$/);
    for (const type of ['mousePressed', 'mouseReleased'])
      await page.send('Input.dispatchMouseEvent', {type, ...at, button: 'left', clickCount: 1});
    assert.ok(await page.ask(() => {
      const box = Array.from(document.querySelectorAll('button.n')).find(box => box.textContent === 'mbedtls_ssl_setup');
      return box.offsetWidth === document.querySelector('#graph').clientWidth;
    }));
    const kept = await hash(page);
    assert.match(kept, /zoom=\d+\.\d/);
    const before = await names(page);
    await page.go(urlOf('sample') + kept);
    assert.deepStrictEqual(await names(page), before);
    await press(page, '#unzoom');
    assert.ok(await page.ask(() => document.querySelector('#unzoom').disabled));
    await page.go(urlOf('sample'));
  },

  async 'the graph is searched'(page) {
    await page.ask(() => document.querySelector('#find-frame').focus());
    await page.type('esp_crt_copy');
    assert.deepStrictEqual(await names(page, '.hit'), ['esp_crt_copy_asn1']);
    assert.strictEqual(await page.ask(() => document.querySelector('#found').textContent), '1 frame, 40.4 % of the bytes');
    await page.ask(() => {
      document.querySelector('#find-frame').value = '';
      document.querySelector('#find-frame').dispatchEvent(new Event('input'));
    });
    assert.deepStrictEqual(await names(page, '.hit'), []);
  },

  // On the page of 4,000 chains: frames that are too narrow are in groups, which open on them.
  async 'nothing is lost of 4,000 chains'(page, urlOf) {
    await page.go(urlOf('chains'));
    const seen = await page.ask(() => {
      const leaves = new Set();
      const groups = () => Array.from(document.querySelectorAll('button.n.group:not(.above):not([tabindex="0"])'));
      let most = 0;
      const visit = way => {
        document.querySelector('#unzoom').click();
        way.forEach(i => groups()[i].click());
        const labels = Array.from(document.querySelectorAll('button.n'), box => box.getAttribute('aria-label').split(':')[0]);
        labels.filter(name => name.startsWith('0x421')).forEach(name => leaves.add(name));
        most = Math.max(most, labels.length);
        groups().map((_, i) => [...way, i]).forEach(visit);
      };
      visit([]);
      return [leaves.size, most];
    });
    assert.strictEqual(seen[0], 4000);
    assert.ok(seen[1] < 3000);
  }
};
