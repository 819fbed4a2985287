// The GitLab that the sandbox claims to be.

export const VERSION = '19.5.0-ee';
export const REVISION = '3f1c9d2a7b4';
