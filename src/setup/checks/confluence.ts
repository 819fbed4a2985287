// Confluence: the token, the space, and the right to add pages to it.

import { CONFIG_PATH } from '../../config/load.ts';
import { bad, both, type Check, type Finding, from, good, unknown } from './check.ts';
import { ofMirror, storing, takes } from './mirrors.ts';
import { edit } from './pipeline.ts';
import { NOT_TAKEN } from './see-mirrors.ts';

const TOKEN = 'SITREP_CONFLUENCE_TOKEN';

export const confluenceToken: Check = {
  id: 'confluence-token',
  group: 'Confluence',
  title: 'Confluence takes the token',
  look: (examined) =>
    ofMirror(
      examined,
      ({ confluence }) => confluence,
      ({ login }) =>
        takes(
          login,
          () => good('It takes it. Confluence does not say when it ends: a year after it was made at the latest.'),
          (why) =>
            bad(
              `Confluence does not take the token: ${why}.`,
              `Make a new one (https://id.atlassian.com, Security, API tokens, by the user in \`confluence.email\`; one with scopes works only where \`confluence.api_url\` is its address) and store it: ${storing(examined, TOKEN)}`,
            ),
        ),
    ),
};

export const confluenceSpace: Check = {
  id: 'confluence-space',
  group: 'Confluence',
  title: 'Pages can be added where the configuration says',
  look: (examined) =>
    ofMirror(
      examined,
      ({ confluence }) => confluence,
      ({ login, parent }, { confluence: settings }) =>
        from(both(login, parent), ([value, isThere]): Finding => {
          if (!value.taken) return unknown(NOT_TAKEN);
          const space = settings?.space ?? '';
          const page = edit(examined, CONFIG_PATH);
          if (value.as === undefined)
            return bad(
              `There is no space ${space}, or the user of the token may not see it: reviews are not published.`,
              `Give that user the permissions View and Add pages in the space, or write its right key after \`confluence.space\` (${page}).`,
            );
          if (!value.as)
            return bad(
              `The user of the token may not add pages to the space ${space}: reviews are not published.`,
              `Give that user the permission Add pages (Space settings, Permissions, in ${space}).`,
            );
          if (!isThere)
            return bad(
              `There is no page ${settings?.parent} below which reviews could be put, or the user of the token may not see it.`,
              `Write the number in the address of the right page after \`confluence.parent\`, or leave that key out (${page}).`,
            );
          return good(`Pages can be added to ${space}.`);
        }),
    ),
};
