// Files that are embedded in the bundle as text.
declare module '*.md' {
  const source: string;
  export default source;
}
declare module '*.yml' {
  const source: string;
  export default source;
}
