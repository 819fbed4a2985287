// What a person can do about an answer of Confluence, in plain words.

/** `variable`: the CI variable that holds the token. */
export function cureFor(variable: string): (status: number) => string {
  return (status) => {
    switch (status) {
      case 401:
        return (
          'Confluence does not take the token: it is wrong, expired (after a year at most) or revoked. Make a new one ' +
          `(id.atlassian.com, Security, API tokens) and put it into the CI variable ${variable}. ` +
          'A token with scopes, or of a service account, works only at https://api.atlassian.com/ex/confluence/<cloud id>, ' +
          'and needs read:space, read:page, write:page, delete:page, read:content.property, write:content.property'
        );
      case 403:
        return 'The user of the token may not do this: give it the permissions View and Add pages in the space';
      case 404:
        return 'It does not exist, or the user of the token may not see it (permissions View and Add pages in the space)';
      case 410:
        return 'This Confluence has no such API: pages are written to Confluence Cloud only';
      case 413:
        return 'The page is too long for Confluence (5 MB)';
      case 429:
        return 'Confluence asks for fewer requests: a later run takes this up again';
      default:
        return status === 0 || status >= 500
          ? 'Confluence or the way to it is down: a later run takes this up again'
          : '';
    }
  };
}
