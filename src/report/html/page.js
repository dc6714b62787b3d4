'use strict';
(() => {
  const byId = id => document.getElementById(id);
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
  const grouped = number => String(number).replace(/\B(?=(\d{3})+$)/g, ',');
  const drawn = 'http://www.w3.org/2000/svg';

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

  // Timeline: a lane is one stop of the Tab key, the arrows go from mark to mark.
  for (const lane of all('.lane > svg')) {
    const marks = all('g', lane);
    if (!marks.length)
      continue;
    marks.forEach(label);
    let at = -1;
    const go = to => {
      if (marks[at])
        marks[at].classList.remove('at');
      at = clamp(to, 0, marks.length - 1);
      marks[at].classList.add('at');
      tell(marks[at]);
    };
    lane.tabIndex = 0;
    lane.addEventListener('focus', () => {
      if (lane.matches(':focus-visible'))
        go(at);
    });
    lane.addEventListener('blur', () => {
      hush();
      if (marks[at])
        marks[at].classList.remove('at');
    });
    lane.addEventListener('keydown', event => {
      const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: marks.length - 1}[event.key];
      if (event.key === 'Escape')
        hush();
      if (to === undefined)
        return;
      event.preventDefault();
      go(to);
    });
  }
  all('.growth circle').forEach(label);

  // Icicle graph: zoom and search.
  const nodes = all('.n').map(element => ({
    element,
    x: parseFloat(element.getAttribute('x')),
    width: parseFloat(element.getAttribute('width')),
    parent: null,
    children: [],
    name: element.querySelector('text').textContent.toLowerCase(),
    full: element.querySelector('title').textContent.toLowerCase().replace(/: [^:]*$/, '')
  }));
  const nodeOf = new Map(nodes.map(node => [node.element.id, node]));
  for (const node of nodes) {
    label(node.element);
    node.parent = nodeOf.get(node.element.dataset.p);
    if (node.parent === node)
      node.parent = null;
    else
      node.parent.children.push(node);
  }

  function zoom(node) {
    const end = node.x + node.width;
    for (const other of nodes) {
      let above = false;
      for (let up = node.parent; up; up = up.parent)
        above = above || up === other;
      const inside = other.x >= node.x - 0.005 && other.x + other.width <= end + 0.015;
      other.element.toggleAttribute('hidden', !above && !inside);
      other.element.classList.toggle('above', above);
      const left = above ? 0 : (other.x - node.x) / node.width * 100;
      const width = above ? 100 : other.width / node.width * 100;
      other.element.setAttribute('x', left.toFixed(3) + '%');
      other.element.setAttribute('width', width.toFixed(3) + '%');
      other.element.classList.toggle('narrow', width < 2);
    }
    byId('unzoom').disabled = !node.parent;
  }

  function focusNode(node) {
    if (!node || node.element.hasAttribute('hidden'))
      return;
    for (const other of nodes)
      other.element.tabIndex = other === node ? 0 : -1;
    node.element.focus();
    tell(node.element);
  }

  for (const node of nodes) {
    node.element.tabIndex = node.parent ? -1 : 0;
    node.element.addEventListener('click', () => zoom(node));
    node.element.addEventListener('focus', () => {
      if (node.element.matches(':focus-visible'))
        tell(node.element);
    });
    node.element.addEventListener('blur', hush);
    node.element.addEventListener('keydown', event => {
      const siblings = node.parent ? node.parent.children : [node];
      const at = siblings.indexOf(node);
      const to = {
        ArrowUp: node.parent, ArrowDown: node.children[0], ArrowLeft: siblings[at - 1], ArrowRight: siblings[at + 1]
      };
      if (event.key in to)
        focusNode(to[event.key]);
      else if (event.key === 'Enter' || event.key === ' ')
        zoom(node);
      else if (event.key === 'Escape')
        zoom(nodes[0]);
      else
        return;
      event.preventDefault();
    });
  }

  if (nodes.length) {
    byId('unzoom').addEventListener('click', () => zoom(nodes[0]));
    byId('find-frame').addEventListener('input', event => {
      const wanted = event.target.value.trim().toLowerCase();
      let hits = 0;
      let share = 0;
      const found = new Set();
      for (const node of nodes) {
        const hit = wanted !== '' && (node.full.includes(wanted) || node.name.includes(wanted));
        node.element.classList.toggle('hit', hit);
        hits += hit;
        // What stands below another hit is counted with it.
        if (hit && !found.has(node.parent))
          share += node.width;
        if (hit || found.has(node.parent))
          found.add(node);
      }
      byId('found').textContent = wanted === '' ? '' :
        `${grouped(hits)} ${hits === 1 ? 'frame' : 'frames'}, ${share.toFixed(1)} % of the bytes`;
    });
  }

  // On paper nothing is folded.
  let unfolded = [];
  addEventListener('beforeprint', () => {
    unfolded = all('details:not([open])');
    unfolded.forEach(details => { details.open = true; });
  });
  addEventListener('afterprint', () => unfolded.forEach(details => { details.open = false; }));
  // A link to a finding opens its card.
  const unfold = () => {
    const card = /^#finding-\d+$/.test(location.hash) && byId(location.hash.slice(1));
    const details = card && card.querySelector(':scope > details');
    if (details)
      details.open = true;
  };
  addEventListener('hashchange', unfold);
  unfold();

  // Records: the rows in the page are the first of them; the data holds all, and is read at the first wish.
  const PAGE = 500;
  const table = byId('table');
  if (!table)
    return;
  const body = table.tBodies[0];
  const heads = all('th', table);
  let data = null;
  let count = body.rows.length;
  let order = null;
  let page = 0;
  let sortKey = null;
  let descending = false;

  function column(text) {
    const values = [];
    for (const run of text.trim().split(' ')) {
      const [value, times] = run.split('*');
      if (value === '')
        continue;
      const number = value === '-' ? -1 : parseInt(value, 36);
      for (let i = times ? Number(times) : 1; i > 0; i--)
        values.push(number);
    }
    return values;
  }

  function read() {
    if (data)
      return;
    data = JSON.parse(byId('data').textContent);
    for (const key of ['window', 'index', 'size', 'addr', 'memory', 'cpu', 'ccount', 'time', 'burst', 'finding', 'chain'])
      data[key] = column(data[key]);
    count = data.size.length;
    data.texts = data.chains.map(chain => chain.join(' ').toLowerCase());
  }

  const hex = number => '0x' + number.toString(16).padStart(8, '0');
  const known = number => number < 0 ? '' : String(number);

  // What a cell shows, by the key of its column; a link where it is a finding.
  const shows = {
    window: i => String(data.window[i] + 1),
    index: i => known(data.index[i]),
    size: i => grouped(data.size[i]),
    addr: i => hex(data.addr[i]),
    memory: i => data.memories[data.memory[i]],
    cpu: i => known(data.cpu[i]),
    ccount: i => known(data.ccount[i]),
    time: i => data.time[i] < 0 ? '' : (data.time[i] / 1000).toFixed(3),
    burst: i => known(data.burst[i]),
    finding: i => data.finding[i],
    chain: i => data.chains[data.chain[i]][0],
    pcs: i => data.chains[data.chain[i]][1]
  };

  function row(i) {
    const line = document.createElement('tr');
    heads.forEach(head => {
      const text = shows[head.dataset.key](i);
      const cell = line.insertCell();
      if (typeof text === 'string') {
        cell.textContent = text;
      } else if (text >= 0) {
        const link = cell.appendChild(document.createElement('a'));
        link.href = '#finding-' + (text + 1);
        link.textContent = `${text + 1} ${data.findings[text]}`;
      }
    });
    return line;
  }

  function say() {
    const shown = order ? order.length : count;
    const first = shown ? page * PAGE + 1 : 0;
    byId('shown').textContent = `${grouped(first)}\u2013${grouped(Math.min(shown, (page + 1) * PAGE))} of ${grouped(shown)}`;
    byId('back').disabled = page === 0;
    byId('forth').disabled = (page + 1) * PAGE >= shown;
  }

  function show() {
    read();
    const numbers = order || Array.from({length: count}, (_, i) => i);
    body.replaceChildren(...numbers.slice(page * PAGE, (page + 1) * PAGE).map(row));
    say();
  }

  function choose() {
    read();
    const wanted = byId('filter').value.trim().toLowerCase();
    const only = byId('only').value;
    const chains = data.texts.map(text => text.includes(wanted));
    order = [];
    for (let i = 0; i < count; i++) {
      if (only !== '' && data.finding[i] !== Number(only))
        continue;
      if (wanted === '' || chains[data.chain[i]] || hex(data.addr[i]).includes(wanted) || String(data.size[i]) === wanted)
        order.push(i);
    }
    if (sortKey) {
      const ranks = {chain: 0, pcs: 1};
      const rank = sortKey in ranks ?
        data.chains.map((_, i) => i).sort((a, b) => {
          const left = data.chains[a][ranks[sortKey]];
          const right = data.chains[b][ranks[sortKey]];
          return left < right ? -1 : left > right ? 1 : a - b;
        }).reduce((places, chain, place) => { places[chain] = place; return places; }, []) : null;
      const value = rank ? i => rank[data.chain[i]] : i => data[sortKey][i];
      const sign = descending ? -1 : 1;
      order.sort((a, b) => sign * (value(a) - value(b)) || a - b);
    }
    page = 0;
    show();
  }

  for (const head of heads) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener('click', () => {
      descending = sortKey === head.dataset.key && !descending;
      sortKey = head.dataset.key;
      heads.forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      choose();
    });
  }
  byId('filter').addEventListener('input', choose);
  byId('only').addEventListener('change', choose);
  byId('back').addEventListener('click', () => { page--; show(); });
  byId('forth').addEventListener('click', () => { page++; show(); });
  count = Number(table.dataset.records);
  say();
})();
