/** Turns an AWS error into one sentence that tells the operator what to do. */

/** Services have different names for the same problem. */
export type Kind = 'denied' | 'expired' | 'unknown' | 'none' | 'signature' | 'region' | 'unreached' | 'throttled';

const NAMES: Record<string, Kind> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnauthorizedOperation: 'denied',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  RequestExpired: 'expired',
  InvalidClientTokenId: 'unknown',
  UnrecognizedClientException: 'unknown',
  InvalidAccessKeyId: 'unknown',
  CredentialsProviderError: 'none',
  InvalidSignatureException: 'signature',
  SignatureDoesNotMatch: 'signature',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  TimeoutError: 'unreached',
};

const SENTENCES: Record<Kind, (message: string) => string> = {
  denied: (message) =>
    `These credentials may not call ${deniedAction(message)}. Use an operator’s credentials, or choose a profile with AWS_PROFILE.`,
  expired: () => 'The AWS credentials have expired. Sign in again (aws sso login).',
  unknown: () => 'AWS does not know these credentials. Sign in again, or choose a profile with AWS_PROFILE.',
  none: () =>
    'AWS credentials were not found, or have expired. Sign in (aws sso login), or choose a profile with AWS_PROFILE.',
  signature: () => 'AWS rejected the signature: either the secret key or this computer’s clock is wrong.',
  region: () => 'Which AWS region? Set AWS_REGION, or choose a profile that has one.',
  unreached: () => 'AWS could not be reached. Check the network, and the region.',
  throttled: () => 'AWS is throttling requests. Wait a minute and try again.',
};

const UNREACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT'];

/** Undefined if the error is not about credentials or access. */
export function troubleKind(error: unknown): Kind | undefined {
  if (!(error instanceof Error)) return undefined;
  if (NAMES[error.name]) return NAMES[error.name];
  if (/region is missing/i.test(error.message)) return 'region';
  return 'code' in error && UNREACHED.includes(String(error.code)) ? 'unreached' : undefined;
}

export function awsTrouble(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const kind = troubleKind(error);
  return kind ? SENTENCES[kind](message) : `AWS answered ${name}: ${message.split('\n', 1)[0]}`;
}

/** AWS names the action: "User: … is not authorized to perform: lambda:GetAccountSettings because …". */
export const deniedAction = (message: string): string =>
  /perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? 'what this command needs';
