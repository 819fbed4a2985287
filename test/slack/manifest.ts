// The app manifest that ships, as data.

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

export const MANIFEST = 'integrations/slack-app-manifest.yml';

const Manifest = z.strictObject({
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(174).max(4000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({ home_tab_enabled: z.boolean(), messages_tab_enabled: z.boolean() }).optional(),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

export type AppManifest = z.output<typeof Manifest>;

export function readManifest(): AppManifest {
  return Manifest.parse(parse(readFileSync(MANIFEST, 'utf8')));
}

export function manifestScopes(): string[] {
  return readManifest().oauth_config.scopes.bot;
}
