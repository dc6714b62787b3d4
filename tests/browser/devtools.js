// A headless Chromium, driven by the DevTools protocol over a pipe: no port, no library.
'use strict';
const {spawn} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--hide-scrollbars',
  '--remote-debugging-pipe'
];
const PATIENCE_MS = 60000;

class Browser {
  constructor() {
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'htanalyze-browser-'));
    this.child = spawn(process.env.CHROMIUM || 'chromium', [...FLAGS, `--user-data-dir=${this.profile}`, 'about:blank'],
      {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true});
    this.waiting = new Map();
    this.listeners = [];
    this.next = 1;
    this.rest = Buffer.alloc(0);
    this.child.stdio[4].on('data', bytes => this.receive(bytes));
    this.child.stdio[3].on('error', () => {});
    this.child.on('error', error => this.fail(`chromium does not start: ${error.message}`));
    this.child.on('exit', () => this.fail('chromium ended'));
  }

  fail(message) {
    for (const {reject} of this.waiting.values())
      reject(new Error(message));
    this.waiting.clear();
  }

  receive(bytes) {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (let end; (end = this.rest.indexOf(0)) >= 0; this.rest = this.rest.subarray(end + 1)) {
      const message = JSON.parse(this.rest.subarray(0, end).toString());
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (!waiting)
        this.listeners.forEach(listener => listener(message));
      else if (message.error)
        waiting.reject(new Error(message.error.message));
      else
        waiting.resolve(message.result);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    return new Promise((resolve, reject) => {
      const id = this.next++;
      const timer = setTimeout(() => reject(new Error(`no answer to ${method}`)), PATIENCE_MS);
      const settle = how => value => { clearTimeout(timer); how(value); };
      this.waiting.set(id, {resolve: settle(resolve), reject: settle(reject)});
      this.child.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + '\0');
    });
  }

  async open() {
    const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
    const page = new Page(this, sessionId, targetId);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network'])
      await page.send(`${domain}.enable`);
    return page;
  }

  async close() {
    await this.send('Browser.close').catch(() => {});
    await new Promise(resolve => {
      if (this.child.exitCode !== null)
        resolve();
      this.child.on('exit', resolve);
      setTimeout(resolve, 3000);
    });
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch (error) {
      // It is gone, as it should be.
    }
    fs.rmSync(this.profile, {recursive: true, force: true, maxRetries: 5});
  }
}

class Page {
  constructor(browser, session, target) {
    this.browser = browser;
    this.session = session;
    this.target = target;
    this.complaints = []; // errors on the console, and requests for anything but the page
    this.url = '';
    browser.listeners.push(message => {
      if (message.sessionId === session)
        this.notice(message);
    });
  }

  notice({method, params}) {
    if (method === 'Runtime.exceptionThrown')
      this.complaints.push(params.exceptionDetails.exception?.description || params.exceptionDetails.text);
    else if (method === 'Runtime.consoleAPICalled')
      this.complaints.push(`console.${params.type}`);
    else if (method === 'Log.entryAdded')
      this.complaints.push(params.entry.text);
    else if (method === 'Network.requestWillBeSent' && !this.isOwn(params.request.url))
      this.complaints.push(`request for ${params.request.url}`);
    else if (method === 'Network.loadingFailed')
      this.complaints.push(`failed request: ${params.errorText}`);
    else if (method === 'Page.loadEventFired' && this.loaded)
      this.loaded();
  }

  // The page itself, wherever in it, and what it makes.
  isOwn(url) {
    return url.split('#')[0] === this.url.split('#')[0] || url.startsWith('blob:');
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  // Waits until a function in the page says that it is so.
  async until(what) {
    for (let i = 0; i < 100; i++) {
      if (await this.ask(what))
        return;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error(`never: ${what}`);
  }

  // Loads a page, anew where it is the one that is there: of an address alone a browser would make no load.
  async go(url) {
    if (this.url.split('#')[0] === url.split('#')[0])
      await this.go('about:blank');
    this.url = url;
    const loaded = new Promise((resolve, reject) => {
      this.loaded = resolve;
      setTimeout(() => reject(new Error(`${url} does not load`)), PATIENCE_MS).unref();
    });
    await this.send('Page.navigate', {url});
    await loaded;
  }

  // The value of an expression in the page; a function is called there with the arguments.
  async ask(what, ...args) {
    const expression = typeof what === 'function' ? `(${what})(...${JSON.stringify(args)})` : what;
    const answer = await this.send('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true});
    if (answer.exceptionDetails)
      throw new Error(answer.exceptionDetails.exception?.description || answer.exceptionDetails.text);
    return answer.result.value;
  }

  async press(key, modifiers = 0) {
    const text = {Enter: '\r', ' ': ' '}[key];
    const code = {Tab: 9, Enter: 13, Escape: 27, ' ': 32, End: 35, Home: 36, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40}[key];
    const event = {key, code: key, windowsVirtualKeyCode: code, modifiers};
    await this.send('Input.dispatchKeyEvent', {type: text ? 'keyDown' : 'rawKeyDown', text, ...event});
    await this.send('Input.dispatchKeyEvent', {type: 'keyUp', ...event});
  }

  async type(text) {
    await this.send('Input.insertText', {text});
  }

  async size(width, height) {
    await this.send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: false});
  }

  async scheme(value) {
    await this.send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value}]});
  }

  // The whole page as a PNG.
  async shoot(file) {
    const {cssContentSize} = await this.send('Page.getLayoutMetrics');
    const clip = {x: 0, y: 0, width: cssContentSize.width, height: Math.min(cssContentSize.height, 4000), scale: 1};
    const {data} = await this.send('Page.captureScreenshot', {clip, captureBeyondViewport: true});
    fs.writeFileSync(file, Buffer.from(data, 'base64'));
  }

  close() {
    return this.browser.send('Target.closeTarget', {targetId: this.target});
  }
}

module.exports = {Browser};
