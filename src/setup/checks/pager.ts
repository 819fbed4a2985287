// The pager: its secret and address. Whether anybody is woken only an alarm can show.

import { CONFIG_PATH } from '../../config/load.ts';
import { bad, type Check, from, good } from './check.ts';
import { ofMirror, storing } from './mirrors.ts';
import { edit } from './pipeline.ts';

export const pagerSecret: Check = {
  id: 'pager-secret',
  group: 'pager',
  title: 'The pager’s secret and address can be such',
  look: (examined) =>
    ofMirror(
      examined,
      ({ pager }) => pager,
      (pager) =>
        from(pager, (fault) =>
          fault === undefined
            ? good('They can. Whether events are taken is not tried, for that would be an alarm.')
            : bad(
                `The pager cannot be called: ${fault}.`,
                `Agree on a new secret with the receiver (for PagerDuty its integration key) and store it: ${storing(examined, 'SITREP_PAGER_SECRET')}; the address is \`pager.url\` (${edit(examined, CONFIG_PATH)}).`,
              ),
        ),
    ),
};
