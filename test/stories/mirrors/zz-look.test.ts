import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { minutesOn, openMirrored } from '../../../src/bench/cuts/minutes.ts';
it('looks', async () => {
  const stage = await openMirrored();
  let n = 0;
  for await (const minute of minutesOn(stage)) {
    n += 1;
    const by = new Map<string, number>();
    for (const c of minute.cuts) by.set(`${c.system} ${c.writes ? 'w' : 'r'}`, (by.get(`${c.system} ${c.writes ? 'w' : 'r'}`) ?? 0) + 1);
    console.log(minute.name, minute.cuts.length, JSON.stringify([...by]));
    writeFileSync(`/tmp/t1/${n}.json`, minute.expected);
    writeFileSync(`/tmp/t1/${n}.cuts`, minute.cuts.map((c) => `${c.system} ${c.writes ? 'W' : 'r'} ${c.method} ${c.url} ${c.nth}`).join('\n'));
  }
  await stage.close();
}, 200000);
