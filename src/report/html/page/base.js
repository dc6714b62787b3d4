'use strict';
// What all parts of the script share. Each part is a block of its own, in one file of its own.
const byId = id => document.getElementById(id);
const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const grouped = number => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

document.documentElement.classList.add('script');
all('.tools').forEach(tools => { tools.hidden = false; });

// Details of what the pointer or the keyboard is at; titles become labels, or two boxes would tell the same.
const tip = document.body.appendChild(document.createElement('div'));
tip.id = 'tip';
tip.setAttribute('role', 'status');

let told = null; // what the keyboard is at
function tell(element, x, y) {
  told = x === undefined ? element : null;
  const box = element.getBoundingClientRect();
  // The keyboard goes through a graph step by step: what is told must not hide the next frame.
  const clear = (told && element.closest('.icicle') || element).getBoundingClientRect();
  tip.textContent = element.getAttribute('aria-label');
  const left = x === undefined ? Math.max(box.left, 0) : x;
  const below = (y === undefined ? clear.bottom : y) + 14;
  tip.style.left = clamp(left, 4, Math.max(4, innerWidth - tip.offsetWidth - 4)) + 'px';
  tip.style.top = (below + tip.offsetHeight > innerHeight ? Math.max(4, (told ? clear.top : y) - tip.offsetHeight - 6) : below) + 'px';
}

function hush() {
  told = null;
  tip.textContent = '';
}

function label(element) {
  const title = element.querySelector('title');
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', title.textContent);
  title.remove();
  element.addEventListener('pointermove', event => tell(element, event.clientX, event.clientY));
  element.addEventListener('pointerleave', hush);
}

// The focus itself scrolls: what it tells goes along.
document.addEventListener('scroll', () => told ? tell(told) : hush(), {passive: true});
