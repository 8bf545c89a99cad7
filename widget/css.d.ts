/** The build minifies a style sheet and passes it on as text. */
declare module '*.css' {
  const text: string;
  export default text;
}
