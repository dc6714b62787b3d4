'use strict';
// What all parts of the script share. Each part is a block of its own, in one file of its own.
const byId = id => document.getElementById(id);
const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const grouped = number => String(number).replace(/\B(?=(\d{3})+$)/g, ',');
const counted = (number, what) => `${grouped(number)} ${what}${number === 1 ? '' : 's'}`;

document.documentElement.classList.add('script');
all('.tools').forEach(tools => { tools.hidden = false; });

// What a reader has chosen stands in the address, behind the part of the page that it leads to: #records?find=malloc
const address = {
  part: '',
  chosen: new URLSearchParams(),
  listeners: [],
  read() {
    const [, part, rest] = /^#?([^?]*)\??([^]*)$/.exec(location.hash);
    this.part = part;
    this.chosen = new URLSearchParams(rest);
  },
  get(key) {
    return this.chosen.get(key) || '';
  },
  // Empty values are those that a page begins with: they need not stand there.
  set(part, values) {
    for (const [key, value] of Object.entries(values)) {
      if (value === '')
        this.chosen.delete(key);
      else
        this.chosen.set(key, value);
    }
    this.write(part);
  },
  // Browsers count how often an address changes: it waits until a reader has paused.
  write(part) {
    this.part = part;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.flush(), 150);
  },
  flush() {
    const rest = this.chosen.toString();
    if (this.waiting)
      history.replaceState(null, '', `#${this.part}${rest ? '?' + rest : ''}`);
    clearTimeout(this.waiting);
    this.waiting = 0;
  }
};
address.read();
addEventListener('pagehide', () => address.flush());
addEventListener('hashchange', () => {
  if (location.hash.includes('?')) {
    address.read();
    address.listeners.forEach(listener => listener());
  } else {
    // A link within the page: what was chosen stays chosen.
    address.write(location.hash.slice(1));
  }
});

// Details of what the pointer or the keyboard is at; titles become labels, or two boxes would tell the same.
const tip = document.body.appendChild(document.createElement('div'));
tip.id = 'tip';
tip.setAttribute('role', 'status');
const tips = new WeakMap(); // of elements that have more to tell than their labels

let told = null; // what the keyboard is at
function tell(element, x, y) {
  told = x === undefined ? element : null;
  const box = element.getBoundingClientRect();
  // The keyboard goes through a graph step by step: what is told must not hide the next frame.
  const clear = (told && element.closest('.icicle') || element).getBoundingClientRect();
  tip.textContent = tips.get(element) || element.getAttribute('aria-label');
  const left = x === undefined ? Math.max(box.left, 0) : x;
  const below = (y === undefined ? clear.bottom : y) + 14;
  tip.style.left = clamp(left, 4, Math.max(4, innerWidth - tip.offsetWidth - 4)) + 'px';
  tip.style.top = (below + tip.offsetHeight > innerHeight ? Math.max(4, (told ? clear.top : y) - tip.offsetHeight - 6) : below) + 'px';
}

function hush() {
  told = null;
  tip.textContent = '';
}

function follow(element) {
  element.addEventListener('pointermove', event => tell(element, event.clientX, event.clientY));
  element.addEventListener('pointerleave', hush);
}

function label(element) {
  const title = element.querySelector('title');
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', title.textContent);
  title.remove();
  follow(element);
}

// The focus itself scrolls: what it tells goes along.
document.addEventListener('scroll', () => told ? tell(told) : hush(), {passive: true});
