/** The settings that shape a tenant's template. `docs/settings.md` explains them to operators. */
import * as z from 'zod/mini';

/** From the tenant's file, `tenants/<tenant>.json`. Unknown settings are refused, because nothing would read them. */
export const StackSettings = z.strictObject({
  /** The tenant's region. The template is the same everywhere; this prevents deploying to another region by accident. */
  region: z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as "eu-west-1"')),
  /**
   * OpenID Connect issuer and client of the tenant's own identity provider. Without them the stack creates a Cognito user pool.
   */
  issuer: z.optional(
    z.url({ protocol: /^https$/, normalize: false, error: 'an address such as "https://login.acme.com"' }),
  ),
  audience: z.optional(z.string()),
  /** The claim in the issuer's ID tokens that holds a user's roles. A nested claim is written as `realm_access.roles`. */
  rolesClaim: z._default(z.string(), 'groups'),
  /** Maps the claim's values to roles, if they are not named like the roles: group ids, for example. */
  roles: z.optional(z.record(z.string(), z.enum(['agent', 'supervisor', 'admin']))),
  /** The scopes that the console requests. With `offline_access` some issuers return a refresh token. */
  scopes: z._default(
    z.string().check(z.regex(/^openid( [!#-[\]-~]+)*$/, 'scopes such as "openid email profile offline_access"')),
    'openid email profile',
  ),
  /**
   * Trusts the e-mail addresses in the issuer's ID tokens even if they are not marked as verified: Entra ID has no
   * `email_verified`. Only for an issuer in which nobody can give themselves someone else's address.
   */
  trustEmail: z._default(z.boolean(), false),
  /** Traces every call in X-Ray, for finding slow ones. This doubles the cost of a chat. */
  traces: z._default(z.boolean(), false),
  /** A synthetic visitor every quarter of an hour, and an alarm if it does not run. */
  canary: z._default(z.boolean(), false),
  /** The host name of the widget, of `/v1/*` and of the sockets. The console is at `console.` in front of it. */
  domain: z.optional(
    z.string().check(z.regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'a name such as "chat.acme.com"')),
  ),
  /** CloudFront accepts only certificates in us-east-1, whatever the tenant's region. */
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
  /** The sender address of the tenant's mail. Its domain becomes an SES identity. */
  mailFrom: z.optional(z.email({ error: 'an email such as "chat@acme.com"' })),
  /** Whether SES has verified that domain. Until then Cognito refuses it, so invitations come from Cognito's own address. */
  mailVerified: z.optional(z.boolean()),
});

/** The first setting has no meaning without the second. */
export const needs = [
  ['issuer', 'audience'],
  ['audience', 'issuer'],
  ['domain', 'certificate'],
  ['certificate', 'domain'],
  ['mailVerified', 'mailFrom'],
] as const;

/**
 * Part of every resource name, so that several tenants fit in one account. Short and plain enough for function names and for
 * Cognito's domain prefix, which forbids three words.
 */
export const TenantName = z.string().check(
  z.regex(/^[a-z][a-z0-9-]{0,22}[a-z0-9]$/, '2 to 24 of a-z, 0-9 and -, starting with a letter, not ending with -'),
  z.refine((name) => !/aws|amazon|cognito/.test(name), 'a name without aws, amazon or cognito in it'),
);

export type Settings = z.infer<typeof StackSettings> & {
  tenant: string;
  /**
   * Whether the stack, table and user pool refuse to be deleted. Off for the deployment that creates them: see `protection.ts`.
   */
  protect: boolean;
  /** Where the build put `functions`, `widget` and `console`. */
  dist: string;
};
