/** What shapes a tenant's template. `docs/settings.md` explains the settings to operators. */
import * as z from 'zod/mini';

/** Of the tenant's file, `tenants/<tenant>.json`. What is not known here is refused there: nobody would read it. */
export const StackSettings = z.strictObject({
  /** Where the tenant is. The template is the same everywhere; this keeps a tenant from landing elsewhere by accident. */
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as "eu-west-1"')),
  /** OpenID Connect issuer and client of the tenant's own identity provider; without them the stack brings a Cognito user pool. */
  issuer: z.optional(
    z.url({ protocol: /^https$/, normalize: false, error: 'an address such as "https://login.acme.com"' }),
  ),
  audience: z.optional(z.string()),
  /** The claim of the issuer's ID tokens that holds a user's roles; within another claim as `realm_access.roles`. */
  rolesClaim: z._default(z.string(), 'groups'),
  /** Which of the claim's values stand for which role, where they are not called like the roles: ids of groups, say. */
  roles: z.optional(z.record(z.string(), z.enum(['agent', 'supervisor', 'admin']))),
  /** What the console asks the issuer for. With `offline_access` some issuers give what renews a sign-in. */
  scopes: z._default(
    z.string().check(z.regex(/^openid( [!#-[\]-~]+)*$/, 'scopes such as "openid email profile offline_access"')),
    'openid email profile',
  ),
  /**
   * Trusts the addresses in the issuer's ID tokens though it does not say that it verified them: Entra ID has no `email_verified`.
   * Only for an issuer in which nobody can give themselves another's address.
   */
  trustEmail: z._default(z.boolean(), false),
  /** Traces of every call in X-Ray, while something slow is searched: they cost as much as all else of a chat. */
  traces: z._default(z.boolean(), false),
  /** A visitor of its own every quarter of an hour, and an alarm when it does not come. */
  canary: z._default(z.boolean(), false),
  /** The host name of the widget, of `/v1/*` and of the sockets; the console is at `console.` before it. */
  domain: z.optional(
    z.string().check(z.regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a name such as "chat.acme.com"')),
  ),
  /** CloudFront takes certificates of us-east-1 only, wherever the tenant is. */
  certificate: z.optional(
    z
      .string()
      .check(
        z.regex(
          /^arn:aws(-[a-z]+)*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
          'the ARN of a certificate in us-east-1, for the domain and console. before it',
        ),
      ),
  ),
  /** The address from which the tenant's mails come. Its domain becomes an identity in SES. */
  mailFrom: z.optional(z.email({ error: 'an email such as "chat@acme.com"' })),
  /** Whether SES has verified that domain. Until then Cognito refuses it, and sends invitations from an address of its own. */
  mailVerified: z.optional(z.boolean()),
});

/** The first means nothing without the second. */
export const needs = [
  ['issuer', 'audience'],
  ['audience', 'issuer'],
  ['domain', 'certificate'],
  ['certificate', 'domain'],
  ['mailVerified', 'mailFrom'],
] as const;

/**
 * Names everything, so that several tenants live in one account. Short and plain enough for the names of functions and for
 * Cognito's domain prefix, which refuses three words.
 */
export const TenantName = z.string().check(
  z.regex(/^[a-z][a-z0-9-]{0,22}[a-z0-9]$/, '2 to 24 of a-z, 0-9 and -, starting with a letter, not ending with -'),
  z.refine((name) => !/aws|amazon|cognito/.test(name), 'a name without aws, amazon or cognito in it'),
);

export type Settings = z.infer<typeof StackSettings> & {
  tenant: string;
  /** Whether stack, table and user pool refuse to be deleted. Off for the deployment that creates them: `protection.ts` says why. */
  protect: boolean;
  /** Where the build has put `functions`, `widget` and `console`. */
  dist: string;
};
