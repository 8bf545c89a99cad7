/** The only Preact on a page, in its own file, so that it is fetched beside the app and not within it. */
export { Fragment, h, render } from 'preact';
