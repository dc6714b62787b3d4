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

// Two looks at one running trace: what came after the first half, and a session that was closed in between.
write('look_300s.json', leaks.slice(0, 60).concat({...leaks[0], sz: 2048, addr: '0x3fcb8000', cc: leaks[59].cc + 1000}));
write('look_600s.json', leaks);

// Each of 4,000 blocks by a chain of its own, from functions that nobody knows.
write('chains_600s.json', Array.from({length: 4000}, (_, i) => ({
  sz: 16 + i % 50, addr: '0x' + (0x3fc90000 + i * 64).toString(16), cc: i * 100000,
  pcs: [...leaks[0].pcs.slice(0, 2), '0x' + (0x42100000 + i * 8).toString(16), '0x' + (0x42200000 + i % 7 * 8).toString(16)]
})));

// A log that tells of its firmware before the dump.
fs.writeFileSync(path.join(directory, 'booted_600s.log'), [
  'I (279) app_init: Project name:     btclock', 'I (279) app_init: App version:      4.0.1',
  'I (280) app_init: Compile time:     Jun  3 2026 10:11:12', 'I (281) app_init: ESP-IDF:          v6.0.1',
  fs.readFileSync(sample, 'utf8')
].join('\n'));

// Runs of a section: each leaves one block behind, and every third a second one.
const padded = number => '0x' + number.toString(16).padStart(8, '0');
fs.writeFileSync(path.join(directory, 'runs.log'), Array.from({length: 20}, (_, i) => {
  const block = (size, addr, caller) => `${size} bytes (@ ${padded(addr)}) allocated CPU 0 ccount ${padded(0x10000000 + i * 51234568)} caller ${caller}:0x400d5678`;
  const blocks = [block(100, 0x3fff0000 + i * 224, '0x400d1234'), ...i % 3 ? [] : [block(24, 0x3fff0070 + i * 224, '0x400d2468')]];
  return [`${blocks.length} allocations trace (100 entry buffer)`, ...blocks, '0x400d1234: filter_open at /p/filter.c:14',
    '0x400d2468: names_add at /p/names.c:51', '0x400d5678: play_once at /p/main.c:90',
    `${i % 3 ? 100 : 124} bytes 'leaked' in trace (${blocks.length} allocations)`, 'total allocations 40 total frees 39'].join('\n');
}).join('\n') + '\n');
