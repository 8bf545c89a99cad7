/** What keeps an operator's command from AWS, as one sentence that says what to do. */

/** By the name of the exception, as the SDK and its credential providers give it. */
const SENTENCES: Record<string, (table: string) => string> = {
  ResourceNotFoundException: (table) =>
    `There is no table "${table}" in this account and region. The stack’s outputs name it; AWS_REGION and AWS_PROFILE choose where to look.`,
  CredentialsProviderError: () =>
    'AWS credentials were not found, or have expired. Sign in (aws sso login), or choose a profile with AWS_PROFILE.',
  ExpiredTokenException: () => 'The AWS credentials have expired. Sign in again (aws sso login).',
  ExpiredToken: () => 'The AWS credentials have expired. Sign in again (aws sso login).',
  UnrecognizedClientException: () =>
    'AWS does not know these credentials. Sign in again, or choose a profile with AWS_PROFILE.',
  InvalidSignatureException: () => 'AWS refuses the signature: the secret key is wrong, or this computer’s clock is.',
  AccessDeniedException: (table) =>
    `These credentials may not read and write the table "${table}". Use an operator’s, or choose a profile with AWS_PROFILE.`,
};

const UNREACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT', 'TimeoutError'];

export function awsTrouble(error: unknown, table: string): string {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = SENTENCES[name];
  if (sentence) return sentence(table);
  if (/region is missing/i.test(message)) return 'Which AWS region? Set AWS_REGION, or choose a profile that has one.';
  if (name === 'ValidationException' && /tableName/i.test(message)) return `"${table}" cannot be a table’s name.`;
  if ([name, code].some((each) => UNREACHED.includes(each))) {
    return 'AWS could not be reached. Check the network and AWS_REGION.';
  }
  return `AWS answered ${name}: ${message.split('\n', 1)[0]}`;
}
