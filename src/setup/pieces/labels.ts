// The labels by which people steer, and see where an incident stands. Others keep their colours.

import type { Outcome } from '../../http/outcome.ts';
import { allLabels } from '../../process/labels.ts';
import type { Setting } from '../setting.ts';
import { api, NOTHING, type Piece } from './piece.ts';

export const labels: Piece = {
  name: 'labels',
  async look(setting) {
    const there = new Set(await setting.admin.labels());
    const missing = allLabels(setting.policy ?? { communities: {} }).filter(({ name }) => !there.has(name));
    if (missing.length === 0) return NOTHING;
    const names = missing.map(({ name }) => name);
    return {
      changes: [
        {
          what: names.length === 1 ? `the label ${names.join()}` : `${names.length} labels`,
          why: `people steer by them, and see where an incident stands${names.length === 1 ? '' : ` (${families(names).join(', ')})`}`,
          call: `POST ${api(setting, 'labels')}`,
          make: () => created(setting, missing),
        },
      ],
    };
  },
};

/** `severity::S1` and its like as one: `severity::…`. */
function families(names: readonly string[]): readonly string[] {
  const prefix = (name: string): string => /^.*?(::|: )/.exec(name)?.[0] ?? name;
  const count = new Map<string, number>();
  for (const name of names) count.set(prefix(name), (count.get(prefix(name)) ?? 0) + 1);
  return [...new Set(names.map((name) => ((count.get(prefix(name)) ?? 0) > 1 ? `${prefix(name)}…` : name)))];
}

/** The first failure, else done. */
async function created({ admin }: Setting, missing: ReturnType<typeof allLabels>): Promise<Outcome<undefined>> {
  const outcomes = await Promise.all(missing.map((label) => admin.createLabel(label)));
  return outcomes.find(({ outcome }) => outcome !== 'done') ?? { outcome: 'done', value: undefined };
}
