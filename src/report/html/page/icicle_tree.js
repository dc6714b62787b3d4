// The tree of the icicle graph, and where its frames stand. Nothing here knows of the page.

// Narrower frames, in pixels, are put together; so many are drawn at most.
const NARROWEST = 3;
const FRAMES_MAX = 3000;

function newNode(name, parent, place) {
  return {name, parent, place, bytes: 0, blocks: 0, verdict: '', owner: false, allocator: false, children: new Map()};
}

function weigh(node, verdict, blocks, bytes) {
  node.verdict = !node.bytes || node.verdict === verdict ? verdict : 'mixed';
  node.blocks += blocks;
  node.bytes += bytes;
}

// The largest first, all the way down.
function arrange(root) {
  for (const todo = [root]; todo.length;) {
    const node = todo.pop();
    node.children = Array.from(node.children.values())
      .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
    todo.push(...node.children);
  }
}

// chosen: verdicts (a Set), owners (their callers below them), allocators (they are drawn too).
function growTree(data, chosen) {
  const root = newNode('all', null, null);
  for (const [finding, chain, blocks, bytes, frame, location] of data.shares) {
    const verdict = data.findings[finding][0];
    if (!bytes || !chosen.verdicts.has(verdict))
      continue;
    const {functions, starts, site} = unfold(chain);
    const owner = functions.length ? starts[frame] + location : 0;
    const first = chosen.allocators ? 0 : chosen.owners ? owner : site;
    const order = functions.map((_, i) => i).slice(first);
    let node = root;
    weigh(root, verdict, blocks, bytes);
    for (const i of chosen.owners ? order : order.reverse()) {
      const place = placeOf(...functions[i]);
      if (!node.children.has(place.name))
        node.children.set(place.name, newNode(place.name, node, functions[i]));
      node = node.children.get(place.name);
      node.owner = node.owner || i === owner;
      node.allocator = node.allocator || i < site;
      weigh(node, verdict, blocks, bytes);
    }
    if (!functions.length) {
      if (!root.children.has(''))
        root.children.set('', newNode('no callers recorded', root, null));
      weigh(root.children.get(''), verdict, blocks, bytes);
    }
  }
  arrange(root);
  return root;
}

// Frames too narrow to be drawn, as one that opens on them.
function gather(parent, children) {
  const group = newNode(counted(children.length, 'narrower frame'), parent, null);
  group.group = true;
  children.forEach(child => weigh(group, child.verdict, child.blocks, child.bytes));
  group.children = children;
  return group;
}

function place(node, left, width, depth, narrowest, boxes) {
  boxes.push({node, left, width, depth});
  const {children} = node;
  const share = child => width * child.bytes / node.bytes;
  let count = children.findIndex(child => share(child) < narrowest);
  count = count < 0 ? children.length : count;
  let at = left;
  for (const child of children.slice(0, count)) {
    place(child, at, share(child), depth + 1, narrowest, boxes);
    at += share(child);
  }
  // A wide rest is parted, or opening it would show the same again.
  const rest = children.slice(count);
  const parts = clamp(Math.floor((left + width - at) / (narrowest * 20)), 1, 40);
  const step = Math.ceil(rest.length / parts);
  for (let i = 0; i < rest.length; i += step) {
    const group = gather(node, rest.slice(i, i + step));
    if (share(group) >= narrowest)
      boxes.push({node: group, left: at, width: share(group), depth: depth + 1});
    at += share(group);
  }
}

// Where everything stands in so many pixels when a frame takes all of their width: its callers whole, above it.
function layOut(node, pixels) {
  const above = [];
  for (let up = node.parent; up; up = up.parent)
    above.unshift(up);
  for (let narrowest = NARROWEST; ; narrowest *= 2) {
    const boxes = above.map((up, depth) => ({node: up, left: 0, width: pixels, depth, above: true}));
    place(node, 0, pixels, above.length, narrowest, boxes);
    if (boxes.length <= FRAMES_MAX + above.length)
      return boxes;
  }
}

// A frame's way from the root in the address, and back; what is not there any more is left out.
function pathOf(node) {
  const path = [];
  for (; node && node.parent; node = node.parent) {
    if (node.place)
      path.unshift(node.place.join('.'));
  }
  return path.join('-');
}

function findPath(root, path) {
  let node = root;
  for (const step of path ? path.split('-') : []) {
    const {name} = placeOf(...step.split('.').map(Number));
    const child = node.children.find(child => child.place && child.name === name);
    if (!child)
      break;
    node = child;
  }
  return node;
}
