// The data of the page: chains and functions, and at the first wish the records, of which there may be very many.
let pageData = null;

function readData() {
  pageData = pageData || JSON.parse(byId('data').textContent);
  return pageData;
}

function readRecords() {
  if (readData().size)
    return pageData;
  // Runs of numbers in base 36: "value*times", or one value alone; - stands for none.
  const column = text => {
    const values = [];
    for (const run of text.trim().split(' ')) {
      const star = run.indexOf('*');
      const value = star < 0 ? run : run.slice(0, star);
      if (value === '')
        continue;
      const number = value === '-' ? -1 : parseInt(value, 36);
      for (let i = star < 0 ? 1 : Number(run.slice(star + 1)); i > 0; i--)
        values.push(number);
    }
    return values;
  };
  for (const [key, text] of Object.entries(JSON.parse(byId('columns').textContent)))
    pageData[key] = column(text);
  return pageData;
}

const hex = number => '0x' + number.toString(16).padStart(8, '0');

// A function on the way of a chain: its name, file and line, as far as they are known.
function placeOf(frame, k) {
  const [pc, allocator, ...locations] = pageData.frames[frame] || [0, 0];
  const [name, file, line, source] = locations[k] || ['', -1, 0];
  const [path, link] = file < 0 ? [] : pageData.files[file];
  return {name: name || hex(pc), pc, allocator, path, link, line, source};
}

// The functions of a chain, innermost first, and where the first one stands that is no allocator.
const unfolded = [];
function unfold(chain) {
  if (unfolded[chain])
    return unfolded[chain];
  const [frame, location, ...frames] = pageData.chains[chain];
  const functions = [];
  const starts = [];
  frames.forEach(number => {
    starts.push(functions.length);
    for (let k = 0; k < Math.max(1, (pageData.frames[number] || []).length - 2); k++)
      functions.push([number, k]);
  });
  unfolded[chain] = {functions, starts, site: frames.length ? starts[frame] + location : 0};
  return unfolded[chain];
}
