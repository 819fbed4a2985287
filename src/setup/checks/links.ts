// Whether the run books and recovery plans that the configuration names are still where it says (R111). They are asked for
// without any credentials: a page behind a sign-in counts as there.

import type { Policy } from '../../rules/index.ts';

/** What became of asking for each address: an HTTP status, or no answer, which says nothing about the page. */
export type Links = ReadonlyMap<string, number | 'no answer'>;

const TIMEOUT_MS = 5000;
/** An organisation has few services; a file with more links than this is not worth a minute of everybody's time. */
const MOST = 50;

export async function tried(policy: Policy): Promise<Links> {
  const addresses = [...new Set(booksOf(policy).map(({ address }) => address))].filter((one) =>
    /^https?:\/\//.test(one),
  );
  const answers = await Promise.all(
    addresses.slice(0, MOST).map(async (address) => [address, await ask(address)] as const),
  );
  return new Map(answers);
}

export function booksOf({ services }: Policy): readonly { readonly what: string; readonly address: string }[] {
  return Object.entries(services).flatMap(([name, { run_book: book, recovery_plan: plan }]) => [
    ...(book === undefined ? [] : [{ what: `run book of ${name}`, address: book }]),
    ...(plan === undefined ? [] : [{ what: `recovery plan of ${name}`, address: plan }]),
  ]);
}

async function ask(address: string): Promise<number | 'no answer'> {
  try {
    const { status } = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return status;
  } catch {
    return 'no answer'; // the way there may be closed for this machine only
  }
}
