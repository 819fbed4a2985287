// Why the journal cannot be used. Each message says what is wrong and what to do about it, for whoever reads the job's
// log at 3 a.m.; none of them ever holds a token.

/** The branch is not there. */
export class JournalMissing extends Error {
  constructor(branch: string, url: string) {
    super(
      `There is no journal: ${url} has no branch "${branch}". \`sitrep init\` creates it. ` +
        'If it existed before, restore it first (its last commit is in the activity of the project, or in a ' +
        'clone): a new one knows nothing of the incidents in the old one.',
    );
    this.name = 'JournalMissing';
  }
}

/** What the branch holds is not what sitrep wrote there. */
export class JournalBroken extends Error {
  /** The path on the branch. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;

  constructor(file: string, line: number, what: string, cure = PUT_IT_BACK) {
    super(`The journal is broken: ${file}, line ${line}: ${what}. ${cure}`);
    this.name = 'JournalBroken';
    this.file = file;
    this.line = line;
    this.what = what;
  }
}

const PUT_IT_BACK =
  'Nobody but sitrep may change that branch. Put the file back as it was in the last commit that sitrep made there.';

/** The server answered, and the answer is no: the token, a right, a protected branch. */
export class JournalRefused extends Error {
  constructor(what: string, cure: string, said: string) {
    super(`The journal was refused: ${what}. ${cure}${said === '' ? '' : ` The server said: ${said}`}`);
    this.name = 'JournalRefused';
  }
}

/** No answer, or none that could be understood. Whatever was under way may be tried again later. */
export class JournalUnreachable extends Error {
  constructor(url: string, said: string) {
    super(
      `The journal cannot be reached at ${url}: ${said}. Nothing was lost: the next run reads what happened meanwhile. ` +
        'If it stays so, check that the address is right and that the runner can reach it.',
    );
    this.name = 'JournalUnreachable';
  }
}
