// The labels by which people steer, and see where an incident stands. Others keep their colours.

import { allLabels } from '../../process/labels.ts';
import { api, type Piece } from './piece.ts';

export const labels: Piece = {
  name: 'labels',
  async look(setting) {
    const there = new Set(await setting.admin.labels());
    const missing = allLabels().filter(({ name }) => !there.has(name));
    return {
      together: true,
      changes: missing.map((label) => ({
        what: `the label ${label.name}`,
        why: label.description,
        call: `POST ${api(setting, 'labels')}`,
        make: () => setting.admin.createLabel(label),
      })),
    };
  },
};
