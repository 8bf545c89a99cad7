/** The issuer's pages: choose a user. Locally nobody needs a password. */
export interface DemoUser {
  email: string;
  name: string;
  roles: string[];
}

export function signInPage(users: DemoUser[]): string {
  const buttons = users.map(
    ({ email, name, roles }) => `
      <li><button name="email" value="${escaped(email)}">
        <strong>${escaped(name)}</strong> <span>${escaped(roles.join(', ') || 'no role')}</span>
        <span>${escaped(email)}</span>
      </button></li>`,
  );
  return page(
    'Sign in',
    `<p>These accounts exist only on this machine. Choose one to sign in.</p>
    <form method="post"><ul>${buttons.join('')}</ul></form>`,
  );
}

/** @param form hidden fields that confirm; like a user pool, it does not ask */
export function signOutPage(form: string): string {
  return page(
    'Signing out',
    `${form}
    <button form="op.logoutForm" name="logout" value="yes"><strong>Sign out</strong></button>
    <script>document.querySelector('button').click()</script>`,
  );
}

export function messagePage(title: string, text: string): string {
  return page(title, `<p>${escaped(text)}</p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
  :root { color-scheme: light dark; --canvas: light-dark(#f4f6f5, #0e1413); --surface: light-dark(#fff, #161d1c);
    --ink: light-dark(#14201e, #e8eeec); --ink2: light-dark(#475553, #b3bfbc); --edge: light-dark(#7e8d8a, #6f807d);
    --accent: light-dark(#0c6f66, #5cc6b8) }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--canvas); color: var(--ink);
    font: 15px/1.5 system-ui, sans-serif }
  main { inline-size: min(24rem, 100% - 2rem) }
  h1 { font-size: 22px; font-weight: 650 }
  p, span { color: var(--ink2) }
  ul { list-style: none; padding: 0; display: grid; gap: 8px }
  button { inline-size: 100%; padding: 12px 16px; display: flex; flex-wrap: wrap; gap: 0 8px; text-align: start; font: inherit;
    color: inherit; background: var(--surface); border: 1px solid var(--edge); border-radius: 8px; cursor: pointer }
  button:hover { border-color: var(--accent) }
  button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  strong { flex-grow: 1; font-weight: 550 }
  span:last-child { inline-size: 100%; font-size: 13px }
</style>
<main>
  <h1>${title}</h1>
  ${content}
</main>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
