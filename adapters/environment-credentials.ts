/**
 * Credentials as Lambda provides them: in the environment. The bundles use this instead of the SDK's default provider, whose
 * other sources (profiles, instance metadata, sign-in) make up a quarter of a bundle and are never used in a function. See
 * docs/decisions/credentials-from-the-environment.md.
 */
interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** @throws if the variables are missing, which means that this is not a Lambda function */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set');
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};
