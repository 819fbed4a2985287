import { expect, it } from 'vitest';
import { said } from './said.ts';

it.each`
  by       | line                              | outcome
  ${'cai'} | ${'/stand-down'}                  | ${'cai was comms'}
  ${'cai'} | ${'/stand-down my shift is over'} | ${'cai was comms: my shift is over'}
  ${'cai'} | ${'/stand-down comms'}            | ${'cai was comms'}
  ${'cai'} | ${'/stand-down as Comms, tired'}  | ${'cai was comms: tired'}
  ${'ben'} | ${'/stand-down ops lead'}         | ${'ben was ops-lead'}
  ${'cai'} | ${'/stand-down planner'}          | ${'refused, try /stand-down @cai comms'}
  ${'cai'} | ${'/stand-down sorry'}            | ${'refused, try /stand-down @cai comms'}
  ${'ana'} | ${'/stand-down @cai'}             | ${'cai was comms'}
  ${'ana'} | ${'/stand-down @cai comms away'}  | ${'cai was comms: away'}
  ${'ana'} | ${'/stand-down @eve'}             | ${'refused, try /help'}
  ${'ana'} | ${'/stand-down @nobody'}          | ${'refused, try /stand-down @name'}
  ${'dee'} | ${'/stand-down @cai'}             | ${'refused, try /take commander <why>'}
  ${'eve'} | ${'/stand-down'}                  | ${'refused, try /help'}
`('R52: $by types $line: $outcome', ({ by, line, outcome }) => {
  expect(said('responding', by, line)).toBe(outcome);
});
