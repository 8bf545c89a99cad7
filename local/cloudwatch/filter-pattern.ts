/**
 * Filter patterns of CloudWatch Logs for JSON lines: text comparisons joined by && and ||.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

type Matches = (line: unknown) => boolean;

const TOKEN = /\s*(?:([{}()]|&&|\|\||!=|=)|\$\.([\w.]+)|"([^"\\]*)")/y;

interface Token {
  symbol?: string | undefined;
  path?: string | undefined;
  text?: string | undefined;
}

/** @throws for unsupported syntax, so that no filter silently counts nothing */
export function filterPattern(pattern: string): (line: string) => boolean {
  const tokens = tokensOf(pattern);
  const take = (symbol: string): void => {
    if (tokens.shift()?.symbol !== symbol) throw unknown(pattern);
  };

  function either(): Matches {
    const parts = [both()];
    for (; tokens[0]?.symbol === '||'; parts.push(both())) tokens.shift();
    return (line) => parts.some((part) => part(line));
  }

  function both(): Matches {
    const parts = [term()];
    for (; tokens[0]?.symbol === '&&'; parts.push(term())) tokens.shift();
    return (line) => parts.every((part) => part(line));
  }

  function term(): Matches {
    if (tokens[0]?.symbol === '(') {
      take('(');
      const inner = either();
      take(')');
      return inner;
    }
    const [path, operator, text] = [tokens.shift()?.path, tokens.shift()?.symbol, tokens.shift()?.text];
    if (path === undefined || text === undefined || (operator !== '=' && operator !== '!=')) throw unknown(pattern);
    const wanted = wildcard(text);
    return (line) => {
      const value = valueAt(line, path);
      return typeof value === 'string' && wanted.test(value) === (operator === '=');
    };
  }

  take('{');
  const matches = either();
  take('}');
  if (tokens.length > 0) throw unknown(pattern);
  return (line) => matches(jsonOf(line));
}

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < pattern.trimEnd().length) {
    const found = TOKEN.exec(pattern);
    if (!found) throw unknown(pattern);
    tokens.push({ symbol: found[1], path: found[2], text: found[3] });
  }
  return tokens;
}

const unknown = (pattern: string) => new Error(`The local cloud does not know the filter pattern ${pattern}`);

const wildcard = (text: string) =>
  new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 's');

const valueAt = (line: unknown, path: string): unknown =>
  path.split('.').reduce((value: unknown, name) => Object(value)[name], line);

/** A line that is not JSON has no fields. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
