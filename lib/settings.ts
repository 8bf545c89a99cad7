/** What a deployment is told on the command line (`cdk deploy -c name=value`), checked before anything is built from it. */
import type { Node } from 'constructs';
import * as z from 'zod/mini';

const Settings = z
  .object({
    /**
     * Names everything, so that several tenants live in one account. Short and plain enough for the names of functions and for
     * Cognito's domain prefix, which refuses three words.
     */
    tenant: z._default(
      z.string().check(
        z.regex(
          /^[a-z][a-z0-9-]{0,22}[a-z0-9]$/,
          '2 to 24 of a-z, 0-9 and -, starting with a letter, not ending with -',
        ),
        z.refine((name) => !/aws|amazon|cognito/.test(name), 'must not contain aws, amazon or cognito'),
      ),
      'demo',
    ),
    /** OpenID Connect issuer and client of the tenant's own identity provider; without them the stack brings a Cognito user pool. */
    issuer: z.optional(z.url({ protocol: /^https$/, normalize: false })),
    audience: z.optional(z.string()),
    /** The claim of the issuer's ID tokens that holds a user's roles. */
    rolesClaim: z._default(z.string(), 'groups'),
    /**
     * Trusts the addresses in the issuer's ID tokens though it does not say that it verified them: Entra ID has no `email_verified`.
     * Only for an issuer in which nobody can give themselves another's address.
     */
    trustEmail: z._default(z.union([z.boolean(), z.stringbool()]), false),
    /** `cdk destroy` removes everything, the chats included. For trials only. */
    disposable: z._default(z.union([z.boolean(), z.stringbool()]), false),
    /** Where the build has put `functions`, `widget` and `console`. */
    dist: z._default(z.string(), 'dist'),
  })
  .check(
    z.refine((settings) => (settings.issuer === undefined) === (settings.audience === undefined), {
      path: ['audience'],
      error: 'issuer and audience go together',
    }),
  );

export type Settings = z.infer<typeof Settings>;

/** @throws with every setting that is not as it should be, by name. */
export function readSettings(node: Node): Settings {
  const given = Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, node.tryGetContext(name)]));
  const parsed = Settings.safeParse(given);
  if (!parsed.success) throw new Error(`Settings (-c name=value):\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
