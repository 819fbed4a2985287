// The GitLab itself: whether it can be asked at all, its version, and what is missing on it.

import { SUPPORTED } from '../blueprint.ts';
import { atLeast } from '../setting.ts';
import { bad, type Check, from, good, unknown, warning } from './check.ts';
import { UNSEEN } from './examined.ts';

export const access: Check = {
  id: 'access',
  group: 'GitLab',
  title: 'The project can be examined',
  look: ({ me, project, tokenFrom, server, url }) => {
    if (!me.known && tokenFrom === 'GITLAB_TOKEN' && me.why.includes(': 401,'))
      return [
        bad(
          'GitLab refuses GITLAB_TOKEN: it is wrong, expired or revoked.',
          `Make a new one (${server}/-/user_settings/personal_access_tokens, scope api) and put it into GITLAB_TOKEN.`,
        ),
      ];
    if (!me.known) return [unknown(me.why)];
    if (!project.known && project.why === UNSEEN)
      return [
        bad(
          `There is no such project on ${server}, or @${me.value.name} is no member of it.`,
          `Check its path (--project, else CI_PROJECT_PATH), and invite @${me.value.name} as Maintainer (${url}/-/project_members).`,
        ),
      ];
    return from(project, ({ path }) => good(`@${me.value.name} sees ${path}.`));
  },
};

export const version: Check = {
  id: 'version',
  group: 'GitLab',
  title: 'GitLab is new enough',
  look: (examined) =>
    from(examined.version, (found) => {
      const { text } = found;
      if (!atLeast(found, SUPPORTED.oldest))
        return bad(
          `This GitLab is ${text}; sitrep needs ${SUPPORTED.oldest.join('.')} or later.`,
          `Upgrade GitLab to ${SUPPORTED.inputs.join('.')} or later.`,
        );
      if (!atLeast(found, SUPPORTED.inputs))
        return warning(
          `This GitLab is ${text}, which has no pipeline inputs: the bot's own comments start jobs too, and timers know only a few fixed delays.`,
          `Upgrade GitLab to ${SUPPORTED.inputs.join('.')} or later. Until then all works, a little slower and with more jobs.`,
        );
      if (!atLeast(found, SUPPORTED.ownVersion))
        return good(
          `GitLab ${text}. (A component cannot tell its own version before ${SUPPORTED.ownVersion.join('.')}: the image is named in the component.)`,
        );
      return good(`GitLab ${text}.`);
    }),
};
