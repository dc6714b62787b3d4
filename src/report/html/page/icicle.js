{
  // The icicle graph: what is drawn of it follows from what is chosen, the frame that is zoomed to, and the width.
  const ROW = 24;
  const graph = byId('graph');
  const chips = all('.chip[data-verdict]');
  const marks = ['invert', 'allocators'].map(byId);
  const percent = (bytes, of) => `${(bytes / of * 100).toFixed(1)} %`;

  let root = null;
  let zoomed = null;
  let boxes = [];
  let wanted = '';

  function chosen() {
    const pressed = button => button.getAttribute('aria-pressed') === 'true';
    return {
      verdicts: new Set(chips.filter(pressed).map(chip => chip.dataset.verdict)),
      owners: pressed(marks[0]),
      allocators: pressed(marks[1])
    };
  }

  // It opens on leaks; where there is none, on everything.
  function verdictsAtFirst() {
    const names = chips.map(chip => chip.dataset.verdict);
    return names.includes('leak') ? ['leak'] : names;
  }

  function remember() {
    const {verdicts, owners, allocators} = chosen();
    const names = Array.from(verdicts).join('.');
    address.set('chains', {
      show: names === verdictsAtFirst().join('.') ? '' : names || 'none',
      owners: owners ? '1' : '', allocators: allocators ? '1' : '', zoom: pathOf(zoomed), search: wanted
    });
  }

  function restore() {
    const names = address.get('show') ? address.get('show').split('.') : verdictsAtFirst();
    chips.forEach(chip => chip.setAttribute('aria-pressed', names.includes(chip.dataset.verdict)));
    marks[0].setAttribute('aria-pressed', address.get('owners') === '1');
    marks[1].setAttribute('aria-pressed', address.get('allocators') === '1');
    wanted = address.get('search');
    byId('find-frame').value = wanted;
    grow(address.get('zoom'));
  }

  function grow(path) {
    root = growTree(readData(), chosen());
    zoomed = findPath(root, path);
    draw();
    const {owners, allocators} = chosen();
    byId('reading').textContent =
      (owners ? 'Owners above, who called them below, out to the outermost caller. ' :
        `Callers above, what they call below, down to ${allocators ? 'the allocator' : 'the first function that is no allocator'}. `) +
      'The width is bytes that are alive. A frame opens by a click or the Enter key.';
  }

  const isHit = node => {
    const {path} = node.place ? placeOf(...node.place) : {};
    return node.name.toLowerCase().includes(wanted) || Boolean(path) && path.toLowerCase().includes(wanted);
  };
  const holdsHit = node => node.group ? node.children.some(holdsHit) : isHit(node) || node.children.some(holdsHit);

  // How many frames are found, and what share of the bytes stands in them: what stands below one counts with it.
  function find() {
    let hits = 0;
    let bytes = 0;
    const walk = (node, inside) => {
      const hit = node !== root && isHit(node);
      hits += hit;
      bytes += hit && !inside ? node.bytes : 0;
      node.children.forEach(child => walk(child, inside || hit));
    };
    if (wanted)
      walk(root, false);
    byId('found').textContent = wanted ? `${counted(hits, 'frame')}, ${percent(bytes, root.bytes || 1)} of the bytes` : '';
  }

  function told(node) {
    const words = [`${node.name}: ${grouped(node.bytes)} B in ${counted(node.blocks, 'block')}, ` +
      `${percent(node.bytes, root.bytes)}, ${node.verdict === 'mixed' ? 'several verdicts' : node.verdict}`];
    const {path, line, source} = node.place ? placeOf(...node.place) : {};
    const place = path ? path + (line ? `:${line}` : '') : '';
    return {label: words[0], tip: words.concat(place || [], source ? source.trim() : []).join('\n')};
  }

  function zoom(node) {
    zoomed = node;
    draw();
    remember();
    focusBox(boxes.find(box => box.node === node));
  }

  function drawBox(box) {
    const {node} = box;
    const button = document.createElement('button');
    const {label, tip} = told(node);
    button.type = 'button';
    button.className = `n v-${node.verdict}`;
    button.classList.toggle('above', Boolean(box.above));
    button.classList.toggle('owner', node.owner);
    button.classList.toggle('allocator', node.allocator);
    button.classList.toggle('group', Boolean(node.group));
    button.classList.toggle('hit', wanted !== '' && node !== root && (node.group ? holdsHit(node) : isHit(node)));
    button.tabIndex = node === zoomed ? 0 : -1;
    button.setAttribute('aria-label', label);
    tips.set(button, tip);
    button.style.left = `${box.left}px`;
    button.style.width = `${box.width}px`;
    button.style.top = `${box.depth * ROW}px`;
    if (box.width >= 18)
      button.textContent = node.name;
    follow(button);
    button.addEventListener('click', () => zoom(node));
    button.addEventListener('focus', () => {
      if (button.matches(':focus-visible'))
        tell(button);
    });
    button.addEventListener('blur', hush);
    box.button = button;
    return button;
  }

  function draw() {
    const frame = document.createElement('div');
    frame.className = 'icicle';
    frame.setAttribute('role', 'group');
    frame.setAttribute('aria-label', 'Bytes by call chain');
    hush();
    boxes = root.bytes ? layOut(zoomed, Math.max(100, graph.clientWidth)) : [];
    frame.style.height = `${(1 + Math.max(0, ...boxes.map(box => box.depth))) * ROW}px`;
    frame.append(...boxes.map(drawBox));
    if (!boxes.length)
      frame.textContent = 'Nothing is chosen.';
    graph.replaceChildren(frame);
    byId('unzoom').disabled = zoomed === root;
    find();
  }

  function focusBox(box) {
    if (!box)
      return;
    boxes.forEach(other => { other.button.tabIndex = other === box ? 0 : -1; });
    box.button.focus();
  }

  // From box to box: up to who is above, down to the first below, and along a row.
  function next(box, key) {
    const row = depth => boxes.filter(other => other.depth === depth).sort((a, b) => a.left - b.left);
    const covers = (outer, inner) => outer.left <= inner.left + 0.01 && outer.left + outer.width >= inner.left + inner.width - 0.01;
    if (key === 'ArrowUp')
      return row(box.depth - 1).find(other => covers(other, box));
    if (key === 'ArrowDown')
      return row(box.depth + 1).find(other => covers(box, other));
    const beside = row(box.depth);
    return beside[beside.indexOf(box) + (key === 'ArrowRight' ? 1 : -1)];
  }

  if (graph) {
    graph.addEventListener('keydown', event => {
      const box = boxes.find(box => box.button === document.activeElement);
      if (event.key === 'Escape')
        zoom(root);
      else if (box && event.key.startsWith('Arrow'))
        focusBox(next(box, event.key));
      else
        return;
      event.preventDefault();
    });
    for (const button of chips.concat(marks)) {
      button.addEventListener('click', () => {
        const path = pathOf(zoomed);
        button.setAttribute('aria-pressed', button.getAttribute('aria-pressed') !== 'true');
        grow(button === marks[0] ? '' : path);
        remember();
      });
    }
    byId('unzoom').addEventListener('click', () => zoom(root));
    byId('find-frame').addEventListener('input', event => {
      wanted = event.target.value.trim().toLowerCase();
      draw();
      remember();
    });
    let width = graph.clientWidth;
    addEventListener('resize', () => {
      if (graph.clientWidth !== width)
        draw();
      width = graph.clientWidth;
    });
    address.listeners.push(restore);
    restore();
  }
}
