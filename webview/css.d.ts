/** esbuild takes style sheets out into panel.css. */
declare module '*.css';
