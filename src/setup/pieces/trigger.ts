// The token that webhooks start pipelines with. It belongs to the bot: the pipelines run with the rights of its owner.
//
// It gets its final name only when all webhooks have it (in `webhooks.ts`): GitLab never tells which token a webhook
// sends, so a run that was killed in between must be seen.

import { TRIGGER, TRIGGER_BEGUN } from '../blueprint.ts';
import { api, NOTHING, type Piece } from './piece.ts';

export const trigger: Piece = {
  name: 'trigger',
  async look(setting) {
    const { admin, bot, trigger: token } = setting;
    const own = (await admin.triggers()).filter(({ owner }) => bot.id !== undefined && owner === bot.id);
    const complete = own.find(({ description }) => description === TRIGGER);
    const begun = own.find(({ description }) => description === TRIGGER_BEGUN);
    token.fresh = complete === undefined;
    token.id = (complete ?? begun)?.id;
    if (token.id !== undefined) return NOTHING;
    return {
      changes: [
        {
          what: 'a pipeline trigger token of the bot’s',
          why: 'webhooks start pipelines with it',
          call: `POST ${api(setting, 'triggers')}`,
          async make() {
            const made = await bot.admin().createTrigger(TRIGGER_BEGUN);
            if (made.outcome === 'done') {
              token.id = made.value.id;
              token.secret = made.value.token;
            }
            return made;
          },
        },
      ],
    };
  },
};
