// The records that are filtered, as a file for a spreadsheet: RFC 4180, in the table's order.
function csvCell(value) {
  let text = String(value ?? '').replace(/[\u0000-\u001f\u007f]/g, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  // What a spreadsheet would take for a formula.
  if (typeof value === 'string' && /^[=+\-@]/.test(text))
    text = `'${text}`;
  return /[",]|^ | $/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function csvOf(order) {
  const data = readRecords();
  const known = number => number < 0 ? '' : number;
  const chains = data.chains.map((_, chain) => {
    const {functions, site} = unfold(chain);
    const places = functions.map(place => placeOf(...place));
    const {name, path, line} = places[site] || {};
    return [name, path, line || '', places.map(place => place.name).join(' < '),
      Array.from(new Set(places.map(place => hex(place.pc)))).join(' ')].map(csvCell);
  });
  const lines = order.map(i => [
    ...[data.window[i] + 1, known(data.index[i]), data.size[i], hex(data.addr[i]), known(data.cpu[i]), known(data.ccount[i]),
      data.memories[data.memory[i]], data.time[i] < 0 ? '' : (data.time[i] / 1000).toFixed(3), known(data.burst[i]),
      data.finding[i] < 0 ? '' : data.finding[i] + 1, ...(data.findings[data.finding[i]] || ['', ''])].map(csvCell),
    ...chains[data.chain[i]], csvCell(data.task[i] < 0 ? '' : data.tasks[data.task[i]])
  ].join(','));
  return ['window,index,size,addr,cpu,ccount,memory,seconds,burst,finding,verdict,title,function,file,line,stack,pcs,task']
    .concat(lines, '').join('\r\n');
}

function saveRecords(order) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csvOf(order)], {type: 'text/csv'}));
  link.download = 'records.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
