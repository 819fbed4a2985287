// Jobs of sitrep run one at a time, the newest first: those that waited find nothing left. GitLab knows the group only when
// a job has used it, so this comes after the proof.

import { RESOURCE_GROUP } from '../blueprint.ts';
import { api, NOTHING, type Piece } from './piece.ts';

export const resourceGroup: Piece = {
  name: 'resource-group',
  async look(setting) {
    const { key, mode } = RESOURCE_GROUP;
    const found = await setting.admin.resourceGroup(key);
    if (!found || found.mode === mode) return NOTHING;
    return {
      changes: [
        {
          what: `the resource group ${key}: ${mode}`,
          why: `it is ${found.mode}, so jobs that waited would run one after the other for nothing`,
          call: `PUT ${api(setting, `resource_groups/${key}`)}`,
          make: () => setting.admin.setResourceGroupMode(key, mode),
        },
      ],
    };
  },
};
