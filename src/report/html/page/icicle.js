{
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
}
