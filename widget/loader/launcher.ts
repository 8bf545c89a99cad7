/** The button, in its own element that the page's styles do not reach. */
import { launcherWords } from '../host.ts';
import css from './launcher.css';

export interface Drawn {
  host: HTMLElement;
  root: ShadowRoot;
  launcher: HTMLButtonElement;
  badge: HTMLElement;
}

export function drawLauncher(language: string): Drawn {
  const host = document.createElement('foyer-chat');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];

  const launcher = document.createElement('button');
  launcher.type = 'button';
  launcher.className = 'launcher';
  launcher.lang = language;
  launcher.ariaLabel = launcherWords[language] ?? '';
  launcher.ariaExpanded = 'false';
  const badge = document.createElement('span');
  badge.className = 'badge';
  launcher.append(
    icon('closed', 'M3 20l1.3-3.9c-2.3-3.4-1.4-7.9 2.1-10.4s8.6-2.3 11.8.5 3.7 7.3 1 10.5-7.6 4.2-11.6 2.3l-4.6 1'),
    icon('opened', 'M6 9l6 6 6-6'),
    badge,
  );
  root.append(launcher);
  return { host, root, launcher, badge };
}

/** Built by hand, so that it works on a page that forbids HTML from strings (Trusted Types). */
function icon(name: string, path: string): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', name);
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  const line = document.createElementNS(namespace, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
