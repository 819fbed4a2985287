// The labels by which people steer, and see where an incident stands. Others keep their colours.

import type { Outcome } from '../../gitlab/port.ts';
import { allLabels } from '../../process/labels.ts';
import type { Setting } from '../setting.ts';
import { api, NOTHING, type Piece } from './piece.ts';

export const labels: Piece = {
  name: 'labels',
  async look(setting) {
    const there = new Set(await setting.admin.labels());
    const missing = allLabels().filter(({ name }) => !there.has(name));
    if (missing.length === 0) return NOTHING;
    const names = missing.map(({ name }) => name).join(', ');
    return {
      changes: [
        {
          what: missing.length === 1 ? `the label ${names}` : `${missing.length} labels: ${names}`,
          why: 'people steer by them, and see where an incident stands',
          call: `POST ${api(setting, 'labels')}`,
          make: () => created(setting, missing),
        },
      ],
    };
  },
};

/** The first failure, else done. */
async function created({ admin }: Setting, missing: ReturnType<typeof allLabels>): Promise<Outcome<undefined>> {
  const outcomes = await Promise.all(missing.map((label) => admin.createLabel(label)));
  return outcomes.find(({ outcome }) => outcome !== 'done') ?? { outcome: 'done', value: undefined };
}
