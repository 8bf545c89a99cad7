/** The one Preact on a page: a file of its own, so that it is fetched beside the app and not within it. */
export { Fragment, h, render } from 'preact';
