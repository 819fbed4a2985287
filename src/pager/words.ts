// What a person can do about an answer of the pager, in plain words.

/** `what`: as in "the pager's secret"; `variable`: the CI variable that holds it. */
export function cureFor(what: string, variable: string): (status: number) => string {
  return (status) => {
    switch (status) {
      case 400:
        return `The receiver does not take the event or ${what}: check ${variable}`;
      case 401:
      case 403:
        return `The receiver does not take ${what}: put the right one into the CI variable ${variable}`;
      case 404:
      case 410:
        return 'Nobody receives events at that address: check pager.url in the configuration';
      case 429:
        return 'The receiver asks for fewer events: a later run takes this up again';
      default:
        return status === 0 || status >= 500
          ? 'The pager or the way to it is down: call people by phone; a later run takes this up again'
          : '';
    }
  };
}
