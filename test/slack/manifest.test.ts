// The app manifest asks for what the adapter needs, and for nothing else.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METHODS } from '../../src/slack/methods.ts';
import { documentedMethod, slackContractAvailable } from '../sandbox/slack-contract.ts';
import { MANIFEST, readManifest } from './manifest.ts';

/** Of the scopes that will do for a method, those that it is called with: one for public channels, one for private ones. */
const KINDS = [/^channels:(?!write)/, /^groups:(?!write\.)/];
/** Reading reactions and mentions is asked for by the events of `listen` alone (Slack's reference of events). */
const OF_EVENTS: Readonly<Record<string, readonly string[]>> = {
  app_mention: ['app_mentions:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  reaction_added: ['reactions:read'],
};

describe.skipIf(!slackContractAvailable)('Slack’s own reference', () => {
  it('has the scopes of the manifest for the methods that are called, and for the events', () => {
    const ofMethods = Object.keys(METHODS).flatMap((name) => {
      const scopes = documentedMethod(name)?.botScopes ?? ['no such method'];
      const ofChannels = KINDS.flatMap((kind) => scopes.filter((scope) => kind.test(scope)));
      return ofChannels.length > 0 ? ofChannels : scopes;
    });
    const ofEvents = readManifest().settings.event_subscriptions.bot_events.flatMap(
      (event) => OF_EVENTS[event] ?? [event],
    );
    const { bot } = readManifest().oauth_config.scopes;
    expect([...new Set([...ofMethods, ...ofEvents])].sort()).toEqual([...bot].sort());
  });

  it('has the tiers that calls are paced by', () => {
    const paced = Object.entries(METHODS).map(([name, { tier }]) => [name, tier === 'post' ? 'special' : tier]);
    expect(paced).toEqual(Object.keys(METHODS).map((name) => [name, documentedMethod(name)?.tier]));
  });
});

describe('the manifest', () => {
  it('turns on no rotation of tokens, and sends events over Socket Mode alone', () => {
    const { settings } = readManifest();
    expect([settings.token_rotation_enabled, settings.socket_mode_enabled]).toEqual([false, true]);
  });

  it('says of each scope what it is for', () => {
    const lines = readFileSync(MANIFEST, 'utf8').split('\n');
    const scopes = lines.slice(lines.indexOf('    bot:') + 1, lines.indexOf('settings:'));
    expect(scopes.filter((line) => line.startsWith('      # ')).length).toBeGreaterThan(8);
    expect(scopes[0]).toMatch(/^ {6}# /);
  });
});
