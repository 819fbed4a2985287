// Handlebars sources are embedded in the bundle as text.
declare module '*.hbs' {
  const source: string;
  export default source;
}
