{
  // Records: the rows in the page are the first of them; the data holds all, and is read at the first wish.
  const PAGE = 500;
  const table = byId('table');
  if (table)
    showRecords();

  function showRecords() {
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
  }
}
