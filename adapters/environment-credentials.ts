/**
 * Credentials as Lambda gives them: in the environment. The bundles take this for the SDK's default provider, whose other sources
 * (profiles, instance metadata, sign-in) are a quarter of a bundle and never asked for in a function. See
 * docs/decisions/credentials-from-the-environment.md.
 */
interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** @throws when the variables are missing: that process is no Lambda function. */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};
