{
  // Records: the rows in the page are the largest; the data holds all, and is read at the first wish.
  const PAGE = 100;
  const table = byId('table');
  if (table)
    showRecords();

  function showRecords() {
    const body = table.tBodies[0];
    const heads = all('th', table);
    const count = Number(table.dataset.records);
    let data = null;
    let order = null;
    let page = 0;
    let sortKey = 'size';
    let descending = true;

    const known = number => number < 0 ? '' : String(number);

    // The functions that called the first one that is no allocator, from it outwards.
    function callersOf(chain) {
      const {functions, site} = unfold(chain);
      return functions.slice(site + 1).map(place => placeOf(...place).name).join(' \u2190 ');
    }

    function siteOf(chain) {
      const {functions, site} = unfold(chain);
      return functions.length ? placeOf(...functions[site]) : {name: 'no callers recorded'};
    }

    // What a cell shows, by the key of its column; a link where it is a finding.
    const shows = {
      window: i => String(data.window[i] + 1),
      index: i => known(data.index[i]),
      size: i => grouped(data.size[i]),
      addr: i => hex(data.addr[i]),
      memory: i => data.memories[data.memory[i]],
      cpu: i => known(data.cpu[i]),
      time: i => data.time[i] < 0 ? '' : (data.time[i] / 1000).toFixed(3),
      burst: i => known(data.burst[i]),
      task: i => data.task[i] < 0 ? '' : data.tasks[data.task[i]],
      finding: i => data.finding[i],
      chain: i => data.sites[data.chain[i]].name,
      callers: i => data.callers[data.chain[i]]
    };

    function read() {
      if (data)
        return;
      data = readRecords();
      data.sites = data.chains.map((_, chain) => siteOf(chain));
      data.callers = data.chains.map((_, chain) => callersOf(chain));
      data.texts = data.chains.map((_, chain) => unfold(chain).functions.map(place => {
        const {name, path, pc} = placeOf(...place);
        return `${name} ${path || ''} ${hex(pc)}`;
      }).join(' ').toLowerCase());
    }

    function row(i) {
      const line = document.createElement('tr');
      for (const head of heads) {
        const shown = shows[head.dataset.key](i);
        const cell = line.insertCell();
        if (typeof shown === 'string') {
          cell.textContent = shown;
        } else if (shown >= 0) {
          const link = cell.appendChild(document.createElement('a'));
          link.href = '#finding-' + (shown + 1);
          link.textContent = `${shown + 1} ${data.findings[shown][0]}`;
        }
      }
      return line;
    }

    function say() {
      const shown = order ? order.length : count;
      const first = shown ? page * PAGE + 1 : 0;
      byId('shown').textContent = `${grouped(first)}\u2013${grouped(Math.min(shown, (page + 1) * PAGE))} of ${grouped(shown)}`;
      byId('back').disabled = page === 0;
      byId('forth').disabled = (page + 1) * PAGE >= shown;
      for (const head of heads) {
        if (head.dataset.key === sortKey)
          head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        else
          head.removeAttribute('aria-sort');
      }
    }

    function filtered() {
      const wanted = byId('filter').value.trim().toLowerCase();
      const only = byId('only').value;
      const chains = data.texts.map(text => text.includes(wanted));
      const found = [];
      for (let i = 0; i < count; i++) {
        if (only !== '' && data.finding[i] !== Number(only))
          continue;
        if (wanted === '' || chains[data.chain[i]] || hex(data.addr[i]).includes(wanted) || String(data.size[i]) === wanted)
          found.push(i);
      }
      return found;
    }

    // The places of texts in their order, so that sorting compares numbers.
    function ranks(texts) {
      const places = new Map(Array.from(new Set(texts)).sort().map((text, place) => [text, place]));
      return texts.map(text => places.get(text));
    }

    function choose() {
      read();
      const texts = {chain: () => data.sites.map(site => site.name), callers: () => data.callers}[sortKey];
      const rank = texts && ranks(texts());
      const value = rank ? i => rank[data.chain[i]] : i => data[sortKey][i];
      const sign = descending ? -1 : 1;
      order = filtered().sort((a, b) => sign * (value(a) - value(b)) || a - b);
      page = clamp(page, 0, Math.max(0, Math.ceil(order.length / PAGE) - 1));
      show();
    }

    function show() {
      body.replaceChildren(...order.slice(page * PAGE, (page + 1) * PAGE).map(row));
      say();
    }

    function remember() {
      const sort = (descending ? '-' : '') + sortKey;
      address.set('records', {
        find: byId('filter').value.trim(), finding: byId('only').value && String(Number(byId('only').value) + 1),
        sort: sort === '-size' ? '' : sort, page: page ? String(page + 1) : ''
      });
    }

    function restore() {
      const sort = address.get('sort') || '-size';
      const key = sort.replace('-', '');
      byId('filter').value = address.get('find');
      byId('only').value = address.get('finding') && String(Number(address.get('finding')) - 1);
      descending = sort.startsWith('-');
      sortKey = heads.some(head => head.dataset.key === key) ? key : 'size';
      page = Math.max(0, (Number(address.get('page')) || 1) - 1);
      if (order || ['find', 'finding', 'sort', 'page'].some(key => address.get(key)))
        choose();
    }

    function change() {
      page = 0;
      choose();
      remember();
    }

    function turn(step) {
      if (!order)
        choose();
      page += step;
      show();
      remember();
    }

    for (const head of heads) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        // Numbers begin with the largest, words with the first.
        const words = ['chain', 'callers', 'memory', 'index', 'addr', 'window', 'finding', 'time'].includes(head.dataset.key);
        descending = sortKey === head.dataset.key ? !descending : !words;
        sortKey = head.dataset.key;
        change();
      });
    }
    byId('filter').addEventListener('input', change);
    byId('only').addEventListener('change', change);
    byId('back').addEventListener('click', () => turn(-1));
    byId('forth').addEventListener('click', () => turn(1));
    byId('save').addEventListener('click', () => {
      if (!order)
        choose();
      saveRecords(order);
    });
    // From a finding to its records.
    for (const card of all('.card[id]')) {
      const link = document.createElement('a');
      link.href = '#records';
      link.className = 'to-records';
      link.textContent = 'Its records';
      link.addEventListener('click', () => {
        byId('filter').value = '';
        byId('only').value = String(Number(card.id.replace('finding-', '')) - 1);
        change();
      });
      card.querySelector('dl').after(link);
    }
    address.listeners.push(restore);
    restore();
    say();
  }
}
