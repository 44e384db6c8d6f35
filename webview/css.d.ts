/** Style sheets are bundled as text: `import style from "./view.css" with { type: "text" }`. */
declare module "*.css" {
  const text: string;
  export default text;
}
