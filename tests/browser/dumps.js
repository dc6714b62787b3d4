// dumps.js SAMPLE DIRECTORY: dumps made of the sample's records, for pages of other kinds.
'use strict';
const fs = require('fs');
const path = require('path');

const [sample, directory] = process.argv.slice(2);
const {leaks} = JSON.parse(fs.readFileSync(sample, 'utf8'));

function write(name, records) {
  const dump = {count: records.length, capacity: Math.max(256, records.length + 1), leaks: records};
  fs.writeFileSync(path.join(directory, name), JSON.stringify(dump));
}

// The certificate bundle is what leaks in the sample: its records are those with a PC they have in common.
const leaked = new Set(['0x420001bd', '0x42000175']);
write('clean_600s.json', leaks.filter(record => !record.pcs.some(pc => leaked.has(pc))));
write('empty_600s.json', []);
write('<img src=x onerror=alert(1)>&"_600s.json', leaks);
write('large_86400s.json', Array.from({length: 100000}, (_, i) => ({
  ...leaks[i % leaks.length],
  addr: '0x' + (0x3c000000 + i * 64).toString(16),
  cc: (leaks[i % leaks.length].cc + Math.floor(i / leaks.length) * 2654435761) % 2 ** 32
})));
